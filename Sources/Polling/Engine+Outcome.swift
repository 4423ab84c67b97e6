// SPDX-License-Identifier: Apache-2.0

package import Core

/// What a poll came to: all that changes with it, worked out but not yet accepted.
package struct PollResult: Sendable {
    /// What must be on record before the engine may accept the result; nil if the poll changed nothing.
    package let commit: Commit?
    /// The watch.
    package let watch: Watch
    /// The watch's state machine after the poll.
    package let machine: WatchMachine
    /// What was read, or why nothing was.
    package let outcome: PollOutcome
    /// How long until the next poll; nil if there is none, or if it waits for credentials.
    package let delay: Duration?

    fileprivate let id: EntryID
    fileprivate let entry: WatchEntry
    fileprivate let lane: Lane
    fileprivate let waitsForCredentials: Bool
    fileprivate let random: SplitMix64
}

extension Engine {
    /// Works out what a poll's outcome means, without changing anything.
    ///
    /// ``accept(_:at:)`` or ``postpone(_:at:)`` must follow. Returns nil if the watch has left the list or changed its lane
    /// meanwhile; ``abandon(_:at:)`` must follow then.
    package func evaluate(_ poll: AdmittedPoll, _ outcome: PollOutcome, at now: Moment) -> PollResult? {
        // A response to other credentials, or from another endpoint, says nothing about the watch's present lane.
        guard var entry = entries[poll.entry], entry.watch.lane == poll.watch.lane,
            var lane = lanes[entry.watch.lane]
        else { return nil }
        var random = self.random
        let laneEvent = lane.pollEnded(
            outcome,
            longestPause: entry.watch.poll.max,
            jitter: random.nextSample(),
            at: now
        )
        let effects = entry.apply(outcome, lane: lane.visibility.view, at: now)

        var pending: [Commit.PendingNotice] = []
        if let laneEvent {
            let notice = lane.id.notice(of: laneEvent, watches: watchCount(in: lane.id))
            pending.append(.init(notice, eventID: random.nextEventID(), observedAt: now.wall))
        }
        var delay: Duration?
        for effect in effects {
            switch effect {
            case .notify(let event): pending += entry.notices(of: event, outcome.observation, random: &random, at: now)
            case .pace(let change): delay = entry.backoff.next(change, jitter: random.nextSample())
            }
        }
        if let current = delay, let deadline = entry.machine.deadline(at: now) {
            delay = min(current, deadline - now.steady)
        }
        // It waits at the head of its lane's queue until there are better credentials.
        let waitsForCredentials = outcome.failure?.cause == .credentials
        if waitsForCredentials { delay = nil }
        let answer = outcome.observation.map { WatchSnapshot.Answer(reason: $0.reason) }
        let snapshot = entry.snapshot(answer: answer, nextPollIn: delay, at: now)
        return PollResult(
            commit: pending.isEmpty ? nil : Commit(watch: snapshot, lane: lane.snapshot(at: now), notices: pending),
            watch: entry.watch,
            machine: entry.machine,
            outcome: outcome,
            delay: delay,
            id: poll.entry,
            entry: entry,
            lane: lane,
            waitsForCredentials: waitsForCredentials,
            random: random
        )
    }

    /// Accepts a result, now that it is on record.
    package mutating func accept(_ result: PollResult, at now: Moment) {
        pollEnded(result.id)
        random = result.random
        guard entries[result.id] != nil else { return }
        entries[result.id] = result.entry
        if result.commit == nil { unsaved.insert(result.id) } else { unsaved.remove(result.id) }
        reschedule(after: result, at: now)
    }

    /// Leaves the watch and its lane's visibility as they were, because the record could not be written.
    ///
    /// The next poll observes the same change and reports it then.
    package mutating func postpone(_ result: PollResult, at now: Moment) {
        pollEnded(result.id)
        random = result.random
        guard entries[result.id] != nil else { return }
        let before = lanes[result.lane.id]
        reschedule(after: result, at: now)
        if let before { lanes[result.lane.id]?.restoreVisibility(of: before) }
        guard result.delay == nil, !result.waitsForCredentials else { return }
        schedule.set(result.id, at: now.steady + result.watch.poll.initial)
    }

    /// Drops a poll whose watch has left the list or changed its lane.
    ///
    /// In its new lane the watch is polled again as soon as that lane allows.
    package mutating func abandon(_ poll: AdmittedPoll, at now: Moment) {
        pollEnded(poll.entry)
        lanes[poll.watch.lane]?.pollAbandoned()
        enqueue(poll.entry, at: now)
    }

    private mutating func reschedule(after result: PollResult, at now: Moment) {
        // The result was worked out on the lane as it is: nothing else changes a lane between a poll's end and this.
        lanes[result.lane.id] = result.lane
        if result.waitsForCredentials {
            enqueue(result.id, first: true, at: now)
        } else if let delay = result.delay {
            schedule.set(result.id, at: now.steady + delay)
        }
    }

    private func watchCount(in lane: LaneID) -> Int {
        entries.values.count { $0.watch.lane == lane && !$0.machine.isSettled }
    }
}

extension PollOutcome {
    /// The read, if it succeeded.
    package var observation: Observation? {
        switch self {
        case .observed(let observation): observation
        case .failed: nil
        }
    }

    /// Why the read failed, if it did.
    var failure: PollFailure? {
        switch self {
        case .observed: nil
        case .failed(let failure): failure
        }
    }
}
