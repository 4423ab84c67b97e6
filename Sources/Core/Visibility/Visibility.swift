// SPDX-License-Identifier: Apache-2.0

/// Whether we can see a resource: a fact of its own beside its state.
package enum Visibility: String, Sendable, Hashable, CaseIterable {
    /// The last reads succeeded, or too few of them failed to say otherwise.
    case visible
    /// AWS has been answering nothing but "slow down".
    case throttled
    /// The credentials are missing, refused or not allowed to read it.
    case unauthorized
    /// Nothing, or nothing usable, has come back.
    case unreachable
    /// AWS has no such resource.
    case notFound = "not-found"
    /// AWS says that our request is wrong.
    case rejected
}

/// Poll failures in a row, of a watch or of a lane: in steady time, or in wall time where it is saved.
package struct FailureStreak<Time: Sendable & Hashable>: Sendable, Hashable {
    /// When the first of them happened.
    package let firstFailureAt: Time
    /// When the last answer before them came; when the first failure happened if there was none.
    package let unansweredSince: Time
    /// How many there were.
    package private(set) var count: Int
    /// Whether AWS said nothing but "slow down".
    package private(set) var onlyThrottled: Bool

    /// A streak.
    package init(firstFailureAt: Time, unansweredSince: Time, count: Int, onlyThrottled: Bool) {
        self.firstFailureAt = firstFailureAt
        self.unansweredSince = unansweredSince
        self.count = count
        self.onlyThrottled = onlyThrottled
    }

    /// This streak on another clock.
    func map<Other>(_ convert: (Time) -> Other) -> FailureStreak<Other> {
        FailureStreak<Other>(
            firstFailureAt: convert(firstFailureAt),
            unansweredSince: convert(unansweredSince),
            count: count,
            onlyThrottled: onlyThrottled
        )
    }
}

extension FailureStreak<Duration> {
    /// A streak without failures yet.
    init(firstFailureAt: Duration, lastAnswerAt: Duration?) {
        self.init(
            firstFailureAt: firstFailureAt,
            unansweredSince: lastAnswerAt ?? firstFailureAt,
            count: 0,
            onlyThrottled: true
        )
    }

    /// Counts one more failure.
    mutating func add(_ failure: PollFailure) {
        count += 1
        onlyThrottled = onlyThrottled && failure.cause == .throttled
    }

    /// Whether visibility is lost: three failures in a row or a minute without an answer, whichever is later.
    func isLoss(at now: Duration) -> Bool { count >= 3 && now - unansweredSince >= .seconds(60) }

    /// What the failures have in common.
    var visibility: Visibility { onlyThrottled ? .throttled : .unreachable }
}

/// What is kept of a watch's or a lane's visibility so that another process can go on with it: wall times only.
package struct SavedVisibility: Sendable, Hashable {
    /// What was reported last.
    package var current: Visibility
    /// When visibility was lost; nil while it is not.
    package var lostAt: Timestamp?
    /// When the last answer came.
    package var lastAnswerAt: Timestamp?
    /// Since when AWS says that there is no such resource; of watches only.
    package var notFoundSince: Timestamp?
    /// When visibility came back last; of lanes only.
    package var restoredAt: Timestamp?
    /// The failures in a row since the last answer.
    package var streak: FailureStreak<Timestamp>?

    /// A saved visibility; the defaults are those of a watch or lane that was never used.
    package init(
        current: Visibility = .visible,
        lostAt: Timestamp? = nil,
        lastAnswerAt: Timestamp? = nil,
        notFoundSince: Timestamp? = nil,
        restoredAt: Timestamp? = nil,
        streak: FailureStreak<Timestamp>? = nil
    ) {
        self.current = current
        self.lostAt = lostAt
        self.lastAnswerAt = lastAnswerAt
        self.notFoundSince = notFoundSince
        self.restoredAt = restoredAt
        self.streak = streak
    }
}
