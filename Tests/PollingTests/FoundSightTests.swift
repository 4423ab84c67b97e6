// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization
import TestSupport
import Testing

@testable import Polling

/// Found jobs that nobody may read, and matchers that have no credentials.
struct FoundSightTests {
    static let start = MatcherTests.start
    static let denied = PollFailure(.denied, code: "AccessDeniedException", message: "not you")

    /// An account of running jobs of which reads of some are denied while that is switched on.
    final class Guarded: Sendable {
        let account: FakeAccount
        let denies = Mutex(true)
        let deniesRead: @Sendable (String) -> Bool

        init(_ count: Int, deniesRead: @escaping @Sendable (String) -> Bool = { _ in true }) {
            self.deniesRead = deniesRead
            account = FakeAccount(
                (0..<count).map {
                    .job("job-\($0)", created: start - 100, runs: "InProgress", until: start + 3_000)
                })
        }

        func world(resuming past: Resumption = .none, at time: Double = start) -> SimulatedWorld {
            SimulatedWorld(
                MatcherTests.list(MatcherTests.matcher("*")), resuming: past, beginningAt: .seconds(time),
                page: { self.account.page($0, $1) },
                answer: { watch, now in
                    self.denies.withLock(\.self) && self.deniesRead(watch.resourceID)
                        ? .failed(denied) : self.account.read(watch, now)
                })
        }
    }

    @Test
    func allThatAreDeniedAreToldInOneNotice() throws {
        let guarded = Guarded(300)
        var world = guarded.world()
        world.run(until: .seconds(Self.start + 1_000))
        let lost = world.delivered(.visibilityLost)
        #expect(lost.count == 1)
        let notice = try #require(lost.first?.notice)
        #expect(notice.content.matcher == "nightly" && notice.content.watch == nil)
        #expect(notice.message.contains("300 found jobs may not be read: not you"))
        #expect(world.engine.status(at: .at(world.now)).filter { $0.visibility == .unauthorized }.count == 300)

        guarded.denies.withLock { $0 = false }
        world.run(until: .seconds(Self.start + 4_000))
        #expect(world.delivered(.visibilityRestored).count == 1)
        #expect(world.delivered(.visibilityRestored).first?.notice.content.matcher == "nightly")
        #expect(MatcherTests.names(world, .transition, .completed).count == 300)
        #expect(world.delivered(.visibilityLost).count == 1)
    }

    @Test
    func theOthersAreFollowed() throws {
        var world = Guarded(300) { ["job-3", "job-17", "job-290"].contains($0) }.world()
        world.run(until: .seconds(Self.start + 4_000))
        let lost = world.delivered(.visibilityLost)
        #expect(lost.count == 1)
        #expect(lost.first?.notice.message.contains("3 found jobs may not be read") == true)
        #expect(MatcherTests.names(world, .transition, .completed).count == 297)
    }

    @Test
    func restartTellsNothingAgainAndForgetsNothing() {
        let guarded = Guarded(20)
        var first = guarded.world()
        first.run(until: .seconds(Self.start + 20))
        // Ended before it was told, with the jobs' visibility on record.
        #expect(first.delivered(.visibilityLost).isEmpty)
        first.bookkeep()
        var past = Resumption.none.adding(first.commits)
        var second = guarded.world(resuming: past, at: Self.start + 30)
        second.run(until: .seconds(Self.start + 500))
        #expect(second.delivered(.visibilityLost).count == 1)
        second.bookkeep()
        past = past.adding(second.commits)
        var third = guarded.world(resuming: past, at: Self.start + 600)
        third.run(until: .seconds(Self.start + 1_500))
        #expect(third.delivered(.visibilityLost).isEmpty)
        guarded.denies.withLock { $0 = false }
        third.run(until: .seconds(Self.start + 2_500))
        #expect(third.delivered(.visibilityRestored).count == 1)
    }

    @Test
    func aWatchThatIsWrittenTellsForItself() {
        let guarded = Guarded(1)
        let watch = Watch.sample("written", kind: "training-job", id: "job-0", poll: MatcherTests.pace)
        var world = SimulatedWorld(
            MatcherTests.list(watches: [watch]), beginningAt: .seconds(Self.start),
            page: { guarded.account.page($0, $1) }, answer: { _, _ in .failed(Self.denied) })
        world.run(until: .seconds(Self.start + 200))
        #expect(world.delivered(.visibilityLost).map(\.notice.content.watch?.name) == ["written"])
    }

    @Test
    func matcherWithoutCredentialsSaysSo() {
        let expired = PollFailure(.credentials, code: "ExpiredToken", message: "the token has expired")
        let isBroken = Mutex(true)
        let account = FakeAccount([
            .job("nightly-1", created: Self.start - 60, runs: "InProgress", until: Self.start + 5_000)
        ])
        var world = SimulatedWorld(
            MatcherTests.list(MatcherTests.matcher("nightly-*")), beginningAt: .seconds(Self.start),
            page: { isBroken.withLock(\.self) ? .failed(expired) : account.page($0, $1) },
            answer: { account.read($0, $1) })
        for time in stride(from: 30.0, through: 180, by: 30) {
            world.run(until: .seconds(Self.start + time))
            world.credentialsFixedAt = .seconds(Self.start + time + 1)
        }
        let lost = world.delivered(.visibilityLost).filter { $0.notice.content.matcher == "nightly" }
        #expect(lost.count == 1)
        isBroken.withLock { $0 = false }
        world.run(until: .seconds(Self.start + 400))
        let restored = world.delivered(.visibilityRestored).filter { $0.notice.content.matcher == "nightly" }
        #expect(restored.count == 1)
    }
}
