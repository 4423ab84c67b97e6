// SPDX-License-Identifier: Apache-2.0

package import Core

/// A watch that has become overdue while it waits for its lane: all that changes with it, worked out but not yet accepted.
package struct OverdueWatch: Sendable {
    /// What must be on record before the engine may accept the rest.
    package let commit: Commit
    /// The watch.
    package let watch: Watch

    fileprivate let id: EntryID
    fileprivate let entry: WatchEntry
    fileprivate let random: SplitMix64
}

extension Engine {
    /// How long an overdue watch may wait for its lane before it is reported without another read.
    ///
    /// It may have ended meanwhile, so a read is worth waiting for, unless the credentials do not work.
    static let overduePatience: Duration = .seconds(60)

    /// Works out the next watch that has become overdue in its lane's queue; nil if there is no other.
    ///
    /// ``accept(_:)`` or ``postpone(_:at:)`` must follow.
    package mutating func nextOverdue(at now: Moment) -> OverdueWatch? {
        while let time = nextOverdueCheck(), time <= now.steady, let id = overdue.first?.item {
            overdue.removeFirst()
            entries.update(id) { $0.overdueCheck = nil }
            guard isQueued(id), var entry = entries[id] else { continue }
            if let time = overdueNoticeTime(of: entry, at: now), time > now.steady {
                checkOverdue(id, at: time)
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

    /// Accepts that a watch is overdue, now that it is on record.
    package mutating func accept(_ late: OverdueWatch) {
        random = late.random
        entries.update(late.id) { $0 = late.entry }
        unsaved.remove(late.id)
    }

    /// Leaves the watch as it was, because the record could not be written, to be reported later.
    package mutating func postpone(_ late: OverdueWatch, at now: Moment) {
        random = late.random
        checkOverdue(late.id, at: now.steady + PollPace.standard.initial)
    }

    /// Schedules what goes by the time of day anew, since more is known of it now.
    package mutating func timeCorrected(at now: Moment) {
        for id in listOrder {
            if isQueued(id) {
                scheduleOverdue(id, at: now)
            } else if let due = dueTime(of: id),
                let deadline = entries.read(id, { $0.machine.deadline(at: now) }) ?? nil,
                deadline < due
            {
                makeDue(id, at: deadline)
            }
        }
    }

    /// When to call ``nextOverdue(at:)``; nil if no watch can become overdue in a queue.
    mutating func nextOverdueCheck() -> Duration? {
        while let first = overdue.first {
            if entries.read(first.item, \.overdueCheck) == .some(first.at) { return first.at }
            overdue.removeFirst()
        }
        return nil
    }

    private mutating func checkOverdue(_ id: EntryID, at time: Duration) {
        entries.update(id) { $0.overdueCheck = time }
        overdue.set(id, at: time)
    }

    /// Schedules the overdue check of a watch that waits for its lane, if it can become overdue.
    mutating func scheduleOverdue(_ id: EntryID, at now: Moment) {
        guard let time = entries.read(id, \.machine.overdueAt) ?? nil else {
            entries.update(id) { $0.overdueCheck = nil }
            return
        }
        checkOverdue(id, at: now.steady + max(.zero, time.since(now.best)))
    }

    /// Returns when to report that a queued watch is overdue; nil if it cannot become so.
    private func overdueNoticeTime(of entry: WatchEntry, at now: Moment) -> Duration? {
        guard let time = entry.machine.overdueAt else { return nil }
        let deadline = now.steady + time.since(now.best)
        if lanes.awaitingCredentials.contains(entry.lane) { return deadline }
        guard case .queued(let since) = entry.place else { return deadline }
        return max(deadline, since) + Self.overduePatience
    }
}
