// SPDX-License-Identifier: Apache-2.0

/// The life of one watched resource, as awaitd follows it.
///
/// A pure value: no clock, no randomness, no input or output. The same inputs at the same moments give the same effects.
package struct WatchMachine: Sendable, Hashable {
    /// Which status means which state.
    package private(set) var rules: StatusRules
    /// After which time without an end the watch is overdue.
    package private(set) var overdueAfter: Duration?

    /// The resource's state.
    package private(set) var state: JobState = .unseen
    /// The service's last status word; nil while unseen.
    package private(set) var status: String?
    /// When the state began by AWS's own times, else when it was first read; nil while unseen.
    package private(set) var since: Timestamp?
    /// Whether we can see it.
    package private(set) var visibility = WatchVisibility()
    /// What overdue counts from: AWS's creation time, else the first read.
    package private(set) var bornAt: Timestamp?
    private(set) var overdueReported = false
    /// The newest ``unknownStatusLimit`` unknown statuses that were reported, the newest last.
    private(set) var unknownStatusesReported: [String] = []
    /// What the last read had against a completion; nil if there was no read, or an earlier version made it.
    private(set) var caveatsReported: [String]?
    /// What the completion that it is in was found to be by what its watch expects; nil if it is in none, or expected nothing.
    package private(set) var expectation: ExpectationOutcome?

    /// How many unknown statuses are remembered: more than any service has words, and few enough for the record.
    package static let unknownStatusLimit = 64

    /// A machine for a resource that was never read.
    package init(rules: StatusRules, overdueAfter: Duration? = nil) {
        self.rules = rules
        self.overdueAfter = overdueAfter
    }

    /// A machine that goes on from a saved one, of this process or an earlier one.
    ///
    /// Rules and `overdueAfter` are the current ones. Times after `now`, because the clock was set back, count as now.
    package init(rules: StatusRules, overdueAfter: Duration? = nil, saved: SavedMachine, at now: Moment) {
        self.init(rules: rules, overdueAfter: overdueAfter)
        state = saved.state
        status = saved.status
        since = saved.since
        visibility = WatchVisibility(saved: saved.visibility, at: now)
        bornAt = saved.bornAt
        overdueReported = saved.overdueReported
        unknownStatusesReported = saved.unknownStatusesReported.suffix(Self.unknownStatusLimit)
        caveatsReported = saved.caveatsReported
        expectation = saved.expectation
    }

    /// Whether polling has ended for good.
    package var isSettled: Bool { state.isFinal && !rules.leavableStates.contains(state) }

    /// When the watch becomes overdue; nil if it has ended, has no time limit, or was reported already.
    package var overdueAt: Timestamp? {
        guard let overdueAfter, let bornAt, !overdueReported, !state.isFinal, state != .unseen else { return nil }
        return bornAt + overdueAfter
    }

    /// When the machine needs an input even if no poll is due, in steady time and later than `now`.
    ///
    /// Then the watch becomes overdue, or has not been found for too long.
    package func deadline(at now: Moment) -> Duration? {
        let graceEnd = visibility.deadline(at: now)
        guard let overdueAt, overdueAt > now.best else { return graceEnd }
        let overdue = now.steady + overdueAt.since(now.best)
        return min(graceEnd ?? overdue, overdue)
    }

    /// Adopts changed rules of a user-defined kind; the next read re-evaluates the state.
    package mutating func follow(_ rules: StatusRules) {
        self.rules = rules
    }

    /// Changes the time that the watch has to finish; unless that is over already, being overdue is reported again.
    package mutating func setOverdue(after duration: Duration?, at now: Moment) {
        guard duration != overdueAfter else { return }
        overdueAfter = duration
        if let duration, let bornAt, bornAt + duration > now.best { overdueReported = false }
    }

    /// Processes one successful read.
    ///
    /// A completion is checked against what is expected when it begins, and never again. `isShownAnew` if a list has shown a
    /// resource that was made later under the same id.
    package mutating func observe(
        _ observation: Observation,
        expecting expectations: [Expectation] = [],
        isShownAnew: Bool = false,
        at now: Moment
    ) -> [Effect] {
        var effects: [Effect] = []
        let lost = visibility.current
        if let restored = visibility.answered(at: now) { effects.append(.notify(restored)) }

        let before = (state: state, status: status)
        let isRecreated = isShownAnew && isOfAnother(observation)
        let next = rules.state(in: observation, after: state)
        let step = Step.from(
            state,
            to: next,
            rules: rules,
            mayReturn: rules.mayReturnTo.contains(observation.status)
        )
        state = next
        status = observation.status
        var check: ExpectationCheck?
        if before.state != state || isRecreated {
            since = observation.begin(of: state) ?? now.wall
            check = state == .completed ? ExpectationCheck(expectations, observation) : nil
            expectation = check?.outcome
        }
        if isRecreated { overdueReported = false }
        bornAt = observation.createdAt ?? bornAt ?? now.best
        let caveats = caveats(in: observation, besides: expectations, after: before.status)
        if let event = event(for: step, isRecreated: isRecreated, from: before, observation, caveats, check) {
            effects.append(.notify(event))
        }
        if let overdue = overdue(at: now) { effects.append(.notify(overdue)) }

        let changed = before.state != state || before.status != status || isRecreated
        // After a refusal the polls were far apart; the next state is wanted soon.
        let wasRefused = lost == .unauthorized || lost == .notFound || lost == .rejected
        effects.append(.pace(pace(startOver: changed || wasRefused)))
        return effects
    }

    /// Processes one unsuccessful read; the state stays the same whatever the failure.
    package mutating func observe(_ failure: PollFailure, lane: LaneView, at now: Moment) -> [Effect] {
        var effects: [Effect] = []
        if let event = visibility.failed(failure, wasSeen: state != .unseen, lane: lane, at: now) {
            effects.append(.notify(event))
        }
        if let overdue = overdue(at: now) { effects.append(.notify(overdue)) }
        effects.append(.pace(visibility.isRefused ? .slowest : .backOff))
        return effects
    }

    /// Processes the passing of time, for when the resource cannot be read; says nothing about how polling goes on.
    package mutating func tick(at now: Moment) -> [Effect] {
        overdue(at: now).map { [.notify($0)] } ?? []
    }

    private func pace(startOver: Bool) -> PaceChange {
        if isSettled { return .settle }
        if state.isFinal { return .slowest }
        return startOver ? .startOver : .backOff
    }

    /// Whether a read is of a resource that was made after the one that was read before under the same id.
    ///
    /// Not of what is expected to come and go, as a model's real-time endpoint is.
    private func isOfAnother(_ observation: Observation) -> Bool {
        guard state != .unseen, state != .deleted, rules.absence == nil, let bornAt, let created = observation.createdAt
        else { return false }
        return created > bornAt + Self.creationTolerance
    }

    /// How far apart two times of one creation may be, since some are rounded.
    private static let creationTolerance: Duration = .seconds(1)

    /// What is against a completion besides what is expected of it, and whether any of it is new.
    ///
    /// What an expectation covers is noted as well, so that it is no news once nothing is expected of it any more.
    private mutating func caveats(
        in observation: Observation,
        besides expectations: [Expectation],
        after previous: String?
    ) -> (told: [Caveat.Finding], hasNew: Bool) {
        let all = state == .completed ? rules.findings(in: observation, after: previous) : []
        let details = all.isEmpty || expectations.isEmpty ? [] : observation.details
        let told = all.filter { finding in
            !expectations.contains { rules.isCovered(finding, by: $0, in: details) }
        }
        // A number that goes on growing is no news.
        func mark(_ finding: Caveat.Finding) -> String { finding.member ?? finding.words }
        let known = caveatsReported
        caveatsReported = all.map(mark)
        return (told, known.map { known in told.contains { !known.contains(mark($0)) } } ?? false)
    }

    private mutating func event(
        for step: Step,
        isRecreated: Bool,
        from before: (state: JobState, status: String?),
        _ observation: Observation,
        _ caveats: (told: [Caveat.Finding], hasNew: Bool),
        _ check: ExpectationCheck?
    ) -> WatchEvent? {
        var skipped: [JobState] = []
        if case .forward(let states) = step { skipped = states }
        let change = Change(
            previousState: before.state,
            state: state,
            previousStatus: before.status,
            status: observation.status,
            skipped: skipped,
            isWarning: rules.isWarning(observation.status),
            caveats: caveats.told,
            check: check
        )
        if isRecreated { return .anomaly(.recreated, change) }
        switch step {
        case .same:
            let isNewTrouble = rules.isTrouble(observation.status) && before.status != observation.status
            return isNewTrouble || caveats.hasNew ? .transition(change) : nil
        case .firstRead, .forward: return .transition(change)
        case .stepBack: return .anomaly(.stepBack, change)
        case .reentry: return .anomaly(.reentry, change)
        case .unknownStatus:
            guard !unknownStatusesReported.contains(observation.status) else { return nil }
            unknownStatusesReported = unknownStatusesReported.suffix(Self.unknownStatusLimit - 1) + [observation.status]
            return .anomaly(.unknownStatus, change)
        }
    }

    private mutating func overdue(at now: Moment) -> WatchEvent? {
        // Told once, so not on the word of a clock that nothing has confirmed.
        guard let overdueAfter, let bornAt, let overdueAt, let confirmed = now.confirmed, overdueAt <= confirmed else {
            return nil
        }
        overdueReported = true
        return .overdue(after: overdueAfter, since: bornAt, status: status)
    }
}

/// What is kept of a ``WatchMachine`` so that another process can go on with it: no rules, and wall times only.
package struct SavedMachine: Sendable, Hashable {
    /// The resource's state.
    package var state: JobState
    /// The service's last status word; nil while unseen.
    package var status: String?
    /// When the state began by AWS's own times, else when it was first read; nil while unseen.
    package var since: Timestamp?
    /// What overdue counts from.
    package var bornAt: Timestamp?
    /// Whether it was reported that the watch is overdue.
    package var overdueReported: Bool
    /// The unknown statuses that were reported, the newest last.
    package var unknownStatusesReported: [String]
    /// What the last read had against a completion; nil if that is not known.
    package var caveatsReported: [String]?
    /// What the completion that it is in was found to be by what was expected of it.
    package var expectation: ExpectationOutcome?
    /// Whether it could be seen.
    package var visibility: SavedVisibility

    /// A saved machine; the defaults are those of one that never read anything.
    package init(
        state: JobState = .unseen,
        status: String? = nil,
        since: Timestamp? = nil,
        bornAt: Timestamp? = nil,
        overdueReported: Bool = false,
        unknownStatusesReported: [String] = [],
        caveatsReported: [String]? = nil,
        expectation: ExpectationOutcome? = nil,
        visibility: SavedVisibility = SavedVisibility()
    ) {
        self.state = state
        self.status = status
        self.since = since
        self.bornAt = bornAt
        self.overdueReported = overdueReported
        self.unknownStatusesReported = unknownStatusesReported
        self.caveatsReported = caveatsReported
        self.expectation = expectation
        self.visibility = visibility
    }
}

extension WatchMachine {
    /// Whether the record of an earlier state of this machine still says all that is to be kept of it.
    package func isRecorded(as earlier: WatchMachine, lane: LaneView) -> Bool {
        state == earlier.state && status == earlier.status && since == earlier.since && bornAt == earlier.bornAt
            && overdueReported == earlier.overdueReported
            && unknownStatusesReported == earlier.unknownStatusesReported
            && caveatsReported == earlier.caveatsReported && expectation == earlier.expectation
            && visibility.isRecorded(as: earlier.visibility, lane: lane)
    }

    /// What has to be kept of this machine.
    package func saved(at now: Moment) -> SavedMachine {
        SavedMachine(
            state: state,
            status: status,
            since: since,
            bornAt: bornAt,
            overdueReported: overdueReported,
            unknownStatusesReported: unknownStatusesReported,
            caveatsReported: caveatsReported,
            expectation: expectation,
            visibility: visibility.saved(at: now)
        )
    }
}
