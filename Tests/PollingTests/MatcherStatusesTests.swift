// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

@testable import Polling

/// What people see of matchers and lists.
struct MatcherStatusesTests {
    private static let start = MatcherTests.start

    private static func status(_ world: SimulatedWorld) -> (matchers: [MatcherStatus], listings: [ListingStatus]) {
        let now = world.moment(world.now)
        return (world.engine.matcherStatus(at: now), world.engine.listingStatus(at: now))
    }

    @Test
    func aMatcherIsShownWithWhatItHasFound() throws {
        let account = FakeAccount([
            .job("nightly-1", created: Self.start - 600, runs: "InProgress", until: Self.start + 100),
            .job("nightly-2", created: Self.start - 600, runs: "InProgress", until: Self.start + 9_000),
        ])
        var world = MatcherTests.world(MatcherTests.list(MatcherTests.matcher("nightly-*", "x")), account)
        let before = Self.status(world)
        #expect(before.matchers.first?.listedAt == nil && before.matchers.first?.visibility == .visible)
        #expect(before.listings.isEmpty)
        world.run(until: .seconds(Self.start + 1_000))
        let (matchers, listings) = Self.status(world)
        let matcher = try #require(matchers.first)
        #expect([matcher.name, matcher.kind] + matcher.patterns == ["nightly", "training-job", "nightly-*", "x"])
        #expect((matcher.open, matcher.found) == (1, 2))
        let age = try #require(matcher.listedAt).since(world.moment(world.now).wall)
        #expect(age <= .zero && age >= .seconds(-60))
        let listing = try #require(listings.first)
        #expect(listings.count == 1 && listing.operation == "ListTrainingJobs" && listing.watches == 1)
        #expect(listing.pages == 1 && listing.refused == nil && listing.next != nil)
        #expect(world.engine.status(at: world.moment(world.now)).allSatisfy { $0.matcher == "nightly" })
    }

    @Test
    func aMatcherWhoseListIsRefusedIsBlind() {
        var world = SimulatedWorld(
            MatcherTests.list(MatcherTests.matcher("*")), beginningAt: .seconds(Self.start),
            answer: { _, _ in .status("InProgress") })
        world.run(until: .seconds(Self.start + 10))
        let (matchers, listings) = Self.status(world)
        #expect(matchers.first?.visibility == .unauthorized)
        #expect(matchers.first?.reason == "AccessDeniedException: you may not list")
        #expect(listings.first?.refused == matchers.first?.reason)
    }

    @Test
    func aMatcherInALaneOfItsOwnListsAfterAReload() {
        let account = FakeAccount([
            .job("nightly-1", created: Self.start - 600, runs: "InProgress", until: Self.start + 9_000)
        ])
        let written = WatchList.evaluations(1).watches
        var world = MatcherTests.world(MatcherTests.list(watches: written), account)
        world.run(until: .seconds(Self.start + 100))
        world.apply(MatcherTests.list(MatcherTests.matcher("nightly-*"), watches: written))
        world.run(until: .seconds(Self.start + 200))
        #expect(MatcherTests.names(world).contains("nightly/nightly-1"))
        // Again: a matcher without an open job still has its lane.
        world.apply(MatcherTests.list(MatcherTests.matcher("none"), watches: written))
        world.run(until: .seconds(Self.start + 300))
        world.apply(MatcherTests.list(MatcherTests.matcher("nightly-*"), watches: written))
        world.run(until: .seconds(Self.start + 400))
        #expect(Self.status(world).matchers.first?.open == 1)
    }
}
