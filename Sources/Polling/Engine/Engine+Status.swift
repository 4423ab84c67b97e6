// SPDX-License-Identifier: Apache-2.0

package import Core

extension Engine {
    /// How all watches stand, in the order of the list.
    package func status(at now: Moment) -> [WatchStatus] {
        order.compactMap { id in entries[id].map { status(of: $0, id, at: now) } }
    }

    private func status(of entry: Entry, _ id: EntryID, at now: Moment) -> WatchStatus {
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
            nextPoll: nextPoll(of: id, at: now).map { now.wall + max(.zero, $0 - now.steady) },
            reason: obstacle(of: entry) ?? entry.standing.reason
        )
    }

    /// When a watch is polled next; nil if it is being polled or polled no more, or if its turn comes soon.
    private func nextPoll(of id: EntryID, at now: Moment) -> Duration? {
        if let due = schedule.dueTime(of: id) { return due }
        guard isQueued(id), let entry = entries[id] else { return nil }
        return lanes[entry.watch.lane]?.closedUntil(now.steady)
    }

    /// Why a watch cannot be seen; nil if it can.
    ///
    /// What hits a whole lane is in the way of all its watches, whichever of them was polled.
    private func obstacle(of entry: Entry) -> String? {
        let machine = entry.machine
        guard !machine.isSettled else { return nil }
        guard machine.visibility.current == .visible else { return entry.standing.failure }
        let lane = lanes[entry.watch.lane]?.visibility ?? LaneVisibility()
        if lane.current != .visible { return lane.failure?.codeAndMessage ?? entry.standing.failure }
        // Before a first answer even a single failure is worth knowing.
        return machine.state == .unseen ? entry.standing.failure : nil
    }
}
