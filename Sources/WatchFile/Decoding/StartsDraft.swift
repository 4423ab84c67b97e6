// SPDX-License-Identifier: Apache-2.0

import Core

/// What stands under `on`, in a watch or in `defaults`: for each state a unit, or a list of units.
struct StartsDraft {
    /// The rules.
    private(set) var rules: StartRules = .none
    /// Each unit with its place.
    private(set) var units: [(pattern: UnitPattern, place: Place)] = []

    /// Nothing said.
    init() {}

    /// Reads the key `on` of a mapping.
    init(_ fields: MappingReader) {
        guard let node = fields.node("on") else { return }
        let help = "write `on: {completed: retrain@.service, failed: page-oncall.service}`"
        guard
            let states = MappingReader(
                node.isNull ? ConfigNode(content: node.content, mark: fields.keyPlace("on").mark) : node,
                keys: .on,
                title: "'on'",
                help: help,
                source: fields.source,
                diagnostics: fields.diagnostics
            )
        else { return }
        var rules: [JobState: [UnitPattern]] = [:]
        for state in StartRules.states {
            guard let named = Self.units(state.rawValue, states) else { continue }
            rules[state] = named.map(\.pattern)
            units += named
        }
        self.rules = StartRules(rules)
    }

    /// Warns of the units that nobody allows.
    func warn(unless allowed: AllowedUnits, _ diagnostics: DiagnosticCollector) {
        for (pattern, place) in units where !allowed.allows(pattern.template) {
            diagnostics.warning(
                "\(pattern.template) would not be started: \(AllowedUnits.fileName) does not allow it",
                at: place,
                help: "name it in \(AllowedUnits.fileName) beside the watch file, or call it "
                    + "\(AllowedUnits.prefix)\(pattern.template)"
            )
        }
    }

    private static func units(_ key: String, _ states: MappingReader) -> [(pattern: UnitPattern, place: Place)]? {
        guard let node = states.node(key) else { return nil }
        guard case .sequence(let items) = node.content else {
            guard let setting = states.setting(key, ValueRules.unit), let pattern = setting.value else { return [] }
            return [(pattern, setting.place)]
        }
        if items.count > StartRules.mostUnits {
            states.diagnostics.error(
                "'\(key)' names \(items.count) units, and at most \(StartRules.mostUnits) are allowed",
                at: Place(states.source, node.mark),
                help: "a .target can start more than that"
            )
        }
        return items.prefix(StartRules.mostUnits).compactMap { item in
            states.value(of: item, in: key, ValueRules.unit).map { ($0, Place(states.source, item.mark)) }
        }
    }
}

extension ValueRules {
    /// A unit to be started, with specifiers in its instance.
    static func unit(_ text: String) throws(Fault) -> UnitPattern {
        do throws(UnitPattern.Fault) {
            return try UnitPattern(text)
        } catch {
            throw Fault("\(error.reason): '\(shown(text))'", help: error.help)
        }
    }
}
