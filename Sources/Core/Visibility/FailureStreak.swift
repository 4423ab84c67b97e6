// SPDX-License-Identifier: Apache-2.0

/// Misses in a row, of a watch or of a lane.
struct FailureStreak: Sendable, Hashable {
    /// When the first of them happened.
    let firstMissAt: Duration
    /// When the last answer before them came; the first miss stands for it where there was none.
    let unansweredSince: Duration
    private(set) var misses = 0
    private(set) var onlyThrottled = true

    /// How many misses in a row make a loss.
    static let fewestMisses = 3
    /// How long nothing may have been answered before it is a loss.
    static let shortestOutage: Duration = .seconds(60)

    init(firstMissAt: Duration, lastAnswerAt: Duration?) {
        self.firstMissAt = firstMissAt
        unansweredSince = lastAnswerAt ?? firstMissAt
    }

    /// The misses that were saved.
    init(saved: SavedVisibility.Misses, at now: Moment) {
        firstMissAt = now.steady(of: saved.firstMissAt)
        unansweredSince = now.steady(of: saved.unansweredSince)
        misses = saved.count
        onlyThrottled = saved.onlyThrottled
    }

    /// What has to be kept of them.
    func saved(at now: Moment) -> SavedVisibility.Misses {
        SavedVisibility.Misses(
            firstMissAt: now.wall(of: firstMissAt),
            unansweredSince: now.wall(of: unansweredSince),
            count: misses,
            onlyThrottled: onlyThrottled
        )
    }

    /// Counts one more.
    mutating func add(_ failure: PollFailure) {
        misses += 1
        onlyThrottled = onlyThrottled && failure.cause == .throttled
    }

    /// Whether sight is lost: three misses in a row or a minute without an answer, whichever is later.
    func isLoss(at now: Duration) -> Bool {
        misses >= Self.fewestMisses && now - unansweredSince >= Self.shortestOutage
    }

    /// What the misses have in common.
    var visibility: Visibility { onlyThrottled ? .throttled : .unreachable }
}
