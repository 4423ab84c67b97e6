// SPDX-License-Identifier: Apache-2.0

import Core

/// What `on` says, in a watch or in `defaults`: for each state, for caveats, and for what is not as expected, a unit or a list of units.
struct StartsDraft {
    /// The key of the units for a completion that is not all good.
    static let caveat = "caveat"
    /// The key of the units for a completion that is not as expected.
    static let unmet = "unmet"
    /// Both.
    static let judgements = [caveat, unmet]

    /// The rules.
    let rules: StartRules
    /// Where the units of ``unmet`` are; nil if there are none.
    let unmetLocation: SourceLocation?
    /// Each unit with its location.
    private let units: [(pattern: UnitPattern, location: SourceLocation)]

    /// Reads the key `on` of a mapping.
    init(_ fields: MappingReader) {
        let help = "write `on: {completed: retrain@.service, failed: page-oncall.service}`"
        var rules: [JobState: [UnitPattern]] = [:]
        var judged: [String: [UnitPattern]] = [:]
        var units: [(pattern: UnitPattern, location: SourceLocation)] = []
        var unmetLocation: SourceLocation?
        if let states = fields.mapping("on", .on, help: help) {
            for state in StartRules.states {
                guard let named = Self.units(state.rawValue, states) else { continue }
                rules[state] = named.map(\.pattern)
                units += named
            }
            for key in Self.judgements {
                guard let named = Self.units(key, states) else { continue }
                judged[key] = named.map(\.pattern)
                units += named
                if key == Self.unmet, !named.isEmpty { unmetLocation = states.keyLocation(key) }
            }
        }
        self.rules = StartRules(rules, caveat: judged[Self.caveat], unmet: judged[Self.unmet])
        self.units = units
        self.unmetLocation = unmetLocation
    }

    /// Warns of the units that are never started, and of those that are not allowed.
    func warn(unless allowed: AllowedUnits, _ diagnostics: DiagnosticCollector) {
        for (pattern, location) in units {
            if let refusal = UnitName.refusal(of: pattern.template) {
                diagnostics.warning(
                    "\(pattern.template) would not be started: \(refusal.reason)", at: location, help: refusal.help)
                continue
            }
            if allowed.allows(pattern.template) { continue }
            diagnostics.warning(
                "\(pattern.template) would not be started: \(AllowedUnits.fileName) does not allow it",
                at: location,
                help: "name it in \(AllowedUnits.fileName) beside the watch file, or call it "
                    + "\(AllowedUnits.prefix)\(pattern.template)"
            )
        }
    }

    private static func units(
        _ key: String,
        _ states: MappingReader
    ) -> [(pattern: UnitPattern, location: SourceLocation)]? {
        guard let node = states.node(key) else { return nil }
        guard case .sequence(let items) = node.content else {
            guard let setting = states.setting(key, ValueRules.unit), let pattern = setting.value else { return [] }
            return [(pattern, setting.location)]
        }
        if items.count > StartRules.maxUnits {
            states.diagnostics.error(
                "'\(key)' names \(items.count) units, and at most \(StartRules.maxUnits) are allowed",
                at: states.location(of: node, key),
                help: "a service with `Wants=` can start more than that"
            )
        }
        return items.prefix(StartRules.maxUnits).compactMap { item in
            states.value(of: item, in: key, ValueRules.unit).map { ($0, SourceLocation(states.source, item.mark)) }
        }
    }
}
