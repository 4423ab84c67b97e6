// SPDX-License-Identifier: Apache-2.0

/// The contents of a watch file, parsed and validated: the watches and the limits on polling them.
package struct WatchList: Sendable, Hashable {
    /// The watches, in the order of the files; names are unique.
    package var watches: [Watch]
    /// The matchers, in the order of the files; no watch has the name of one.
    package var matchers: [Matcher]
    /// The limits.
    package var limits: Limits
    /// How much of the record is kept.
    package var history: Retention

    /// A list.
    package init(
        watches: [Watch],
        matchers: [Matcher] = [],
        limits: Limits = Limits(),
        history: Retention = .standard
    ) {
        self.watches = watches
        self.matchers = matchers
        self.limits = limits
        self.history = history
    }

    /// The most watches of one list.
    package static let maxWatches = 100_000
}

/// Limits on the load that awaitd puts on AWS.
package struct Limits: Sendable, Hashable {
    /// Polls per second and lane.
    package var rate: RateLimit
    /// Concurrent polls of all lanes together; 1 or more.
    package var concurrency: Int
    /// Whether watches may be refreshed by listings.
    package var listings: ListingUse

    /// The most concurrent polls that a watch file may configure.
    package static let maxConcurrency = 1_024

    /// Limits; the defaults are the watch file's: 2/s and 16.
    package init(
        rate: RateLimit = .perSecond(2),
        concurrency: Int = 16,
        listings: ListingUse = .automatic
    ) {
        self.rate = rate
        self.listings = listings
        self.concurrency = max(1, concurrency)
    }
}

/// Whether listings stand in for reads of one watch after the other.
package enum ListingUse: String, Sendable, Hashable, CaseIterable {
    /// Where that costs fewer calls.
    case automatic = "auto"
    /// Never; matchers list all the same.
    case never
}

/// How many polls a lane may make.
package enum RateLimit: Sendable, Hashable {
    /// This many a second on average; more than zero.
    case perSecond(Double)
    /// As many as are due, for tests and benchmarks.
    case unlimited
}

/// How much of the record is kept; undelivered notices are kept in any case.
package struct Retention: Sendable, Hashable {
    /// How long a notice is kept.
    package var age: Duration
    /// The most notices that are kept.
    package var count: Int

    /// The shortest age that may be configured: a day.
    package static let leastAge: Duration = .seconds(86_400)

    /// 90 days, and a million notices: about half a gigabyte.
    package static let standard = Retention(age: .seconds(90 * 86_400), count: 1_000_000)

    /// A retention.
    package init(age: Duration, count: Int) {
        self.age = age
        self.count = count
    }
}

/// What a reload changes, watch by watch.
///
/// Watches are distinguished by ``WatchIdentity`` and by their accounts, if known: the same name on another resource is one
/// watch removed and one added.
package struct WatchListDiff: Sendable, Hashable {
    /// The watches that only the new list has, in its order.
    package let added: [Watch]
    /// The watches that only the old list has, in its order.
    package let removed: [Watch]
    /// The watches that both lists have with different settings (pace, profile, endpoint …), as the new list has them.
    package let changed: [Watch]

    /// The difference between two lists, each with unique names.
    package init(from old: some Sequence<Watch>, to new: some Sequence<Watch>) {
        // Most of it is mostly the same in the same order: names are unique, so that part has nothing to do with the rest.
        var (old, new) = (Array(old)[...], Array(new)[...])
        while let (one, other) = Self.pair(old.first, new.first), one == other {
            (old, new) = (old.dropFirst(), new.dropFirst())
        }
        while let (one, other) = Self.pair(old.last, new.last), one == other {
            (old, new) = (old.dropLast(), new.dropLast())
        }
        let before = Dictionary(old.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
        func isNew(_ watch: Watch) -> Bool {
            before[watch.identity].map { !watch.mayBe(inAccount: $0.account) } ?? true
        }
        added = new.filter(isNew)
        let kept = new.filter { !isNew($0) }
        let stays = Set(kept.map(\.identity))
        removed = old.filter { !stays.contains($0.identity) }
        changed = kept.filter { before[$0.identity] != $0 }
    }

    private static func pair(_ one: Watch?, _ other: Watch?) -> (Watch, Watch)? {
        one.flatMap { one in other.map { (one, $0) } }
    }

    /// Whether both lists have the same watches with the same settings.
    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
}
