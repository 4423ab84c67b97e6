// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import TestSupport
import Testing

@Suite struct EngineTests {
    @Test func aDayOfAThousandJobsIsReportedCompletelyAndInOrder() {
        var world = SimulatedWorld(.evaluations(1_000)) { watch, now in
            let length = 3_600 + watch.identity.phase * 72_000
            let share = now.inSeconds / length
            return .status(share < 0.1 ? "PENDING" : share < 1 ? "INPROGRESS" : "COMPLETED")
        }
        world.run(until: .seconds(86_400))
        var lives: [String: [String]] = [:]
        for (_, notice) in world.delivered(.transition) {
            lives[notice["AWAITD_WATCH"] ?? "", default: []].append(notice["AWAITD_STATE"] ?? "")
        }
        #expect(lives.count == 1_000)
        #expect(lives.values.allSatisfy { $0 == ["pending", "in-progress", "completed"] })
        #expect(world.notices.count == 3_000)
    }

    @Test func theFirstPollsAreSpreadOverTheInitialInterval() {
        var world = SimulatedWorld(.evaluations(600, rate: .unlimited, concurrency: 1_000)) { _, _ in .status("PENDING")
        }
        world.run(until: .seconds(14.95))
        #expect(Set(world.polls.map(\.watch)).count >= 595)
        // 40 a second on average; in the last two seconds the second polls of the earliest come on top.
        #expect(world.pollsPerSecond.values.allSatisfy { $0 < 100 }, "\(world.pollsPerSecond)")
    }

    @Test func pollsShareWakeUpsAndKeepTheirLongestInterval() {
        let pace = PollPace(initial: .seconds(1), max: .seconds(4))
        var world = SimulatedWorld(.evaluations(300, poll: pace, rate: .unlimited, concurrency: 500)) { _, _ in
            .status("PENDING")
        }
        world.run(until: .seconds(120))
        let times = Set(world.polls.filter { $0.at >= .seconds(20) }.map(\.at))
        #expect(times.count <= 1_001, "\(times.count) wake-ups in a hundred seconds")
        var last: [String: Duration] = [:]
        for poll in world.polls {
            if let last = last[poll.watch] { #expect(poll.at - last <= .seconds(4) + world.latency) }
            last[poll.watch] = poll.at
        }
        // Spread as before: no tenth of a second has many more than its share.
        let crowd = world.polls.filter { $0.at >= .seconds(20) }.reduce(into: [Duration: Int]()) {
            $0[$1.at, default: 0] += 1
        }
        #expect(crowd.values.allSatisfy { $0 <= 40 }, "\(crowd.values.max() ?? 0)")
    }

    @Test func aShortIntervalIsNotMoved() {
        let pace = PollPace(initial: .milliseconds(400), max: .milliseconds(400))
        var world = SimulatedWorld(.evaluations(20, poll: pace, rate: .unlimited, concurrency: 500)) { _, _ in
            .status("PENDING")
        }
        world.run(until: .seconds(10))
        #expect(Set(world.polls.map(\.at)).count > 400, "each at its own time")
    }

    @Test func aWaitBeginsImmediately() {
        var world = SimulatedWorld(.evaluations(3), atOnce: true) { _, _ in .status("PENDING") }
        world.run(until: .milliseconds(1))
        #expect(world.polls.count == 3)
    }

    @Test func noMorePollsAreUnderWayThanAllowed() {
        let list = WatchList.evaluations(
            200,
            poll: PollPace(initial: .milliseconds(100), max: .seconds(1)),
            rate: .unlimited,
            concurrency: 7
        )
        var world = SimulatedWorld(list, latency: .seconds(2)) { _, _ in .status("PENDING") }
        world.run(until: .seconds(300))
        #expect(world.mostUnderWay == 7)
        #expect(Set(world.polls.map(\.watch)).count == 200, "no watch starves")
    }

    @Test func lanesTakeTurns() {
        let watches = (0..<300).map { Watch.sample("job-\($0)", region: $0 < 290 ? "us-east-1" : "eu-west-1") }
        let list = WatchList(watches: watches, limits: Limits(rate: .unlimited, concurrency: 1))
        var world = SimulatedWorld(list, atOnce: true, latency: .seconds(1)) { _, _ in .status("PENDING") }
        world.run(until: .seconds(30))
        #expect(world.polls.prefix(20).count { (Int($0.watch.dropFirst(4)) ?? 0) >= 290 } == 10)
    }

    @Test func settledWatchesArePolledNoMore() {
        var world = SimulatedWorld(.evaluations(5)) { _, _ in .status("COMPLETED") }
        world.run(until: .seconds(86_400))
        #expect(world.polls.count == 5)
        #expect(world.engine.nextWake(at: .seconds(86_400)) == nil)
        #expect(
            world.engine.summary(at: .seconds(86_400)).statusLine == "Watching 5: 5 completed; nothing left to poll")
    }

    @Test func anEndpointIsStillFollowedAtTheSlowestCadence() {
        let list = WatchList(watches: [.sample("live", kind: "ml-model-endpoint")])
        var world = SimulatedWorld(list) { _, now in .status(now < .seconds(5_000) ? "READY" : "UPDATING") }
        world.run(until: .seconds(4_900))
        #expect((17...21).contains(world.polls.count), "\(world.polls.count)")
        world.run(until: .seconds(6_000))
        #expect(world.delivered(.transition).map { $0.notice["AWAITD_STATE"] } == ["completed", "in-progress"])
        #expect(world.delivered(.anomaly).isEmpty)
    }

    @Test func anOverdueWatchIsReportedOnTimeEvenIfNoPollIsDue() {
        let watch = Watch.sample(
            "slow",
            poll: PollPace(initial: .seconds(15), max: .seconds(3_600)),
            overdueAfter: .seconds(10_000)
        )
        var world = SimulatedWorld(WatchList(watches: [watch])) { _, now in
            .observed(Observation(status: "INPROGRESS", createdAt: Moment.seconds(0).wall))
        }
        world.run(until: .seconds(20_000))
        #expect(world.delivered(.overdue).map(\.second) == [10_000])
    }

    @Test func aResourceThatIsNotFoundIsReportedAfterExactlyFiveMinutes() {
        var world = SimulatedWorld(.evaluations(1), atOnce: true) { _, now in
            now < .seconds(1_000) ? .failed(.sample(.notFound)) : .status("PENDING")
        }
        world.run(until: .seconds(2_000))
        #expect(world.delivered(.notFound).map(\.second) == [300])
        #expect(world.delivered(.visibilityRestored).count == 1)
        #expect(world.delivered(.visibilityLost).isEmpty)
    }

    @Test func aChangeThatCannotBeRecordedIsNeitherReportedNorForgotten() throws {
        var engine = Engine(.evaluations(1), seed: 3, atOnce: true, at: .seconds(0))
        let poll = try #require(engine.admit(at: .seconds(0)).polls.first)
        let failed = try #require(engine.evaluate(poll, .status("COMPLETED"), at: .seconds(1)))
        #expect(failed.commit?.notices.count == 1)
        engine.postpone(failed, at: .seconds(1))
        #expect(engine.summary(at: .seconds(1)).statusLine.hasPrefix("Watching 1: 1 unseen; next poll in"))
        let again = try #require(engine.admit(at: .seconds(16)).polls.first)
        let second = try #require(engine.evaluate(again, .status("COMPLETED"), at: .seconds(16)))
        #expect(second.commit?.notices.map(\.notice.event) == [.transition])
    }

    @Test func eventIDsAreUnique() {
        var world = SimulatedWorld(.evaluations(300)) { watch, now in
            .status(Int(now.inSeconds / 100) % 2 == 0 ? "PENDING" : "INPROGRESS")
        }
        var ids: [String] = []
        for number in 0..<2 {
            var engine = Engine(.evaluations(300), seed: UInt64(number), atOnce: true, at: .seconds(0))
            for poll in engine.admit(at: .seconds(1_000)).polls {
                guard let result = engine.evaluate(poll, .status("PENDING"), at: .seconds(1)) else { continue }
                ids += result.commit?.notices.map(\.eventID) ?? []
                engine.accept(result, at: .seconds(1))
            }
        }
        world.run(until: .seconds(10))
        #expect(ids.count == 10 && Set(ids).count == 10)
        #expect(ids.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
    }

    @Test(arguments: 1...30)
    func chaosNeitherLosesAWatchNorSpins(seed: Int) {
        // Outcomes at random; the world stops the test if the engine asks to be woken in the past.
        let list = WatchList(
            watches: (0..<40).map {
                .sample("job-\($0)", region: $0 % 3 == 0 ? "eu-west-1" : "us-east-1", overdueAfter: .seconds(500))
            }
        )
        var random = SplitMix64(seed: UInt64(seed))
        let outcomes: [PollOutcome] = (0..<4_000).map { _ in
            switch Int.random(in: 0..<10, using: &random) {
            case 0: .failed(.sample(.throttled, retryAfter: .seconds(Int.random(in: -5...500, using: &random))))
            case 1: .failed(.sample(PollFailure.Cause.allCases.randomElement(using: &random) ?? .denied))
            case 2: .status("PENDING")
            case 3: .status("ODD")
            default: .status("INPROGRESS")
            }
        }
        var world = SimulatedWorld(list, seed: UInt64(seed)) { watch, now in
            let number = watch.name.utf8.reduce(UInt64(bitPattern: now.wholeMicroseconds)) { $0 &* 31 &+ UInt64($1) }
            return outcomes[Int(number % UInt64(outcomes.count))]
        }
        world.run(until: .seconds(7_200))
        let late = Set(world.polls.filter { $0.at > .seconds(3_600) }.map(\.watch))
        #expect(late.count == 40)
    }
}
