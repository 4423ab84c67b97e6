// SPDX-License-Identifier: Apache-2.0

/// Decides whether a job that a listing shows is one that a matcher follows from now on.
package struct Discovery: Sendable {
    private let memory: MatcherMemory
    private let rules: StatusRules
    private let newerThan: Duration
    private let isWide: Bool

    /// How much earlier than the last complete listing's start a job may have been made that no listing had shown: lists lag.
    package static let overlap: Duration = .seconds(600)

    /// What a matcher with this memory makes of a listing; a `isWide` one looks as far back as the first.
    package init(_ matcher: Matcher, _ memory: MatcherMemory, isWide: Bool) {
        self.memory = memory
        rules = matcher.kind.statuses
        newerThan = matcher.newerThan
        self.isWide = isWide
    }

    /// What becomes of a job that the matcher does not know.
    package enum Verdict: Sendable, Hashable {
        /// It goes on, and is followed.
        case open
        /// It has ended since the matcher was first used, and its end is told.
        case ended
        /// It is of a kind that can leave its end, and is at rest since before: followed, and not told.
        case atRest(JobState)
        /// It had ended before the matcher was first used, and no time shows that: to be remembered, since it may be shown
        /// again.
        case endedBefore
        /// It is none of the matcher's business.
        case passedOver
    }

    /// What becomes of a job that an item shows and that is not followed yet.
    package func verdict(on item: ListItem) -> Verdict {
        guard let status = item.status, let id = item.ids.first else { return .passedOver }
        let state = rules.state(of: status, after: .unseen)
        let isFirst = memory.seenUntil == nil
        if rules.leavesFinalStates { return isFirst && state.isFinal ? .atRest(state) : open(item) }
        guard state.isFinal else { return open(item) }
        if memory.ended.contains(id) { return .passedOver }
        // What was made before the last complete listing would have been taken then, if it was to be.
        let known = memory.seenUntil ?? memory.firstListedAt
        if let created = item.createdAt, created < known + (.zero - Self.overlap) { return .passedOver }
        if let end = item.modifiedAt { return end > memory.firstListedAt ? .ended : .passedOver }
        return isFirst ? .endedBefore : .ended
    }

    private func open(_ item: ListItem) -> Verdict {
        // An open job without a time is taken whenever it is seen: it may be so new that it has none yet.
        guard let created = item.createdAt else { return .open }
        let isLooking = memory.seenUntil == nil || isWide
        let since = memory.firstListedAt + (.zero - (isLooking ? max(newerThan, Self.overlap) : Self.overlap))
        return created >= since ? .open : .passedOver
    }
}
