// SPDX-License-Identifier: Apache-2.0

package import Core

/// What a poll came to: all that changes with it, worked out and not yet taken in.
package struct PollResult: Sendable {
    /// What has to be on record before the engine may take the rest in; nil if the poll changed nothing.
    package let commit: Commit?
    /// The watch.
    package let watch: Watch
    /// Where the watch stands after it.
    package let machine: WatchMachine
    /// What came of the poll.
    package let outcome: PollOutcome
    /// How long until the next poll; nil if there is none, or if it waits for credentials.
    package let delay: Duration?

    fileprivate let id: EntryID
    fileprivate let entry: Entry
    fileprivate let lane: Lane
    fileprivate let waitsForCredentials: Bool
    fileprivate let random: SplitMix64
}

extension Engine {
    /// Works out what a poll's outcome means.
    ///
    /// Changes nothing: see ``accept(_:at:)`` and ``postpone(_:at:)``.
    ///
    /// Nil if the watch has left the list or changed its lane meanwhile: see ``abandon(_:at:)``.
    package func evaluate(_ order: PollOrder, _ outcome: PollOutcome, at now: Moment) -> PollResult? {
        // What was asked with other credentials, or elsewhere, says nothing about the lane that the watch has now.
        guard var entry = entries[order.entry], entry.watch.lane == order.watch.lane,
            var lane = lanes[entry.watch.lane]
        else { return nil }
        var random = self.random
        let laneEvent: LaneEvent?
        let effects: [Effect]
        var failure: PollFailure?
        switch outcome {
        case .observed(let observation):
            laneEvent = lane.visibility.answered(at: now)
            effects = entry.machine.observe(observation, at: now)
            entry.standing.note(observation)
        case .failed(let miss):
            failure = miss
            laneEvent = lane.visibility.failed(miss, at: now)
            effects = entry.machine.observe(miss, lane: lane.visibility.view, at: now)
            entry.standing.note(miss)
        }
        lane.ended(
            with: failure,
            longestPause: entry.watch.poll.max,
            jitter: random.nextSample(),
            at: now.steady
        )

        var pending: [Commit.PendingNotice] = []
        if let laneEvent {
            let notice = lane.id.notice(of: laneEvent, watches: watchCount(in: lane.id))
            pending.append(.init(notice, eventID: random.nextEventID(), observedAt: now.wall))
        }
        var delay: Duration?
        for effect in effects {
            switch effect {
            case .notify(let event): pending += entry.notices(of: event, outcome.observation, random: &random, at: now)
            case .pace(let change): delay = entry.cadence.next(change, jitter: random.nextSample())
            }
        }
        if let current = delay, let deadline = entry.machine.deadline(at: now) {
            delay = min(current, deadline - now.steady)
        }
        // It stands in front of its lane's queue until there are better ones.
        let waitsForCredentials = failure?.cause == .credentials
        if waitsForCredentials { delay = nil }
        let answer = outcome.observation.map { WatchSnapshot.Answer(reason: $0.reason) }
        let watch = entry.snapshot(answer: answer, nextPollIn: delay, at: now)
        return PollResult(
            commit: pending.isEmpty ? nil : Commit(watch: watch, lane: lane.snapshot(at: now), notices: pending),
            watch: entry.watch,
            machine: entry.machine,
            outcome: outcome,
            delay: delay,
            id: order.entry,
            entry: entry,
            lane: lane,
            waitsForCredentials: waitsForCredentials,
            random: random
        )
    }

    /// Takes in what a poll came to, now that it is on record.
    package mutating func accept(_ evaluation: PollResult, at now: Moment) {
        pollEnded(evaluation.id)
        random = evaluation.random
        guard entries[evaluation.id] != nil else { return }
        entries[evaluation.id] = evaluation.entry
        if evaluation.commit == nil { unsaved.insert(evaluation.id) } else { unsaved.remove(evaluation.id) }
        takeIn(evaluation, at: now)
    }

    /// Leaves the watch and the sight of its lane as they were, because the record could not be written.
    ///
    /// The next poll sees the same again and tells it then.
    package mutating func postpone(_ evaluation: PollResult, at now: Moment) {
        pollEnded(evaluation.id)
        random = evaluation.random
        guard entries[evaluation.id] != nil else { return }
        let visibility = lanes[evaluation.lane.id]?.visibility
        takeIn(evaluation, at: now)
        if let visibility { lanes[evaluation.lane.id]?.visibility = visibility }
        guard evaluation.delay == nil, !evaluation.waitsForCredentials else { return }
        schedule.set(evaluation.id, at: now.steady + evaluation.watch.poll.initial)
    }

    /// A poll was given up, because the watch has left the list or changed its lane.
    ///
    /// In its new lane it is asked again as soon as that lane allows.
    package mutating func abandon(_ order: PollOrder, at now: Moment) {
        pollEnded(order.entry)
        lanes[order.watch.lane]?.gaveUp()
        enqueue(order.entry, at: now)
    }

    private mutating func takeIn(_ evaluation: PollResult, at now: Moment) {
        // The evaluation was made on the lane as it is: nothing else changes it between a poll's end and this.
        lanes[evaluation.lane.id] = evaluation.lane
        if evaluation.waitsForCredentials {
            enqueue(evaluation.id, first: true, at: now)
        } else if let delay = evaluation.delay {
            schedule.set(evaluation.id, at: now.steady + delay)
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
}
