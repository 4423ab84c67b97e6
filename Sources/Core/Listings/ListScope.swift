// SPDX-License-Identifier: Apache-2.0

/// What one list shows: the resources of a kind that a lane reads, within a parent where the kind is listed within one.
package struct ListScope: Sendable, Hashable {
    /// Whose list.
    package let lane: LaneID
    /// The kind.
    package let kind: Kind
    /// The leading part of the ids; nil for lists that need none.
    package let parent: String?

    /// From how many watches on one is listed.
    package static let fewestWatches = 10

    /// The list that shows a watch's resource; nil if none does.
    package init?(of watch: Watch) {
        self.init(watch.settings, parent: watch.kind.listParent(ofID: watch.resourceID))
    }

    /// The list by which a matcher finds its jobs; nil if there is none.
    package init?(of matcher: Matcher) {
        self.init(matcher.settings, parent: matcher.parent)
    }

    private init?(_ settings: Watch.Settings, parent: String?) {
        guard let listing = settings.kind.listing, listing.showsStatus, listing.parent.isEmpty == (parent == nil) else {
            return nil
        }
        (lane, kind, self.parent) = (settings.lane, settings.kind, parent)
    }
}

extension WatchList {
    /// The lists that watches make worth while, unless they are to be read one after the other.
    ///
    /// Whether a list costs fewer calls than reads is seen when it is asked for; this is from how many watches on it is.
    package var scopesWorthListing: Set<ListScope> {
        guard limits.listings != .never else { return [] }
        var counts: [ListScope: Int] = [:]
        for watch in watches { ListScope(of: watch).map { counts[$0, default: 0] += 1 } }
        return Set(counts.filter { $0.value >= ListScope.fewestWatches }.keys)
    }
}
