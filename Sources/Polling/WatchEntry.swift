// SPDX-License-Identifier: Apache-2.0

import Core

/// The number that the engine gives a watch; never used again for another.
struct EntryID: Sendable, Hashable {
    let number: Int
}

/// One watch as the engine keeps it.
struct WatchEntry: Sendable {
    /// What is watched.
    private(set) var watch: Watch
    /// Its state so far.
    var machine: WatchMachine
    /// Its interval between polls.
    var backoff: Backoff
    /// AWS's words about the status; nil if it gave none.
    private(set) var reason: String?
    /// Why the last poll failed; nil if it succeeded.
    private(set) var failure: String?
    /// When it last entered its lane's queue.
    var queuedAt: Duration = .zero
    /// How many units may still be started for it.
    private var startLimit = StartLimit()

    /// Makes an entry of a watch that was never read.
    init(_ watch: Watch) {
        self.watch = watch
        machine = WatchMachine(rules: watch.kind.statuses, overdueAfter: watch.overdueAfter)
        backoff = Backoff(watch.poll)
    }

    /// Makes an entry that continues where an earlier run left the watch.
    init(_ watch: Watch, resuming past: WatchSnapshot, at now: Moment) {
        self.watch = watch
        machine = WatchMachine(
            rules: watch.kind.statuses,
            overdueAfter: watch.overdueAfter,
            saved: past.machine,
            at: now
        )
        backoff = Backoff(watch.poll, interval: past.interval)
        reason = past.answer?.reason
    }

    /// Applies a poll's outcome; returns what must happen because of it.
    mutating func apply(_ outcome: PollOutcome, lane: LaneView, at now: Moment) -> [Effect] {
        switch outcome {
        case .observed(let observation):
            failure = nil
            reason = observation.reason
            return machine.observe(observation, at: now)
        case .failed(let pollFailure):
            failure = pollFailure.codeAndMessage
            return machine.observe(pollFailure, lane: lane, at: now)
        }
    }

    /// Adopts new settings of the same watch; its state is kept.
    mutating func update(to new: Watch, at now: Moment) {
        machine.follow(new.kind.statuses)
        machine.setOverdue(after: new.overdueAfter, at: now)
        if new.poll != watch.poll { backoff = Backoff(new.poll, interval: backoff.interval) }
        watch = new
    }

    /// Returns the notices of an event, with the units to start for it as far as the watch's budget allows.
    mutating func notices(
        of event: WatchEvent,
        _ observation: Observation?,
        random: inout SplitMix64,
        at now: Moment
    ) -> [Commit.PendingNotice] {
        let eventID = random.nextEventID()
        var notice = watch.notice(of: event, observation: observation)
        let units = watch.starts.units(for: event, of: watch, eventID: eventID)
        var refusal: [Commit.PendingNotice] = []
        switch units.isEmpty ? .granted : startLimit.ask(for: units.count, at: now.steady) {
        case .granted: notice = notice.starting(units)
        case .refusedAgain: break
        case .refused:
            let held = watch.startsHeldNotice(units)
            refusal.append(Commit.PendingNotice(held, eventID: random.nextEventID(), observedAt: now.wall))
        }
        return [Commit.PendingNotice(notice, eventID: eventID, observedAt: now.wall)] + refusal
    }

    /// Returns what the record keeps of it; without `answer` the reason on record stays.
    func snapshot(answer: WatchSnapshot.Answer? = nil, nextPollIn delay: Duration?, at now: Moment) -> WatchSnapshot {
        WatchSnapshot(
            identity: watch.identity,
            account: watch.account,
            machine: machine.saved(at: now),
            interval: backoff.interval,
            nextPollAt: delay.map { now.wall + $0 },
            answer: answer
        )
    }

    /// Returns how long after the start its first poll is due.
    ///
    /// A watch continues when the earlier run would have polled it. Polls that were due meanwhile are spread over
    /// `poll.initial`, as are those of new watches, so that no restart makes a burst.
    func firstDelay(resuming past: WatchSnapshot?, at now: Moment) -> Duration {
        var delay = Backoff.firstDelay(of: watch.identity, pace: watch.poll)
        if let next = past?.nextPollAt, next > now.wall { delay = min(next.since(now.wall), watch.poll.max) }
        if let deadline = machine.deadline(at: now) { delay = min(delay, deadline - now.steady) }
        return delay
    }
}

extension PollFailure {
    /// The code and words of AWS, or of what failed before it: `ExpiredToken: The security token is expired`.
    var codeAndMessage: String {
        [code, message].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
    }
}
