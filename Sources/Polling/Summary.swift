// SPDX-License-Identifier: Apache-2.0

package import Core

/// The whole list in a few numbers, and in the words that `systemctl status` and `awaitd status` show.
package struct Summary: Sendable, Hashable {
    /// How many watches are in which state.
    package let states: [JobState: Int]
    /// How many of those still polled cannot be seen, and why.
    package let notVisible: [Visibility: Int]
    /// How long until the next poll; nil if none is scheduled.
    package let nextPoll: Duration?
    /// Whether polls are under way.
    package let isPolling: Bool

    /// Makes a summary.
    package init(states: [JobState: Int], notVisible: [Visibility: Int], nextPoll: Duration?, isPolling: Bool) {
        self.states = states
        self.notVisible = notVisible
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
            notVisible[visibility].map { "\($0) \(visibility.rawValue)" }
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

    /// Whole seconds, at least one: milliseconds are of no use in a status line.
    private static func roundedUp(_ duration: Duration) -> Duration {
        .seconds(max(1, (duration.wholeMicroseconds + 999_999) / 1_000_000))
    }
}

extension Engine {
    /// Returns the summary of all watches.
    package mutating func summary(at now: Moment) -> Summary {
        Summary(
            states: tally.states,
            notVisible: tally.notVisible,
            nextPoll: nextPoll(at: now).map { max(.zero, $0 - now.steady) },
            isPolling: requestsInFlight > 0
        )
    }

    /// Returns the status of each watch: the written ones in the order of the list, then those that matchers have found.
    package func status(at now: Moment) -> [WatchStatus] { status(of: listOrder[...], at: now) }

    /// Returns the status of these watches, as far as they are still on the list.
    func status(of ids: ArraySlice<EntryID>, at now: Moment) -> [WatchStatus] {
        ids.compactMap { id in entries[id].map { status(of: $0, at: now) } }
    }

    private func status(of entry: WatchEntry, at now: Moment) -> WatchStatus {
        let machine = entry.machine
        return WatchStatus(
            name: entry.watch.name,
            kind: entry.watch.kind.name,
            resourceID: entry.watch.resourceID,
            region: entry.watch.region,
            state: machine.state,
            status: machine.status,
            since: machine.since,
            visibility: machine.isSettled ? .visible : visibility(of: entry),
            nextPoll: nextPoll(of: entry, at: now).map { now.wall + max(.zero, $0 - now.steady) },
            reason: lossReason(of: entry) ?? entry.reason,
            expectation: machine.expectation,
            matcher: entry.watch.matcher,
            estimatedEnd: entry.experience.estimatedEnd(at: now.best)
        )
    }

    /// Returns when a watch is looked at next, by list or by read; nil if its poll is under way or about to be, or if it is
    /// polled no more.
    private func nextPoll(of entry: WatchEntry, at now: Moment) -> Duration? {
        switch entry.place {
        case .scheduled(let time): nextListing(of: entry).map { min(time, $0) } ?? time
        case .queued: entry.machine.isSettled ? nil : lanes[entry.lane]?.condition.closedUntil(now.steady)
        case .idle, .polled: nil
        }
    }

    /// Returns when the list is asked that stands in for a watch's reads; nil if none does, or if it is being asked.
    private func nextListing(of entry: WatchEntry) -> Duration? {
        guard let number = entry.coverage.list, entry.isAtRest else { return nil }
        return lists.read(number) { $0.plan.knowledge(of: entry.coverage) == nil ? nil : $0.dueAt } ?? nil
    }

    /// Returns whether a watch can be seen: the loss of its own visibility counts before its lane's.
    private func visibility(of entry: WatchEntry) -> Visibility {
        let own = entry.machine.visibility.current
        return own == .visible ? lanes[entry.lane]?.condition.visibility.current ?? .visible : own
    }

    /// Returns why a watch cannot be seen; nil if it can.
    ///
    /// What hits a whole lane is the reason for all its watches, whichever of them was polled.
    private func lossReason(of entry: WatchEntry) -> String? {
        let machine = entry.machine
        guard !machine.isSettled else { return nil }
        guard machine.visibility.current == .visible else { return entry.failure }
        let lane = lanes[entry.lane]?.condition.visibility ?? LaneVisibility()
        if lane.current != .visible { return lane.failure?.codeAndMessage ?? entry.failure }
        // Before the first successful read even a single failure is worth knowing.
        return machine.state == .unseen ? entry.failure : nil
    }
}
