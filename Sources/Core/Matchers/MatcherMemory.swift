// SPDX-License-Identifier: Apache-2.0

/// What a matcher must know to tell what is new from what had ended before, over restarts and on another host.
///
/// One small value: it does not grow with the jobs of the account, nor with those that were found.
package struct MatcherMemory: Sendable, Hashable {
    /// The patterns that it is about; another pattern begins anew.
    package var patterns: [String]
    /// When its first attempt to list began, by AWS's clock as far as that was known.
    package var firstListedAt: Timestamp
    /// When the last complete listing began, by AWS's clock; nil until there was one.
    package var seenUntil: Timestamp?
    /// The ids of jobs that had ended before, and that a listing may show once more without saying when they ended.
    package var ended: [String]
    /// Whether it was told that it follows as many jobs as it may.
    package var isFullReported: Bool
    /// Whether it was told that it cannot list.
    package var isLossReported: Bool
    /// Why found jobs cannot be read, as far as that was told.
    package var unreadable: [Visibility]

    /// The most ids of ``ended`` that are kept.
    package static let mostEnded = 1_000

    /// A memory.
    package init(
        patterns: [String],
        firstListedAt: Timestamp,
        seenUntil: Timestamp? = nil,
        ended: [String] = [],
        isFullReported: Bool = false,
        isLossReported: Bool = false,
        unreadable: [Visibility] = []
    ) {
        self.patterns = patterns
        self.firstListedAt = firstListedAt
        self.seenUntil = seenUntil
        self.ended = ended
        self.isFullReported = isFullReported
        self.isLossReported = isLossReported
        self.unreadable = unreadable
    }
}

/// A matcher's memory, as it is kept over a restart.
package struct MatcherSnapshot: Sendable, Hashable {
    /// Which matcher.
    package let identity: MatcherIdentity
    /// What it knows.
    package let memory: MatcherMemory

    /// A snapshot.
    package init(identity: MatcherIdentity, memory: MatcherMemory) {
        self.identity = identity
        self.memory = memory
    }
}
