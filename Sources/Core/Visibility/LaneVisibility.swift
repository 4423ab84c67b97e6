// SPDX-License-Identifier: Apache-2.0

/// Whether a whole lane can be seen: its service, in its region, with its credentials.
///
/// A failure of all its watches is reported once, here, rather than once per watch.
package struct LaneVisibility: Sendable, Hashable {
    /// What was reported last.
    package private(set) var current: Visibility = .visible
    /// The latest failure of the sort that visibility was lost by; nil while it is not lost, and before the first poll
    /// after a restart.
    package private(set) var failure: PollFailure?
    private var lost: Beginning?
    private var streak: FailureStreak<Duration>?
    private var lastAnswerAt: Duration?
    private var restoredAt: Duration?

    /// A lane that has not been used.
    package init() {}

    /// A visibility that was saved.
    package init(saved: SavedVisibility, at now: Moment) {
        current = saved.current
        if current != .visible { lost = saved.lostAt.map { Beginning(recorded: $0, at: now) } ?? Beginning(at: now) }
        streak = saved.streak?.map(now.steady(of:))
        lastAnswerAt = saved.lastAnswerAt.map(now.steady(of:))
        restoredAt = saved.restoredAt.map(now.steady(of:))
    }

    /// What has to be kept of it.
    package func saved(at now: Moment) -> SavedVisibility {
        var saved = SavedVisibility(current: current)
        if current != .visible { saved.lostAt = (lost ?? Beginning(at: now)).time(at: now) }
        saved.streak = streak?.map(now.time(of:))
        saved.lastAnswerAt = lastAnswerAt.map(now.time(of:))
        saved.restoredAt = restoredAt.map(now.time(of:))
        return saved
    }

    /// What the lane's watches need to know of it.
    package var view: LaneView {
        LaneView(isLost: current != .visible, lastAnswerAt: lastAnswerAt, restoredAt: restoredAt)
    }

    /// Processes a response from AWS that only good credentials get; an event if the lane could not be seen before.
    package mutating func answered(at now: Moment) -> LaneEvent? {
        streak = nil
        failure = nil
        lastAnswerAt = now.steady
        guard current != .visible else { return nil }
        defer { (current, lost) = (.visible, nil) }
        restoredAt = now.steady
        return .restored(from: current, after: lost?.elapsed(at: now) ?? .zero)
    }

    /// Processes a failed poll; an event if visibility is lost with it.
    package mutating func failed(_ failure: PollFailure, at now: Moment) -> LaneEvent? {
        switch failure.cause {
        case .denied, .notFound, .rejected:
            // AWS accepted the credentials and looked for the resource: the lane works.
            return answered(at: now)
        case .credentials:
            self.failure = failure
            return lose(.unauthorized, failure, at: now)
        case .throttled, .transient, .clockSkew:
            var streak = self.streak ?? FailureStreak(firstFailureAt: now.steady, lastAnswerAt: lastAnswerAt)
            streak.add(failure)
            self.streak = streak
            guard current == .visible else {
                // While credentials are missing, throttling is not what keeps the lane from being seen.
                if current != .unauthorized { self.failure = failure }
                return nil
            }
            guard streak.isLoss(at: now.steady) else { return nil }
            self.failure = failure
            return lose(streak.visibility, failure, at: now)
        }
    }

    private mutating func lose(_ new: Visibility, _ failure: PollFailure, at now: Moment) -> LaneEvent? {
        guard current != new else { return nil }
        if current == .visible { lost = Beginning(at: now) }
        current = new
        return .lost(new, failure)
    }
}

/// What a lane's watches need to know of its visibility.
package struct LaneView: Sendable, Hashable {
    /// Whether it was reported that the lane cannot be seen.
    package let isLost: Bool
    /// When one of the lane's polls was answered last.
    package let lastAnswerAt: Duration?
    /// When the lane could be seen again last.
    package let restoredAt: Duration?

    /// A view; the default is a lane that has not been used.
    package init(isLost: Bool = false, lastAnswerAt: Duration? = nil, restoredAt: Duration? = nil) {
        self.isLost = isLost
        self.lastAnswerAt = lastAnswerAt
        self.restoredAt = restoredAt
    }

    /// Whether any poll of the lane was answered after `moment`.
    func answered(since moment: Duration) -> Bool {
        !isLost && lastAnswerAt.map { $0 > moment } ?? false
    }
}

/// Something about a whole lane that people are notified of.
package enum LaneEvent: Sendable, Hashable {
    /// Nothing of it can be seen.
    case lost(Visibility, PollFailure)
    /// It can be seen again, after this long.
    case restored(from: Visibility, after: Duration)
}
