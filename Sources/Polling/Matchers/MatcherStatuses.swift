// SPDX-License-Identifier: Apache-2.0

package import Core

/// What people see of matchers and lists.
extension Engine {
    /// Returns the status of each matcher, in the order of the list.
    package func matcherStatus(at now: Moment) -> [MatcherStatus] {
        matchers.map { entry in
            let (visibility, reason) = sight(of: entry)
            return MatcherStatus(
                name: entry.matcher.name,
                kind: entry.matcher.kind.name,
                patterns: entry.matcher.patterns.map(\.text),
                open: openCount(of: entry),
                found: entry.found.count,
                listedAt: entry.memory?.seenUntil,
                visibility: visibility,
                reason: reason
            )
        }
    }

    /// Returns whether a matcher can list, and why not: what hits its whole lane, its list, or its listings in a row.
    private func sight(of entry: MatcherEntry) -> (Visibility, reason: String?) {
        let refusal = lists.read(entry.list, \.plan.refusal) ?? nil
        if let refusal {
            return (Matcher.visibility(refusal.failure.cause), refusal.failure.codeAndMessage)
        }
        let lane = lists.read(entry.list, \.lane).flatMap { lanes[$0]?.condition.visibility } ?? LaneVisibility()
        if lane.current != .visible {
            return (lane.current, lane.failure?.codeAndMessage ?? entry.failure?.codeAndMessage)
        }
        guard entry.memory?.isLossReported == true else {
            // Before the first listing even a single failure is worth knowing.
            return (.visible, entry.memory?.seenUntil == nil ? entry.failure?.codeAndMessage : nil)
        }
        let endless = entry.failures > 0 ? "AWS's pages do not come to an end" : nil
        return (Matcher.visibility(entry.failure?.cause), entry.failure?.codeAndMessage ?? endless)
    }

    /// Returns the status of the lists that are in use, refused or were tried.
    package func listingStatus(at now: Moment) -> [ListingStatus] {
        lists.all.compactMap { number in
            lists.read(number) { list -> ListingStatus? in
                let plan = list.plan
                guard plan.standsIn || plan.refusal != nil || plan.number > 0 else { return nil }
                return ListingStatus(
                    operation: list.listing.operation,
                    kind: list.key.kind.name,
                    region: list.key.lane.region,
                    parent: list.key.parent,
                    watches: list.members.open,
                    pages: plan.lastShown?.pages,
                    listedAt: plan.lastShown?.date,
                    next: list.dueAt.map { now.wall + max(.zero, $0 - now.steady) },
                    refused: plan.refusal?.failure.codeAndMessage
                )
            } ?? nil
        }
    }
}
