// SPDX-License-Identifier: Apache-2.0

/// The life of one watched resource, as awaitd follows it.
///
/// A pure value: no clock, no randomness, no input or output. The same inputs at the same moments give the same effects.
package struct WatchMachine: Sendable, Hashable {
    /// Which status means which state.
    package private(set) var rules: StatusRules
    /// After which time without an end the watch is overdue.
    package private(set) var overdueAfter: Duration?

    /// Where the resource is.
    package private(set) var state: JobState = .unseen
    /// The service's last word; nil while unseen.
    package private(set) var status: String?
    /// When the state began by AWS's own times, else when it was first seen; nil while unseen.
    package private(set) var since: Timestamp?
    /// Whether we can see it.
    package private(set) var visibility = WatchVisibility()
    /// What overdue counts from: AWS's creation time, else the first sight.
    private(set) var bornAt: Timestamp?
    private(set) var overdueTold = false
    private(set) var unknownStatusesTold: Set<String> = []

    /// A machine for a resource that was never read.
    package init(rules: StatusRules, overdueAfter: Duration? = nil) {
        self.rules = rules
        self.overdueAfter = overdueAfter
    }

    /// A machine that goes on where another one, of this process or an earlier one, was saved.
    ///
    /// Rules and `overdueAfter` are today's. Times that lie ahead of `now`, because the wall clock was set, count as now.
    package init(rules: StatusRules, overdueAfter: Duration? = nil, saved: SavedMachine, at now: Moment) {
        self.init(rules: rules, overdueAfter: overdueAfter)
        state = saved.state
        status = saved.status
        since = saved.since
        visibility = WatchVisibility(saved: saved.visibility, at: now)
        bornAt = saved.bornAt
        overdueTold = saved.overdueTold
        unknownStatusesTold = saved.unknownStatusesTold
    }

    /// Whether polling has ended for good.
    package var isSettled: Bool { state.isFinal && !rules.leavesFinalStates }

    /// When it is to be told that the watch is overdue; nil if it has ended, has all the time in the world, or was told.
    package var overdueAt: Timestamp? {
        guard let overdueAfter, let bornAt, !overdueTold, !state.isFinal, state != .unseen else { return nil }
        return bornAt + overdueAfter
    }

    /// When the machine wants an input even if none is due, in steady time and later than `now`.
    ///
    /// It does so to tell in time that the watch is overdue, or that it was not found for too long.
    package func deadline(at now: Moment) -> Duration? {
        let graceEnd = visibility.deadline(at: now)
        guard let overdueAt, overdueAt > now.wall else { return graceEnd }
        let overdue = now.steady + overdueAt.since(now.wall)
        return min(graceEnd ?? overdue, overdue)
    }

    /// Takes over other rules, as a kind of one's own may get; where the resource is, the next read says by them.
    package mutating func follow(_ rules: StatusRules) {
        self.rules = rules
    }

    /// Gives the watch another time to finish in; if that is not over yet, being overdue is told again when it is.
    package mutating func setOverdue(after duration: Duration?, at now: Moment) {
        guard duration != overdueAfter else { return }
        overdueAfter = duration
        if let duration, let bornAt, bornAt + duration > now.wall { overdueTold = false }
    }

    /// Takes in one successful read.
    package mutating func observe(_ observation: Observation, at now: Moment) -> [Effect] {
        var effects: [Effect] = []
        let lost = visibility.current
        if let restored = visibility.answered(at: now) { effects.append(.notify(restored)) }

        let before = (state: state, status: status)
        let step = Step.from(state, to: rules.state(of: observation.status, after: state), rules: rules)
        state = rules.state(of: observation.status, after: state)
        status = observation.status
        if before.state != state { since = observation.begin(of: state) ?? now.wall }
        bornAt = observation.createdAt ?? bornAt ?? now.wall
        if let event = event(for: step, from: before, observation) { effects.append(.notify(event)) }
        if let overdue = overdue(at: now) { effects.append(.notify(overdue)) }

        let changed = before.state != state || before.status != status
        // After a refusal the polls were far apart; what comes next is wanted soon.
        let wasRefused = lost == .unauthorized || lost == .notFound || lost == .rejected
        effects.append(.pace(pace(startOver: changed || wasRefused)))
        return effects
    }

    /// Takes in one unsuccessful read.
    ///
    /// The state stays what it is, whatever the failure.
    package mutating func miss(_ failure: PollFailure, lane: LaneView, at now: Moment) -> [Effect] {
        var effects: [Effect] = []
        if let event = visibility.missed(failure, wasSeen: state != .unseen, lane: lane, at: now) {
            effects.append(.notify(event))
        }
        if let overdue = overdue(at: now) { effects.append(.notify(overdue)) }
        effects.append(.pace(visibility.isRefused ? .slowest : .backOff))
        return effects
    }

    /// Takes in that it is so late, for when nobody can read where the resource is.
    ///
    /// How polling goes on is not for it to say.
    package mutating func tick(at now: Moment) -> [Effect] {
        overdue(at: now).map { [.notify($0)] } ?? []
    }

    private func pace(startOver: Bool) -> PaceChange {
        if isSettled { return .settle }
        if state.isFinal { return .slowest }
        return startOver ? .startOver : .backOff
    }

    private mutating func event(
        for step: Step,
        from before: (state: JobState, status: String?),
        _ observation: Observation
    ) -> WatchEvent? {
        var skipped: [JobState] = []
        if case .forward(let states) = step { skipped = states }
        let change = Change(
            previousState: before.state,
            state: state,
            previousStatus: before.status,
            status: observation.status,
            skipped: skipped,
            isWarning: rules.isWarning(observation.status)
        )
        switch step {
        case .same: return nil
        case .firstSight, .forward: return .transition(change)
        case .stepBack: return .anomaly(.stepBack, change)
        case .reentry: return .anomaly(.reentry, change)
        case .unknownStatus:
            guard unknownStatusesTold.insert(observation.status).inserted else { return nil }
            return .anomaly(.unknownStatus, change)
        }
    }

    private mutating func overdue(at now: Moment) -> WatchEvent? {
        guard let overdueAfter, let bornAt, let overdueAt, overdueAt <= now.wall else { return nil }
        overdueTold = true
        return .overdue(after: overdueAfter, since: bornAt, status: status)
    }
}
