// SPDX-License-Identifier: Apache-2.0

/// What has to be kept of a watch's or a lane's sight so that another process can go on with it: wall times only.
package struct SavedVisibility: Sendable, Hashable {
    /// What people were told last.
    package var current: Visibility
    /// When sight was lost; nil while it is not.
    package var lostAt: Timestamp?
    /// When the last answer came.
    package var lastAnswerAt: Timestamp?
    /// Since when AWS says that there is no such resource; of watches only.
    package var notFoundSince: Timestamp?
    /// When sight came back last; of lanes only.
    package var restoredAt: Timestamp?
    /// The misses in a row since the last answer.
    package var misses: Misses?

    /// A saved sight; the defaults are those of one that was not used.
    package init(
        current: Visibility = .visible,
        lostAt: Timestamp? = nil,
        lastAnswerAt: Timestamp? = nil,
        notFoundSince: Timestamp? = nil,
        restoredAt: Timestamp? = nil,
        misses: Misses? = nil
    ) {
        self.current = current
        self.lostAt = lostAt
        self.lastAnswerAt = lastAnswerAt
        self.notFoundSince = notFoundSince
        self.restoredAt = restoredAt
        self.misses = misses
    }

    /// Misses in a row.
    package struct Misses: Sendable, Hashable {
        /// When the first of them happened.
        package let firstMissAt: Timestamp
        /// When the last answer before them came; the first miss stands for it where there was none.
        package let unansweredSince: Timestamp
        /// How many there were.
        package let count: Int
        /// Whether AWS said nothing but "slow down".
        package let onlyThrottled: Bool

        /// Misses in a row.
        package init(firstMissAt: Timestamp, unansweredSince: Timestamp, count: Int, onlyThrottled: Bool) {
            self.firstMissAt = firstMissAt
            self.unansweredSince = unansweredSince
            self.count = count
            self.onlyThrottled = onlyThrottled
        }
    }
}
