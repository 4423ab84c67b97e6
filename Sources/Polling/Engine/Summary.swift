// SPDX-License-Identifier: Apache-2.0

package import Core

/// The state of the whole list in a few numbers, and as the one line that `systemctl status` shows.
package struct Summary: Sendable, Hashable {
    /// How many watches are in which state.
    package let states: [JobState: Int]
    /// How many of those that are still polled cannot be seen, and why.
    package let outOfSight: [Visibility: Int]
    /// How long until the next poll; nil if none is scheduled.
    package let nextPoll: Duration?
    /// Whether polls are under way.
    package let isPolling: Bool

    /// A summary.
    package init(states: [JobState: Int], outOfSight: [Visibility: Int], nextPoll: Duration?, isPolling: Bool) {
        self.states = states
        self.outOfSight = outOfSight
        self.nextPoll = nextPoll
        self.isPolling = isPolling
    }

    /// How many watches there are.
    package var total: Int { states.values.reduce(0, +) }

    /// `Watching 12: 3 pending, 5 in progress, 3 completed, 1 failed; 2 unreachable; next poll in 4s`.
    package var statusLine: String {
        var line = "Watching \(total)"
        let counts = JobState.allCases.compactMap { state in
            states[state].map { "\($0) \(state.spoken)" }
        }
        if !counts.isEmpty { line += ": " + counts.joined(separator: ", ") }
        let lost = Visibility.allCases.compactMap { visibility in
            outOfSight[visibility].map { "\($0) \(visibility.rawValue)" }
        }
        if !lost.isEmpty { line += "; " + lost.joined(separator: ", ") }
        if let nextPoll {
            line += "; next poll in \(DurationText.spoken(Self.roundedUp(nextPoll)))"
        } else if isPolling {
            line += "; polling"
        } else if total > 0 {
            line += "; nothing left to poll"
        }
        return line
    }

    /// Whole seconds, at least one: nobody reads milliseconds in a status line.
    private static func roundedUp(_ duration: Duration) -> Duration {
        .seconds(max(1, (duration.wholeMicroseconds + 999_999) / 1_000_000))
    }
}

extension Engine {
    /// Where all watches stand now.
    package mutating func summary(at now: Moment) -> Summary {
        var states: [JobState: Int] = [:]
        var outOfSight: [Visibility: Int] = [:]
        for entry in entries.values {
            states[entry.machine.state, default: 0] += 1
            guard !entry.machine.isSettled else { continue }
            let visibility = visibility(of: entry)
            if visibility != .visible { outOfSight[visibility, default: 0] += 1 }
        }
        return Summary(
            states: states,
            outOfSight: outOfSight,
            nextPoll: nextPoll(at: now).map { max(.zero, $0 - now.steady) },
            isPolling: underWay > 0
        )
    }

    /// Whether a watch can be seen: its own loss of sight counts before its lane's.
    func visibility(of entry: Entry) -> Visibility {
        let own = entry.machine.visibility.current
        return own == .visible ? lanes[entry.watch.lane]?.visibility.current ?? .visible : own
    }
}
