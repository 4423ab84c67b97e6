// SPDX-License-Identifier: Apache-2.0

package import Core

extension Engine {
    /// Whether watches stand elsewhere than the record says.
    package var hasBookkeeping: Bool { !unsaved.isEmpty }

    /// Where those watches, and all lanes, stand now.
    package func bookkeeping(at now: Moment) -> Bookkeeping {
        let watches = unsaved.sorted { $0.number < $1.number }.compactMap { id -> WatchSnapshot? in
            guard let entry = entries[id] else { return nil }
            let delay = schedule.dueTime(of: id).map { $0 - now.steady }
            return entry.snapshot(nextPollIn: delay, at: now)
        }
        return Bookkeeping(watches: watches, lanes: lanes.values.map { $0.snapshot(at: now) })
    }

    /// All that the record has to know, to begin it anew.
    package func recordContent(at now: Moment) -> RecordContent {
        let snapshots = order.compactMap { id -> WatchSnapshot? in
            guard let entry = entries[id] else { return nil }
            let delay = schedule.dueTime(of: id).map { $0 - now.steady }
            return entry.snapshot(answer: .init(reason: entry.standing.reason), nextPollIn: delay, at: now)
        }
        return RecordContent(list: watches, watches: snapshots, lanes: lanes.values.map { $0.snapshot(at: now) })
    }

    /// The bookkeeping is on record.
    package mutating func bookkeepingIsDone() {
        unsaved = []
    }
}

extension Lane {
    /// Where it stands, for the record.
    func snapshot(at now: Moment) -> LaneSnapshot {
        LaneSnapshot(id: id, visibility: visibility.saved(at: now))
    }
}

extension Entry {
    /// A watch that goes on where an earlier run left it.
    init(_ watch: Watch, resuming past: WatchSnapshot, at now: Moment) {
        self.init(watch)
        machine = WatchMachine(
            rules: watch.kind.statuses,
            overdueAfter: watch.overdueAfter,
            saved: past.machine,
            at: now
        )
        cadence = Cadence(watch.poll, interval: past.interval)
        standing = Standing(resuming: past)
    }

    /// Where it stands, for the record.
    func snapshot(answer: WatchSnapshot.Answer? = nil, nextPollIn delay: Duration?, at now: Moment) -> WatchSnapshot {
        WatchSnapshot(
            identity: watch.identity,
            account: watch.account,
            machine: machine.saved(at: now),
            interval: cadence.interval,
            nextPollAt: delay.map { now.wall + $0 },
            answer: answer
        )
    }

    /// How long after the start the first poll falls.
    ///
    /// A watch goes on when the earlier run would have polled it. What was due meanwhile is spread over `poll.initial`, as
    /// are new watches, so that no restart makes a burst.
    func firstDelay(resuming past: WatchSnapshot?, at now: Moment) -> Duration {
        var delay = Cadence.firstDelay(of: watch.identity, pace: watch.poll)
        if let next = past?.nextPollAt, next > now.wall { delay = min(next.since(now.wall), watch.poll.max) }
        if let deadline = machine.deadline(at: now) { delay = min(delay, deadline - now.steady) }
        return delay
    }
}
