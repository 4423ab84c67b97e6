// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import TestSupport
import Testing

/// Ten minutes of trouble, on simulated time, over lanes of one watch, of a few and of more than the rate allows.
@Suite struct StormTests {
    static let storms: [PollFailure.Cause] = [.transient, .throttled, .credentials, .clockSkew]
    static let sizes = [1, 12, 1_000]
    private static let begin: Duration = .seconds(1_200)
    private static let end: Duration = .seconds(1_800)

    private func world(_ cause: PollFailure.Cause, watches: Int, seed: UInt64 = 1) -> SimulatedWorld {
        SimulatedWorld(.evaluations(watches), seed: seed) { _, now in
            if now >= Self.begin && now < Self.end { return .failed(.sample(cause)) }
            return .status(now < .seconds(7_000) ? "INPROGRESS" : "COMPLETED")
        }
    }

    @Test(arguments: storms, sizes)
    func aStormIsReportedOncePerLaneAndFailsNoWatch(cause: PollFailure.Cause, watches: Int) throws {
        var world = world(cause, watches: watches)
        world.run(until: .seconds(9_000))
        let lost = world.delivered(.visibilityLost)
        let restored = world.delivered(.visibilityRestored)
        #expect(lost.count == 1)
        #expect(restored.count == 1)
        #expect(lost.allSatisfy { $0.notice["AWAITD_LANE"] != nil && $0.notice["AWAITD_WATCH"] == nil })
        #expect(restored.allSatisfy { $0.notice["AWAITD_LANE"] != nil && $0.notice["AWAITD_WATCH"] == nil })
        let expected: Visibility =
            switch cause {
            case .throttled: .throttled
            case .credentials: .unauthorized
            default: .unreachable
            }
        #expect(lost.first?.notice["AWAITD_VISIBILITY"] == expected.rawValue)
        // Within the storm, and after a minute of it unless the credentials decide it immediately.
        let lostAt = try #require(lost.first?.second)
        #expect(lostAt >= 1_200 && lostAt < 1_800)
        // Polling resumes within its cadence: five minutes at the most, and half a minute for credentials.
        let restoredAt = try #require(restored.first?.second)
        #expect(restoredAt >= 1_800 && restoredAt <= 1_800 + (cause == .credentials ? 31 : 301))
        // Nothing failed; everything completed.
        let ends = world.delivered(.transition).filter { $0.notice["AWAITD_STATE"] != "in-progress" }
        #expect(ends.count == watches)
        #expect(ends.allSatisfy { $0.notice["AWAITD_STATE"] == "completed" })
        #expect(world.delivered(.anomaly).isEmpty)
    }

    @Test(arguments: storms, sizes)
    func noSecondHasMorePollsThanTheRate(cause: PollFailure.Cause, watches: Int) {
        var world = world(cause, watches: watches)
        world.run(until: .seconds(3_600))
        // A bucket of five that fills at 2/s: what any span of time can hold.
        let times = world.polls.map(\.at)
        for (index, start) in times.enumerated() {
            for span in [Duration.seconds(1), .seconds(10), .seconds(60)] {
                let count = times[index...].prefix { $0 < start + span }.count
                #expect(Double(count) <= 5 + 2 * span.inSeconds + 1e-6, "\(count) polls within \(span) of \(start)")
            }
        }
        // Where more is due than the rate allows, no burst builds up: each second has two and no more.
        if watches == 1_000 {
            let busy = world.pollsPerSecond.filter { $0.key > 10 && $0.key < 3_599 }
            #expect(busy.values.allSatisfy { $0 <= 2 })
        }
    }

    @Test(arguments: 1...20)
    func theEndOfAStormMakesNoBurst(seed: Int) {
        var world = world(.transient, watches: 60, seed: UInt64(seed))
        world.run(until: .seconds(2_400))
        let before = (900..<1_200).map { world.pollsPerSecond[$0] ?? 0 }.max() ?? 0
        let after = (1_800..<2_100).map { world.pollsPerSecond[$0] ?? 0 }.max() ?? 0
        #expect(after <= before + 2, "\(before) a second before, \(after) after")
    }

    @Test func aThrottleHalvesTheRateAndItRecoversSlowly() {
        var world = SimulatedWorld(.evaluations(2_000, poll: PollPace(initial: .seconds(1), max: .seconds(1)))) {
            _, now in
            now >= .seconds(100) && now < .seconds(101) ? .failed(.sample(.throttled)) : .status("INPROGRESS")
        }
        world.run(until: .seconds(600))
        let perSecond = world.pollsPerSecond
        func average(_ range: Range<Int>) -> Double {
            Double(range.map { perSecond[$0] ?? 0 }.reduce(0, +)) / Double(range.count)
        }
        #expect(abs(average(50..<100) - 2) < 0.05)
        #expect(average(103..<120) < 1.2)
        #expect(average(200..<220) < 1.8)
        #expect(abs(average(500..<600) - 2) < 0.05)
    }

    @Test func retryAfterIsHonouredUpToTheLongestInterval() {
        for (asked, waited) in [(Duration.seconds(100), 100.0), (.seconds(86_400), 300)] {
            var world = SimulatedWorld(.evaluations(50, poll: PollPace(initial: .seconds(5), max: .seconds(300)))) {
                _, now in
                now >= .seconds(50) && now < .seconds(51)
                    ? .failed(.sample(.throttled, retryAfter: asked)) : .status("INPROGRESS")
            }
            world.run(until: .seconds(1_000))
            let before = world.polls.last { $0.at < .seconds(51) }?.at ?? .zero
            let after = world.polls.first { $0.at >= .seconds(51) }?.at ?? .zero
            let gap = (after - before).inSeconds
            #expect(gap >= waited && gap < waited + 5, "\(gap)")
        }
    }

    @Test func brokenCredentialsAreTriedAgainByOnePollEveryHalfMinute() {
        var world = SimulatedWorld(.evaluations(100)) { _, now in
            now >= .seconds(600) && now < .seconds(1_200) ? .failed(.sample(.credentials)) : .status("INPROGRESS")
        }
        world.run(until: .seconds(1_300))
        let during = world.polls.filter { $0.at > .seconds(602) && $0.at < .seconds(1_200) }
        #expect((19...26).contains(during.count), "\(during.count)")
    }

    @Test func fixedCredentialsAreTriedImmediately() throws {
        var world = SimulatedWorld(.evaluations(10)) { _, now in
            now < .seconds(5.5) ? .failed(.sample(.credentials)) : .status("INPROGRESS")
        }
        world.credentialsFixedAt = .seconds(6)
        world.run(until: .seconds(60))
        #expect(world.delivered(.visibilityRestored).map(\.second) == [6])
    }

    @Test func oneBrokenLaneLeavesTheOthersAlone() {
        let watches = (0..<20).map {
            Watch.sample("job-\($0)", credentials: $0 % 2 == 0 ? .profile("broken") : .profile("good"))
        }
        var world = SimulatedWorld(WatchList(watches: watches)) { watch, _ in
            watch.credentials == .profile("broken") ? .failed(.sample(.credentials)) : .status("INPROGRESS")
        }
        world.run(until: .seconds(600))
        #expect(world.delivered(.visibilityLost).count == 1)
        let seen = Set(world.delivered(.transition).compactMap { $0.notice["AWAITD_WATCH"] })
        #expect(seen == Set(watches.filter { $0.credentials == .profile("good") }.map(\.name)))
    }

    @Test func aDeniedWatchIsReportedOnceAndPolledAtTheSlowestCadence() {
        var world = SimulatedWorld(.evaluations(3)) { watch, _ in
            watch.name == "job-1" ? .failed(.sample(.denied)) : .status("INPROGRESS")
        }
        world.run(until: .seconds(3_600))
        let lost = world.delivered(.visibilityLost)
        #expect(lost.map { $0.notice["AWAITD_WATCH"] } == ["job-1"])
        #expect(lost.first?.notice["AWAITD_VISIBILITY"] == "unauthorized")
        #expect(world.polls.count { $0.watch == "job-1" } <= 17)
        #expect(world.delivered(.visibilityRestored).isEmpty)
    }
}
