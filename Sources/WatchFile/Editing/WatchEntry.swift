// SPDX-License-Identifier: Apache-2.0

package import Core

/// An entry of `watches`, to be written into a watch file.
package struct WatchEntry: Sendable {
    /// How the resource is named.
    package enum Target: Sendable, Hashable {
        /// By its ARN.
        case arn(String)
        /// By its kind's name and its id.
        case id(kind: String, id: String)
    }

    private let target: Target
    /// Its name; nil for the default, the end of the id or ARN.
    package var name: String?
    /// Its region; nil for the ARN's, or that of the file's defaults.
    package var region: String?
    /// Its AWS profile; nil for that of the file's defaults.
    package var profile: String?
    /// After which time it is overdue; nil for that of the file's defaults.
    package var overdueAfter: Duration?
    /// What its details must say when it completes.
    package var expectations: [Expectation] = []
    /// The units of `on`, by the key that they stand under, in the order in which they are written.
    package var starts: [(state: String, units: [String])] = []

    /// An entry for a resource.
    package init(_ target: Target) {
        self.target = target
    }

    /// Keys and values in the order in which they are written.
    private var fields: [(String, YAMLValue)] {
        var fields = name.map { [("name", YAMLValue.text($0))] } ?? []
        switch target {
        case .arn(let arn): fields.append(("arn", .text(arn)))
        case .id(let kind, let id): fields += [("kind", .text(kind)), ("id", .text(id))]
        }
        fields += [("region", region), ("profile", profile)].compactMap { key, text in text.map { (key, .text($0)) } }
        if let overdueAfter { fields.append(("overdue_after", .text(DurationText.config(overdueAfter)))) }
        let conditions = expectations.map { ($0.detail, YAMLValue.text($0.condition.text)) }
        if !conditions.isEmpty { fields.append(("expect", .mapping(conditions))) }
        let units = starts.compactMap { start in YAMLValue.oneOrMore(start.units).map { (start.state, $0) } }
        if !units.isEmpty { fields.append(("on", .mapping(units))) }
        return fields
    }

    /// Whether a watch is what this entry says beside what identifies it.
    func fits(_ watch: Watch) -> Bool {
        let units = starts.flatMap(\.units).count
        let others = (watch.starts.caveat?.count ?? 0) + (watch.starts.unmet?.count ?? 0)
        let states = StartRules.states.map { watch.starts[$0].count }.reduce(others, +)
        return (overdueAfter == nil || watch.overdueAfter == overdueAfter) && states >= units
            && expectations.allSatisfy(watch.expectations.contains)
    }

    /// The entry within a list in brackets: `{kind: evaluation, id: ev-1}`.
    var inFlow: String { YAMLValue.mapping(fields).line ?? "" }

    /// The lines of the entry in a list whose dashes are in column `indent`, counted from 0.
    func lines(indent: Int) -> [String] {
        var writer = YAMLWriter()
        writer.write(item: fields)
        let margin = String(repeating: " ", count: indent)
        // The writer's lists are indented by two columns.
        return writer.text.split(separator: "\n").map { margin + $0.dropFirst(2) }
    }
}
