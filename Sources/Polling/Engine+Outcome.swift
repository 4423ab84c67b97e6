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
    /// Whether it was read with another one's call, which counts for the lane.
    fileprivate let isCompanion: Bool
    fileprivate let entry: WatchEntry
    fileprivate let condition: Lane.Condition
    fileprivate let waitsForCredentials: Bool
    /// Whether the record says all that is to be kept of the watch.
    fileprivate let isRecorded: Bool
    fileprivate let random: SplitMix64
}

/// The results of polls that ended together: each worked out as if those before it were accepted, to go on record as one.
package struct PendingResults: Sendable {
    /// The results, in the order in which they were worked out.
    package private(set) var results: [PollResult] = []
    fileprivate var conditions: [LaneNumber: Lane.Condition] = [:]

    /// No results yet.
    package init() {}

    /// What must be on record before the engine may accept them.
    package var commits: [Commit] { results.compactMap(\.commit) }

    fileprivate mutating func append(_ result: PollResult) {
        results.append(result)
        conditions[result.entry.lane] = result.condition
    }
}

extension Engine {
    /// Works out what a poll's outcome means, without changing anything.
    ///
    /// ``accept(_:at:)`` or ``postpone(_:at:)`` must follow. Returns nil if the watch has left the list or changed its lane
    /// meanwhile; ``abandon(_:at:)`` must follow then.
    package func evaluate(_ poll: AdmittedPoll, _ outcome: PollOutcome, at now: Moment) -> PollResult? {
        var pending = PendingResults()
        return evaluate(poll, outcome, with: &pending, at: now) ? pending.results.first : nil
    }

    /// Works out what a poll's outcome means, and adds it to the results of others, without changing anything else.
    ///
    /// All of them must be accepted or postponed, in their order. Returns false, and adds nothing, if the watch has left the
    /// list or changed its lane meanwhile; ``abandon(_:at:)`` must follow then, after the others have been accepted.
    package func evaluate(
        _ poll: AdmittedPoll,
        _ outcome: PollOutcome,
        with pending: inout PendingResults,
        at now: Moment
    ) -> Bool {
        // A response to other credentials, or from another endpoint, says nothing about the watch's present lane.
        guard var entry = entries[poll.entry],
            entry.watch.settings === poll.watch.settings || entry.watch.lane == poll.watch.lane,
            let lane = lanes[entry.lane]
        else { return false }
        var random = pending.results.last?.random ?? self.random
        var condition = pending.conditions[entry.lane] ?? lane.condition
        // One call is one request of the lane, for however many watches.
        let laneEvent =
            poll.isCompanion
            ? nil
            : condition.requestEnded(
                outcome.failure,
                longestPause: entry.watch.poll.max,
                jitter: random.nextSample(),
                at: now
            )
        let view = condition.visibility.view
        let before = entry.machine
        let effects = entry.apply(outcome, lane: view, at: now)

        var notices: [Commit.PendingNotice] = []
        if let laneEvent {
            let notice = lane.id.notice(of: laneEvent, watches: lane.watches.polled)
            notices.append(.init(notice, eventID: random.nextEventID(), observedAt: now.wall))
        }
        var due: Duration?
        for effect in effects {
            switch effect {
            case .notify(let event) where entry.watch.isToldByMatcher(event): break
            case .notify(let event): notices += entry.notices(of: event, outcome.observation, random: &random, at: now)
            case .pace(let change): due = entry.pace(change, at: now)
            }
        }
        // It waits at the head of its lane's queue until there are better credentials.
        let waitsForCredentials = outcome.failure?.cause == .credentials
        if waitsForCredentials { due = nil }
        let deadline = entry.machine.deadline(at: now)
        func delay(until due: Duration) -> Duration { min(due, deadline ?? due) - now.steady }
        var commit: Commit?
        if !notices.isEmpty {
            let answer = outcome.observation.map { WatchSnapshot.Answer(reason: $0.reason) }
            commit = Commit(
                watch: entry.snapshot(answer: answer, nextPollIn: due.map(delay), at: now),
                lane: condition.snapshot(of: lane.id, at: now),
                notices: notices
            )
        }
        let result = PollResult(
            commit: commit,
            watch: entry.watch,
            machine: entry.machine,
            outcome: outcome,
            delay: due.map {
                delay(until: WakeUp.shared(by: $0, latest: now.steady + entry.watch.poll.max, at: now.steady))
            },
            id: poll.entry,
            isCompanion: poll.isCompanion,
            entry: entry,
            condition: condition,
            waitsForCredentials: waitsForCredentials,
            isRecorded: entry.machine.isRecorded(as: before, lane: view),
            random: random
        )
        pending.append(result)
        return true
    }

    /// Accepts a result, now that it is on record.
    package mutating func accept(_ result: PollResult, at now: Moment) {
        pollEnded(result.id, isCompanion: result.isCompanion)
        random = result.random
        guard let (before, listed) = entries.read(result.id, { (Tally.Standing($0), ListMembers.Standing($0)) })
        else { return }
        let lane = result.entry.lane
        setCondition(result.condition, of: lane, at: now)
        let known = entries.read(result.id) { (state: $0.machine.state, job: $0.experience) }
        noteSight(result, after: entries.read(result.id, \.machine.visibility.current) ?? .visible, at: now)
        entries.update(result.id) { entry in
            entry = result.entry
            entry.place = .idle
            // A read that failed settles nothing: what a list said otherwise is still to be read.
            if result.outcome.observation != nil { entry.noteRead(at: now) }
        }
        if let known { learn(result.id, from: result, since: known.state, known.job) }
        recount(result.id, from: listed, at: now)
        if result.commit != nil { scheduleLettingGo(result.id, at: now) }
        let standing = Tally.Standing(result.machine, isFound: result.watch.matcher != nil)
        if standing != before {
            count(before, in: lane, -1)
            count(standing, in: lane, 1)
        }
        if result.commit != nil {
            unsaved.remove(result.id)
            lanes.unsaved.remove(lane)
        } else {
            if !result.isRecorded { unsaved.insert(result.id) }
            lanes.unsaved.insert(lane)
        }
        reschedule(after: result, at: now)
    }

    /// Leaves the watch and its lane's visibility as they were, because the record could not be written.
    ///
    /// The next poll observes the same change and reports it then.
    package mutating func postpone(_ result: PollResult, at now: Moment) {
        pollEnded(result.id, isCompanion: result.isCompanion)
        random = result.random
        guard entries.update(result.id, { $0.planned = result.entry.planned }) != nil else { return }
        if let before = lanes[result.entry.lane]?.condition.visibility {
            setCondition(result.condition.with(visibility: before), of: result.entry.lane, at: now)
        }
        reschedule(after: result, at: now)
        guard result.delay == nil, !result.waitsForCredentials else { return }
        makeDue(result.id, at: now.steady + result.watch.poll.initial)
    }

    /// Drops a poll whose watch has left the list or changed its lane.
    ///
    /// In its new lane the watch is polled again as soon as that lane allows.
    package mutating func abandon(_ poll: AdmittedPoll, at now: Moment) {
        pollEnded(poll.entry, isCompanion: poll.isCompanion)
        if !poll.isCompanion, let lane = lanes.number(of: poll.watch.lane) {
            lanes.update(lane, at: now.steady) { $0.condition.pollAbandoned() }
        }
        enqueue(poll.entry, at: now)
    }

    private mutating func reschedule(after result: PollResult, at now: Moment) {
        if result.waitsForCredentials {
            enqueue(result.id, first: true, at: now)
        } else if let delay = result.delay {
            makeDue(result.id, at: now.steady + delay)
        }
    }
}

/// The times at which polls share a wake-up: a process that wakes ten times a second for a thousand polls costs its host much
/// less than one that wakes for each of them.
enum WakeUp {
    /// How far apart they are.
    private static let tenths: Int64 = 10
    /// A poll that is due sooner is not moved: so short an interval would become another one.
    private static let soon: Duration = .milliseconds(500)

    /// The time, or the first shared one after it if that is not later than `latest`.
    ///
    /// That keeps watches less than a tenth of a second apart from each other together, not what they are spread over.
    static func shared(by due: Duration, latest: Duration, at now: Duration) -> Duration {
        guard due - now >= soon else { return due }
        let (seconds, attoseconds) = due.components
        let tenth = 1_000_000_000_000_000_000 / tenths
        let moved = Duration.seconds(seconds) + .milliseconds((attoseconds + tenth - 1) / tenth * (1_000 / tenths))
        return moved <= latest ? moved : due
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
