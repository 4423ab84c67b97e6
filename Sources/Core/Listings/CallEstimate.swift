// SPDX-License-Identifier: Apache-2.0

/// About how many calls an hour a watch list costs while nothing changes.
///
/// It assumes that every watch is open and polled at its longest interval, that lists show nothing but the watched
/// resources, and that matchers have found nothing: each job more or less changes it a little, other people's jobs by the
/// pages that they fill.
package struct CallEstimate: Sendable, Hashable {
    /// A number of calls an hour.
    package struct Count: Sendable, Hashable {
        /// How many.
        package fileprivate(set) var calls = 0.0
        /// Whether the limit of a lane's rate makes it no more than that.
        package fileprivate(set) var isLimited = false
    }

    /// With listings where they cost fewer calls.
    package private(set) var withListings = Count()
    /// With reads of one watch after the other; matchers list all the same.
    package private(set) var withoutListings = Count()
    /// Whether the list is polled with listings.
    package let usesListings: Bool

    /// An estimate for a list.
    package init(_ list: WatchList) {
        usesListings = list.limits.listings != .never
        var demands: [ScopeKey: Demand] = [:]
        for watch in list.watches {
            let scope = ListScope(of: watch)
            demands[ScopeKey(watch.settings, scope), default: Demand()].add(watch, isListed: scope != nil)
        }
        for matcher in list.matchers {
            demands[ScopeKey(matcher.settings, ListScope(of: matcher)), default: Demand()].add(matcher)
        }
        var lanes: [LaneID: (with: Double, without: Double)] = [:]
        for (key, demand) in demands {
            let calls = demand.calls(of: key.kind)
            let sum = lanes[key.lane] ?? (0, 0)
            lanes[key.lane] = (sum.with + calls.with, sum.without + calls.without)
        }
        let most =
            switch list.limits.rate {
            case .perSecond(let rate): rate * 3_600
            case .unlimited: Double.infinity
            }
        for calls in lanes.values {
            withListings.add(calls.with, atMost: most)
            withoutListings.add(calls.without, atMost: most)
        }
    }

    /// The resources that one list may show, or those of a lane and kind that none shows.
    private struct ScopeKey: Hashable {
        let lane: LaneID
        let kind: Kind
        let parent: String?

        init(_ settings: Watch.Settings, _ scope: ListScope?) {
            (lane, kind, parent) = (settings.lane, settings.kind, scope?.parent)
        }
    }

    /// What is asked for of the resources of one list.
    private struct Demand {
        /// The longest interval of each resource, the shortest of its watches'.
        var intervals: [String: Double] = [:]
        /// How often matchers list.
        var matching: Double?
        var isListed = false

        mutating func add(_ watch: Watch, isListed: Bool) {
            let interval = watch.poll.max.inSeconds
            intervals[watch.resourceID] = min(interval, intervals[watch.resourceID] ?? interval)
            self.isListed = isListed
        }

        mutating func add(_ matcher: Matcher) {
            let interval = matcher.settings.poll.max.inSeconds
            matching = min(interval, matching ?? interval)
        }

        func calls(of kind: Kind) -> (with: Double, without: Double) {
            let reads = intervals.values.reduce(0) { $0 + 3_600 / $1 }
            let found = matching.map { pages(of: kind, showing: 0, every: $0) } ?? 0
            let without = reads + found
            guard isListed, intervals.count >= ListScope.fewestWatches, let shortest = intervals.values.min() else {
                return (without, without)
            }
            let interval = min(shortest, matching ?? shortest)
            // Each listing confirms one watch by a read, and each watch is confirmed once a day.
            let confirmations = max(3_600 / interval, Double(intervals.count) / 24)
            let listed = pages(of: kind, showing: intervals.count, every: interval) + confirmations
            return (min(listed, without), without)
        }

        /// How many pages an hour a list costs that shows this many resources: all of them once an hour, and between that
        /// what has changed, where the operation can tell.
        private func pages(of kind: Kind, showing count: Int, every interval: Double) -> Double {
            guard let listing = kind.listing else { return 0 }
            let listings = 3_600 / interval
            let size = listing.pageSize?.most ?? Self.usualPage
            let full = Double(max(1, (count + size - 1) / size))
            let showsChanges = listing.filters.modifiedAfter != nil && !kind.statuses.leavesFinalStates
            return showsChanges ? listings + (full - 1) * min(1, listings) : listings * full
        }

        /// How many items a page has where the operation does not say.
        private static let usualPage = 50
    }
}

extension CallEstimate.Count {
    fileprivate mutating func add(_ more: Double, atMost most: Double) {
        calls += min(more, most)
        if more > most { isLimited = true }
    }
}
