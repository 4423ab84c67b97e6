// SPDX-License-Identifier: Apache-2.0

import Core

/// What is known of when one watch's job will end: when it began by AWS's clock, and how long others of its pattern took.
///
/// Two words, since there may be a hundred thousand watches.
struct JobExperience: Sendable {
    /// When the job began, in microseconds since 1970; negative if that is only what the record makes probable, and zero if
    /// it has not begun, has ended, or AWS does not say.
    private var start = Self.unread
    /// How others took; nil if there were too few, and while the job is not known to go on.
    private(set) var cadence: Cadence?

    /// The start of a job that was not read in this run.
    private static let unread = Int64.min

    /// Whether the job was read in this run, or the record says as much of its start as a read would.
    var isRead: Bool { start >= 0 }

    /// When the job began, as well as that is known; nil if it does not go on.
    private var startedAt: Timestamp? {
        start == 0 || start == Self.unread ? nil : Timestamp(microseconds: abs(start))
    }

    // MARK: What is learnt of it

    /// Notes a read that left the job in a state.
    ///
    /// A job that is being stopped ends sooner than others did.
    mutating func noteRead(_ observation: Observation, _ state: JobState, _ response: Kind.Response) {
        guard state.isBeforeItsEnd else {
            (start, cadence) = (0, nil)
            return
        }
        start = observation.workBegan(response)?.microseconds ?? 0
    }

    /// Takes from the record when the job began, until it is read; true if the record says so.
    ///
    /// Where the kind has no start but a creation, that is known. Otherwise a state in progress has begun by AWS's start or,
    /// if AWS did not say then, when it was read first: good enough to go on with the polls, but not for an estimate.
    mutating func resume(_ machine: WatchMachine, _ response: Kind.Response) -> Bool {
        guard machine.state.isBeforeItsEnd else { return false }
        let began: Timestamp? =
            if response.started != nil {
                machine.state == .inProgress ? machine.since : nil
            } else {
                response.created == nil ? nil : machine.bornAt
            }
        guard let began, began.microseconds > 0 else { return false }
        start = response.started == nil ? began.microseconds : -began.microseconds
        return true
    }

    /// Adopts what is known of other jobs.
    mutating func adopt(_ cadence: Cadence?) { self.cadence = cadence }

    // MARK: What follows

    /// The interval before the next poll after one at a time by AWS's clock, which found the job as `change` says; nil where
    /// experience says nothing.
    ///
    /// That it has just begun is a change after which others went on for as long as they did.
    func interval(_ change: PaceChange, at time: Timestamp) -> Duration? {
        switch change {
        case .startOver, .backOff: interval(at: time)
        case .slowest, .settle: nil
        }
    }

    /// The interval before the next poll after one at a time by AWS's clock; nil where experience says nothing.
    func interval(at time: Timestamp) -> Duration? {
        guard let cadence, let startedAt else { return nil }
        return cadence.interval(atAge: time.since(startedAt))
    }

    /// The first poll after a time of the polls that go on from one, both by the wall clock: see
    /// ``Cadence/poll(after:from:startedAt:jitter:)``.
    func poll(after time: Timestamp, from poll: Timestamp, jitter: Double, at now: Moment)
        -> (interval: Duration, next: Timestamp)?
    {
        guard let cadence, let startedAt else { return nil }
        // The wall clock may be wrong, as it was when the record was written.
        let start = startedAt + now.wall.since(now.best)
        return cadence.poll(after: time, from: poll, startedAt: start, jitter: jitter)
    }

    /// When the job will probably end; nil if that is not known.
    ///
    /// `now` is the time by AWS's clock.
    func estimatedEnd(at now: Timestamp) -> EstimatedEnd? {
        guard start > 0, let cadence, let startedAt else { return nil }
        return cadence.estimatedEnd(startedAt: startedAt, now: now)
    }

    /// Whether an interval leaves so much time that lists may stand in for reads.
    ///
    /// Without experience that is the longest one. With it a job may never get there, and reads pay beside lists only where
    /// they are much closer: from half of the longest interval on. A start that is only probable has to be read first.
    func isSeldom(_ interval: Duration, _ pace: PollPace) -> Bool {
        guard cadence != nil, startedAt != nil else { return interval >= pace.max }
        return start > 0 && interval > pace.max / 2
    }
}

extension WatchEntry {
    /// Until when experience lets the listing at a steady time stand in for the read that is due now; nil where it says
    /// nothing.
    ///
    /// While polls would be far apart, until they may be no longer: an interval shrinks no faster than time passes. Then an
    /// interval after the listing, which counts as a read.
    func nextRead(afterListing listing: Duration, at now: Moment) -> Duration? {
        guard let interval = experience.interval(at: now.best) else { return nil }
        guard !experience.isSeldom(interval, watch.poll) else {
            return now.steady + max(interval - watch.poll.max / 2, watch.poll.initial)
        }
        let then = experience.interval(at: now.best + (listing - now.steady)) ?? interval
        return listing + then * (1 - Backoff.jitterShare * jitter)
    }
}

extension JobState {
    /// Whether a job in this state ends by itself, as others did.
    fileprivate var isBeforeItsEnd: Bool { self == .pending || self == .inProgress }
}
