// SPDX-License-Identifier: Apache-2.0

import Core

/// One watch as the engine keeps it: a small value, since there may be a hundred thousand.
struct WatchEntry: Sendable {
    /// What is watched.
    private(set) var watch: Watch
    /// Its state so far.
    var machine: WatchMachine
    /// Its interval between polls.
    private(set) var interval: Duration
    /// The watch's own jitter: see ``WatchIdentity/samples``.
    let jitter: Double
    /// When its present poll was due, or its next one is, before that was moved to share a wake-up.
    var planned: Duration = .zero
    /// Where it is on its way from one poll to the next.
    var place = Place.idle
    /// When to check whether it has become overdue in its lane's queue; nil if that is not to be done.
    var overdueCheck: Duration?
    /// Its lane's number.
    var lane: LaneNumber
    /// Whether it is read by itself, since a call for many did not say what it came to.
    var readsAlone = false
    /// What listings have shown of it.
    var coverage = Coverage()
    /// What is known of when its job will end.
    var experience = JobExperience()
    /// AWS's words about the status; nil if it gave none.
    private(set) var reason: String?
    /// Why the last poll failed; nil if it succeeded.
    private(set) var failure: String?
    /// How many units may still be started for it; nil if none was.
    private var startLimit: Boxed<StartLimit>?

    /// Where a watch is on its way from one poll to the next.
    enum Place: Sendable, Hashable {
        /// It is polled no more.
        case idle
        /// Its poll is due at a time.
        case scheduled(at: Duration)
        /// It is due and waits for its lane.
        case queued(since: Duration)
        /// Its poll is under way.
        case polled
    }

    /// Makes an entry of a watch that was never read.
    init(_ watch: Watch, lane: LaneNumber) {
        self.watch = watch
        self.lane = lane
        machine = WatchMachine(rules: watch.kind.statuses, overdueAfter: watch.overdueAfter)
        interval = watch.poll.initial
        jitter = watch.identity.samples.jitter
    }

    /// Makes an entry that continues where an earlier run left the watch; `laneAnswer` is when its lane was last answered.
    init(_ watch: Watch, lane: LaneNumber, resuming past: WatchSnapshot, laneAnswer: Timestamp?, at now: Moment) {
        self.watch = watch
        self.lane = lane
        var saved = past.machine
        // The record is not written for a poll that changed nothing: a watch that had not failed was answered meanwhile.
        if saved.visibility.streak == nil, let own = saved.visibility.lastAnswerAt, let laneAnswer {
            saved.visibility.lastAnswerAt = max(own, laneAnswer)
        }
        machine = WatchMachine(
            rules: watch.kind.statuses,
            overdueAfter: watch.overdueAfter,
            saved: saved,
            at: now
        )
        interval = Backoff(watch.poll, interval: past.interval).interval
        jitter = watch.identity.samples.jitter
        reason = past.answer?.reason
    }

    /// Whether it is polled at its longest interval and nothing keeps it from being seen: then lists may stand in for reads.
    ///
    /// Where experience gives the interval, see ``JobExperience/isSeldom(_:_:)``.
    var isAtRest: Bool {
        experience.isSeldom(interval, watch.poll) && machine.state != .unseen && !machine.isSettled
            && machine.visibility.isUntroubled
    }

    /// What a list says of it that shows it as it is known.
    var listedSign: ListedSign {
        let created = coverage.createdAt ?? (watch.kind.response.created == nil ? nil : machine.bornAt)
        return ListedSign(status: machine.status, createdAt: created)
    }

    /// Notes that it was read by itself, which settles what a list said otherwise.
    mutating func noteRead(at now: Moment) {
        coverage.readAt = now.steady
        coverage.isOrdered = false
        readsAlone = false
        guard let disputed = coverage.disputed, disputed.status == machine.status else { return }
        coverage.disputed = nil
        if let created = disputed.created { coverage.createdAt = Timestamp(microseconds: created * 1_000_000) }
    }

    /// Changes it where it is.
    mutating func change<Value>(_ body: (inout WatchEntry) -> Value) -> Value { body(&self) }

    /// Applies a poll's outcome; returns what must happen because of it.
    mutating func apply(_ outcome: PollOutcome, lane: LaneView, at now: Moment) -> [Effect] {
        switch outcome {
        case .observed(let observation):
            failure = nil
            reason = observation.reason
            let isShownAnew = coverage.disputed?.isNewer(than: listedSign) ?? false
            let effects = machine.observe(
                observation, expecting: watch.expectations, isShownAnew: isShownAnew, at: now)
            experience.noteRead(observation, machine.state, watch.kind.response)
            return effects
        case .failed(let pollFailure):
            failure = pollFailure.codeAndMessage
            return machine.observe(pollFailure, lane: lane, at: now)
        }
    }

    /// Adopts new settings of the same watch; its state is kept.
    mutating func update(to new: Watch, at now: Moment) {
        machine.follow(new.kind.statuses)
        machine.setOverdue(after: new.overdueAfter, at: now)
        if new.poll != watch.poll {
            interval = Backoff(new.poll, interval: interval).interval
            experience = JobExperience()
        }
        watch = new
    }

    /// Takes an equal watch for its own, so that the list that it is from need not be kept twice.
    mutating func adopt(_ equal: Watch) { watch = equal }

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
        switch units.isEmpty ? .granted : askForStarts(units.count, at: now) {
        case .granted: notice = notice.starting(units)
        case .refusedAgain: break
        case .refused:
            let held = watch.startsHeldNotice(units)
            refusal.append(Commit.PendingNotice(held, eventID: random.nextEventID(), observedAt: now.wall))
        }
        return [Commit.PendingNotice(notice, eventID: eventID, observedAt: now.wall)] + refusal
    }

    private mutating func askForStarts(_ count: Int, at now: Moment) -> StartLimit.Decision {
        var limit = startLimit?.value ?? StartLimit()
        defer { startLimit = Boxed(limit) }
        return limit.ask(for: count, at: now.steady)
    }

    /// Returns what the record keeps of it; without `answer` the reason on record stays.
    func snapshot(answer: WatchSnapshot.Answer? = nil, nextPollIn delay: Duration?, at now: Moment) -> WatchSnapshot {
        WatchSnapshot(
            identity: watch.identity,
            account: watch.account,
            machine: machine.saved(at: now),
            interval: interval,
            nextPollAt: delay.map { now.wall + $0 },
            answer: answer
        )
    }
}

/// When a watch is polled.
extension WatchEntry {
    /// Adjusts the interval and returns when the next poll is due; nil if there is none.
    ///
    /// After a read that says that the job goes on, the interval is the one from experience if there is any.
    ///
    /// While nothing changes, that follows from when this poll was due, so that it is the same after a restart
    /// (``PollSeries``). A poll that was made at another time, too long after or before, counts from now.
    mutating func pace(_ change: PaceChange, at now: Moment) -> Duration? {
        var backoff = Backoff(watch.poll, interval: interval)
        // As a restart works it out: from when the poll was due, unless it was made at quite another time.
        let from = change == .startOver ? now.steady : min(max(planned, now.steady - .seconds(1)), now.steady)
        let known = failure == nil ? experience.interval(change, at: now.best + (from - now.steady)) : nil
        guard let delay = known.map({ backoff.next(after: $0, jitter: jitter) }) ?? backoff.next(change, jitter: jitter)
        else { return nil }
        interval = backoff.interval
        let latest = now.steady + delay
        let next = planned + delay
        planned = change == .startOver || next > latest || next < latest - delay / 2 ? latest : next
        return planned
    }

    /// Returns when its first poll is due, and notes it.
    ///
    /// A watch continues when the earlier run would have polled it. Polls that were due while no daemon ran are spread over
    /// `poll.initial`, as are those of new watches, so that no restart makes a burst.
    mutating func firstPoll(resuming past: Boxed<WatchSnapshot>?, laneAnswer: Timestamp?, at now: Moment) -> Duration {
        planned = now.steady + watch.poll.initial * watch.identity.phase
        if let past = past?.value, let next = past.nextPollAt {
            if next > now.wall {
                planned = now.steady + min(next.since(now.wall), watch.poll.max)
            } else if let due = continuation(of: past, from: next, laneAnswer: laneAnswer, at: now) {
                planned = now.steady + due.since(now.wall)
            }
        }
        guard let deadline = machine.deadline(at: now) else { return planned }
        return min(planned, deadline)
    }

    /// How much of a run may be missing at the end of what the record says of it: bookkeeping's interval, and some more.
    static let unrecorded: Duration = .seconds(30)

    /// Returns when the earlier run would have made the first poll after now; nil if no daemon ran when one was due.
    ///
    /// The lane's last answer on record says until when it ran at least. Whether a poll that was due shortly after that was
    /// still made is not known: then the next one comes in half the time.
    private mutating func continuation(
        of past: WatchSnapshot,
        from next: Timestamp,
        laneAnswer: Timestamp?,
        at now: Moment
    ) -> Timestamp? {
        var series = PollSeries(watch.poll, interval: past.interval, next: next, jitter: jitter)
        let answers = [laneAnswer, past.machine.visibility.lastAnswerAt].compactMap { $0 }
        if let last = answers.max() { pass(&series, min(last, now.wall), at: now) }
        interval = series.interval
        if series.next > now.wall { return series.next }
        guard series.next + Self.unrecorded > now.wall else { return nil }
        pass(&series, now.wall, at: now)
        interval = series.interval
        return series.halfway > now.wall ? series.halfway : series.next
    }

    /// Moves a series of polls on to the first one after a time of the wall clock, as ``pace(_:at:)`` would have.
    private func pass(_ series: inout PollSeries, _ time: Timestamp, at now: Moment) {
        if series.next <= time, let poll = experience.poll(after: time, from: series.next, jitter: jitter, at: now) {
            series = PollSeries(watch.poll, interval: poll.interval, next: poll.next, jitter: jitter)
        } else {
            series.pass(time)
        }
    }
}

extension PollFailure {
    /// The code and words of AWS, or of what failed before it: `ExpiredToken: The security token is expired`.
    var codeAndMessage: String {
        [code, message].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
    }
}
