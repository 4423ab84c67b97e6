// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

extension Engine {
    /// How all watches stand, in the order of the list.
    package func status(at now: Moment) -> [WatchStatus] {
        order.compactMap { id in entries[id].map { status(of: $0, id, at: now) } }
    }

    private func status(of entry: Entry, _ id: EntryID, at now: Moment) -> WatchStatus {
        let visibility = entry.machine.isSettled ? .visible : visibility(of: entry)
        let standing = entry.standing
        // Before a first answer even a single failure is worth knowing.
        let isInSight = visibility == .visible && entry.machine.state != .unseen
        return WatchStatus(
            name: entry.watch.name,
            kind: entry.watch.kind.name,
            resourceID: entry.watch.resourceID,
            region: entry.watch.region,
            state: entry.machine.state,
            status: entry.machine.status,
            since: entry.machine.since,
            visibility: visibility,
            nextPoll: schedule.dueTime(of: id).map { now.wall + max(.zero, $0 - now.steady) },
            reason: isInSight ? standing.reason : standing.failure ?? standing.reason
        )
    }
}
