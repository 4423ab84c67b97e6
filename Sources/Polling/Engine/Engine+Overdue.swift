// SPDX-License-Identifier: Apache-2.0

package import Core

/// A watch that has become overdue while it waits for its lane: all that changes with it, worked out and not yet taken in.
package struct OverdueWatch: Sendable {
    /// What has to be on record before the engine may take the rest in.
    package let commit: Commit
    /// The watch.
    package let watch: Watch

    fileprivate let id: EntryID
    fileprivate let entry: Entry
    fileprivate let random: SplitMix64
}

extension Engine {
    /// How long a watch that is overdue may wait for its turn before it is told without having been read once more.
    ///
    /// It may have ended meanwhile, so a read is worth waiting for, unless the credentials are no good.
    static let overduePatience: Duration = .seconds(60)

    /// Works out the next watch that has become overdue and that its lane does not let in; nil if there is no other.
    ///
    /// ``accept(_:)`` or ``postpone(_:at:)`` must follow.
    package mutating func nextOverdue(at now: Moment) -> OverdueWatch? {
        while let id = overdue.popDue(at: now.steady) {
            guard isQueued(id), var entry = entries[id] else { continue }
            if let turn = turnToTellOverdue(entry, at: now), turn > now.steady {
                overdue.set(id, at: turn)
                continue
            }
            var random = self.random
            var pending: [Commit.PendingNotice] = []
            for case .notify(let event) in entry.machine.tick(at: now) {
                pending += entry.notices(of: event, nil, random: &random, at: now)
            }
            guard !pending.isEmpty else { continue }
            let snapshot = entry.snapshot(nextPollIn: nil, at: now)
            return OverdueWatch(
                commit: Commit(watch: snapshot, notices: pending),
                watch: entry.watch,
                id: id,
                entry: entry,
                random: random
            )
        }
        return nil
    }

    /// Takes in that a watch is overdue, now that it is on record.
    package mutating func accept(_ late: OverdueWatch) {
        random = late.random
        entries[late.id] = late.entry
        unsaved.remove(late.id)
    }

    /// Leaves the watch as it was, because the record could not be written; it is told later.
    package mutating func postpone(_ late: OverdueWatch, at now: Moment) {
        random = late.random
        overdue.set(late.id, at: now.steady + PollPace.standard.initial)
    }

    /// Puts a watch that is due into its lane's queue, as the last one or as the first.
    mutating func enqueue(_ id: EntryID, first: Bool = false, at now: Moment) {
        guard let lane = entries[id]?.watch.lane else { return }
        if first { lanes[lane]?.requeueFirst(id) } else { lanes[lane]?.enqueue(id) }
        entries[id]?.queuedAt = now.steady
        awaitOverdue(id, at: now)
    }

    /// Notes when a watch that waits for its lane becomes overdue, if it does.
    mutating func awaitOverdue(_ id: EntryID, at now: Moment) {
        guard let entry = entries[id], let time = entry.machine.overdueAt else {
            overdue.remove(id)
            return
        }
        overdue.set(id, at: now.steady + max(.zero, time.since(now.wall)))
    }

    /// When it is to be told that a watch in a queue is overdue; nil if it is not to be.
    private func turnToTellOverdue(_ entry: Entry, at now: Moment) -> Duration? {
        guard let time = entry.machine.overdueAt else { return nil }
        let deadline = now.steady + time.since(now.wall)
        if lanes[entry.watch.lane]?.isHeldUp == true { return deadline }
        return max(deadline, entry.queuedAt) + Self.overduePatience
    }
}
