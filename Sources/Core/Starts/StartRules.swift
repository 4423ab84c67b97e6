// SPDX-License-Identifier: Apache-2.0

/// Which units a watch has started when it comes to which state: its `on:`.
package struct StartRules: Sendable, Hashable {
    /// The most units of one state.
    package static let mostUnits = 8

    private var units: [JobState: [UnitPattern]]

    /// None at all.
    package static let none = StartRules([:])

    /// The states that rules may be made for.
    package static let states: [JobState] = JobState.allCases.filter { $0 != .unseen }

    /// Rules, by the state that is come to.
    package init(_ units: [JobState: [UnitPattern]]) {
        self.units = units
    }

    /// The units for a state, in their order.
    package subscript(state: JobState) -> [UnitPattern] { units[state] ?? [] }

    /// Whether nothing is ever started.
    package var isEmpty: Bool { units.isEmpty }

    /// Other rules put over these, state by state.
    package func with(_ other: StartRules) -> StartRules {
        StartRules(units.merging(other.units) { _, new in new })
    }

    /// The units of a change, by name; none for what is no coming to a state.
    package func units(for event: WatchEvent, of watch: Watch, eventID: String) -> [String] {
        switch event {
        case .transition(let change), .anomaly(_, let change):
            self[change.state].map { $0.unit(for: .init(watch: watch, state: change.state, eventID: eventID)) }
        case .overdue, .visibilityLost, .visibilityRestored, .notFound: []
        }
    }
}
