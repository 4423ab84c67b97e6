// SPDX-License-Identifier: Apache-2.0

/// Whether a whole lane can be seen: its service, in its region, with its credentials.
///
/// What hits all watches of a lane is told once, by this, and not once per watch.
package struct LaneVisibility: Sendable, Hashable {
    /// What people were told last.
    package private(set) var current: Visibility = .visible
    /// The latest failure of the sort that sight was lost by; nil while it is not lost, and before the first poll after a
    /// restart.
    package private(set) var failure: PollFailure?
    private var lostAt: Duration = .zero
    private var streak: FailureStreak?
    private var lastAnswerAt: Duration?
    private var restoredAt: Duration?

    /// A lane that has not been used.
    package init() {}

    /// The sight that was saved.
    package init(saved: SavedVisibility, at now: Moment) {
        current = saved.current
        lostAt = saved.lostAt.map(now.steady(of:)) ?? now.steady
        streak = saved.misses.map { FailureStreak(saved: $0, at: now) }
        lastAnswerAt = saved.lastAnswerAt.map(now.steady(of:))
        restoredAt = saved.restoredAt.map(now.steady(of:))
    }

    /// What has to be kept of it.
    package func saved(at now: Moment) -> SavedVisibility {
        var saved = SavedVisibility(current: current)
        if current != .visible { saved.lostAt = now.wall(of: lostAt) }
        saved.misses = streak?.saved(at: now)
        saved.lastAnswerAt = lastAnswerAt.map(now.wall(of:))
        saved.restoredAt = restoredAt.map(now.wall(of:))
        return saved
    }

    /// What the lane's watches need to know of it.
    package var view: LaneView {
        LaneView(isLost: current != .visible, lastAnswerAt: lastAnswerAt, restoredAt: restoredAt)
    }

    /// Takes in that AWS answered one of the lane's polls with what only good credentials get.
    package mutating func answered(at now: Moment) -> LaneEvent? {
        streak = nil
        failure = nil
        lastAnswerAt = now.steady
        guard current != .visible else { return nil }
        defer { current = .visible }
        restoredAt = now.steady
        return .restored(from: current, after: now.steady - lostAt)
    }

    /// Takes in that one of the lane's polls failed.
    package mutating func missed(_ failure: PollFailure, at now: Moment) -> LaneEvent? {
        switch failure.cause {
        case .denied, .notFound, .rejected:
            // AWS knows who asks and looked for the resource: the lane works.
            return answered(at: now)
        case .credentials:
            self.failure = failure
            return lost(.unauthorized, failure, at: now)
        case .throttled, .transient, .clockSkew:
            var streak = self.streak ?? FailureStreak(firstMissAt: now.steady, lastAnswerAt: lastAnswerAt)
            streak.add(failure)
            self.streak = streak
            guard current == .visible else {
                // While credentials are missing, a busy AWS is not what it takes to see again.
                if current != .unauthorized { self.failure = failure }
                return nil
            }
            guard streak.isLoss(at: now.steady) else { return nil }
            self.failure = failure
            return lost(streak.visibility, failure, at: now)
        }
    }

    private mutating func lost(_ new: Visibility, _ failure: PollFailure, at now: Moment) -> LaneEvent? {
        guard current != new else { return nil }
        if current == .visible { lostAt = now.steady }
        current = new
        return .lost(new, failure)
    }
}

/// What a lane's watches need to know of its sight.
package struct LaneView: Sendable, Hashable {
    /// Whether people know that the lane cannot be seen.
    package let isLost: Bool
    /// When one of the lane's polls was answered last.
    package let lastAnswerAt: Duration?
    /// When sight of the lane came back last.
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

/// Something about a whole lane that people must hear of.
package enum LaneEvent: Sendable, Hashable {
    /// Nothing of it can be seen.
    case lost(Visibility, PollFailure)
    /// It can be seen again, after so long.
    case restored(from: Visibility, after: Duration)
}
