// SPDX-License-Identifier: Apache-2.0

/// The units that a watch starts when it enters a state, or when it completes and not all is good or as expected: its `on:`.
package struct StartRules: Sendable, Hashable {
    /// The most units of one state.
    package static let maxUnits = 8

    private var units: [JobState: [UnitPattern]]
    /// The units for a completion that is not all good; nil if they are those of any completion.
    package let caveat: [UnitPattern]?
    /// The units for a completion that is not as expected, which starts no others; nil if there are none.
    package let unmet: [UnitPattern]?

    /// No units.
    package static let none = StartRules([:])

    /// The states that rules can be made for.
    package static let states: [JobState] = JobState.allCases.filter { $0 != .unseen }

    /// Rules, by the state that is entered, and for a completion that is not all good or not as expected.
    package init(_ units: [JobState: [UnitPattern]], caveat: [UnitPattern]? = nil, unmet: [UnitPattern]? = nil) {
        self.units = units
        self.caveat = caveat
        self.unmet = unmet
    }

    /// The units for a state, in their order.
    package subscript(state: JobState) -> [UnitPattern] { units[state] ?? [] }

    /// Whether nothing is ever started.
    package var isEmpty: Bool { units.isEmpty && caveat == nil && unmet == nil }

    /// The units as they are written, in no order.
    package var patterns: [UnitPattern] { units.values.flatMap(\.self) + (caveat ?? []) + (unmet ?? []) }

    /// These rules, replaced state by state with those of `other`.
    package func with(_ other: StartRules) -> StartRules {
        StartRules(
            units.merging(other.units) { _, new in new },
            caveat: other.caveat ?? caveat,
            unmet: other.unmet ?? unmet
        )
    }

    /// The names of the units that an event starts; empty for events that are not state changes.
    ///
    /// News within a state starts none of that state's, which it has entered before.
    package func units(for event: WatchEvent, of watch: Watch, eventID: String) -> [String] {
        switch event {
        case .transition(let change), .anomaly(_, let change):
            patterns(for: change).map { $0.unit(for: .init(watch: watch, state: change.state, eventID: eventID)) }
        case .overdue, .visibilityLost, .visibilityRestored, .notFound: []
        }
    }

    private func patterns(for change: Change) -> [UnitPattern] {
        // A gate that does not hold is closed, for what would be started by a doubtful completion too.
        if change.isUnmet { return unmet ?? [] }
        if change.isDoubtful, let caveat { return caveat }
        return change.entersState || change.state == .unknown ? self[change.state] : []
    }
}

/// Limits how many units a watch starts, so that a unit that causes the very change that starts it does not run forever.
package struct StartLimit: Sendable, Hashable {
    /// The most starts of one watch in ``interval``: far more than any job causes.
    package static let burst = 60
    /// The time over which ``burst`` is counted.
    package static let interval: Duration = .seconds(60)

    private var windowBegan: Duration?
    private var count = 0
    private var wasReported = false

    /// A limit of which nothing is used.
    package init() {}

    /// The decision on starts.
    package enum Decision: Sendable, Hashable {
        /// They may be started.
        case granted
        /// They may not, for the first time in this window: report it.
        case refused
        /// They may not, which has been reported.
        case refusedAgain
    }

    /// Decides on so many starts; `now` is a steady time.
    package mutating func ask(for starts: Int, at now: Duration) -> Decision {
        if windowBegan.map({ now - $0 >= Self.interval }) ?? true {
            windowBegan = now
            count = 0
            wasReported = false
        }
        guard count + starts > Self.burst else {
            count += starts
            return .granted
        }
        defer { wasReported = true }
        return wasReported ? .refusedAgain : .refused
    }
}
