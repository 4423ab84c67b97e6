// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

@testable import Polling

/// What one call reads: a resource for all watches of it, and many resources at once.
struct CompanionTests {
    private static let pace = PollPace(initial: .seconds(5), max: .seconds(30))

    private static func batchWatches(_ count: Int) -> [Watch] {
        (0..<count).map { .sample("job-\($0)", kind: "batch-job", id: "id-\($0)", poll: pace) }.sharingSettings
    }

    @Test
    func jobOfTwoMatchersAndAWatchIsPolledOnceAndToldUnderEachName() {
        let account = FakeAccount([
            .job("nightly-1", created: MatcherTests.start - 60, runs: "InProgress", until: MatcherTests.start + 600)
        ])
        let list = MatcherTests.list(
            MatcherTests.matcher("nightly-*", name: "one"), MatcherTests.matcher("*-1", name: "two"),
            watches: [.sample("written", kind: "training-job", id: "nightly-1", poll: Self.pace)])
        var world = MatcherTests.world(list, account)
        world.run(until: .seconds(MatcherTests.start + 1_000))
        let names = MatcherTests.names(world, .transition, .completed)
        #expect(names.count == 3 && Set(names) == ["written", "one/nightly-1", "two/nightly-1"])
        // One at 5, 15, 35, 65 s and so on, whoever's turn it is.
        let calls = world.polls.count { $0.at.inSeconds > MatcherTests.start + 100 }
        #expect(calls <= 500 / 24 + 3, "\(calls)")
    }

    @Test
    func manyAreReadAtOnce() {
        let list = WatchList(
            watches: Self.batchWatches(300), limits: Limits(rate: .perSecond(200), concurrency: 64))
        var world = SimulatedWorld(list) { _, now in .status(now < .seconds(600) ? "RUNNING" : "SUCCEEDED") }
        world.run(until: .seconds(1_000))
        let told = world.notices.filter { $0.notice.content.state == .completed }
        #expect(told.count == 300 && Set(told.compactMap(\.notice.content.watch?.name)).count == 300)
        let atRest = world.polls.count { (300..<600).contains($0.at.inSeconds) }
        // Ten rounds, each of a call for those due in the next fifth of it, instead of 3,000 reads.
        #expect(atRest <= 10 * 30, "\(atRest)")
        #expect(told.allSatisfy { $0.at < .seconds(632) })
    }

    @Test
    func oneThatABatchDoesNotShowIsReadByItself() {
        let list = WatchList(
            watches: Self.batchWatches(20), limits: Limits(rate: .perSecond(200), concurrency: 64))
        var world = SimulatedWorld(list) { watch, _ in
            watch.name == "job-3" ? .failed(.sample(.denied)) : .status("RUNNING")
        }
        world.run(until: .seconds(300))
        let lost = world.delivered(.visibilityLost)
        #expect(lost.count == 1 && lost.first?.notice.content.watch?.name == "job-3")
        #expect(world.delivered(.transition).count == 19)
    }
}

extension [Watch] {
    /// The same watches, which share one object of settings as those of a list do.
    fileprivate var sharingSettings: [Watch] {
        guard let settings = first?.settings else { return self }
        return map { Watch(name: $0.name, resourceID: $0.resourceID, settings: settings) }
    }
}
