// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import TestSupport
import Testing

/// What `awaitd status` and `systemctl status` say of watches, above all of those that cannot be seen.
@Suite struct StatusTests {
    private static let expired = "ExpiredTokenException: The token is expired"

    private func status(_ world: SimulatedWorld) -> [WatchStatus] { world.engine.status(at: .at(world.now)) }

    /// When each watch is polled next, in seconds of the test.
    private func next(_ world: SimulatedWorld) -> [Double?] {
        status(world).map { $0.nextPoll?.since(Moment.seconds(0).wall).inSeconds }
    }

    @Test func whatHitsALaneIsTheReasonOfAllItsWatches() throws {
        var world = SimulatedWorld(.evaluations(5)) { _, now in
            now < .seconds(100) ? .status("INPROGRESS") : .failed(.sample(.credentials))
        }
        world.run(until: .seconds(99))
        #expect(status(world).allSatisfy { $0.visibility == .visible && $0.reason == nil })
        world.run(until: .seconds(140))
        let held = status(world)
        #expect(held.count { $0.nextPoll == nil } == 0)
        #expect(
            held.allSatisfy { $0.visibility == .unauthorized && $0.reason == Self.expired }, "\(held.map(\.reason))")
        #expect(held.allSatisfy { $0.state == .inProgress })
    }

    @Test func watchesOfAHeldLaneAreNotPolledNow() throws {
        var world = SimulatedWorld(.evaluations(4, rate: .unlimited), atOnce: true) { _, _ in
            .failed(.sample(.credentials))
        }
        world.run(until: .seconds(1))
        let next = try #require(next(world).compactMap { $0 }.min())
        #expect((24...31).contains(next))
        #expect(self.next(world) == Array(repeating: next, count: 4))
        #expect(world.engine.summary(at: .at(world.now)).statusLine.contains("4 unauthorized; next poll in"))
        let isPolling = world.engine.summary(at: .at(world.now)).isPolling
        #expect(!isPolling)

        // The one poll that tries the credentials is under way: its outcome decides for all.
        world.run(until: .seconds(next) + .milliseconds(1))
        #expect(self.next(world) == [nil, nil, nil, nil])
        #expect(world.engine.summary(at: .at(world.now)).isPolling)
    }

    @Test func watchesThatAWSAskedToPauseAreNotPolledNow() throws {
        var world = SimulatedWorld(.evaluations(2, rate: .unlimited), atOnce: true) { _, _ in
            .failed(.sample(.throttled, retryAfter: .seconds(200)))
        }
        world.run(until: .seconds(60))
        #expect(next(world).allSatisfy { $0.map { (200...201).contains($0) } ?? false }, "\(next(world))")
    }

    @Test func aWatchsOwnFailureCountsBeforeItsLanes() {
        var world = SimulatedWorld(.evaluations(2)) { watch, now in
            guard now >= .seconds(100) else { return .status("INPROGRESS") }
            if watch.name == "job-0", now < .seconds(1_000) { return .failed(.sample(.denied)) }
            return now < .seconds(1_000) ? .status("INPROGRESS") : .failed(.sample(.transient))
        }
        world.run(until: .seconds(900))
        #expect(status(world).map(\.reason) == ["AccessDeniedException: Not authorized", nil])
        world.run(until: .seconds(3_000))
        let lost = status(world)
        #expect(lost.map(\.visibility) == [.unauthorized, .unreachable])
        #expect(lost.last?.reason == "InternalServerException: Service unavailable")
    }

    @Test func aLaneThatIsBackIsNoReasonAnyMore() {
        var world = SimulatedWorld(.evaluations(3)) { _, now in
            (100.0..<1_000).contains(now.inSeconds) ? .failed(.sample(.transient)) : .status("INPROGRESS")
        }
        world.run(until: .seconds(900))
        #expect(status(world).allSatisfy { $0.visibility == .unreachable && $0.reason != nil })
        world.run(until: .seconds(2_000))
        #expect(status(world).allSatisfy { $0.visibility == .visible && $0.reason == nil })
    }

    @Test func theSummaryReadsAsTheContractSays() {
        let summary = Summary(
            states: [.pending: 3, .inProgress: 5, .completed: 3, .failed: 1],
            notVisible: [.unreachable: 2],
            nextPoll: .milliseconds(3_200),
            isPolling: false
        )
        #expect(
            summary.statusLine
                == "Watching 12: 3 pending, 5 in progress, 3 completed, 1 failed; 2 unreachable; next poll in 4s"
        )
    }

    @Test func theSummaryOfAnEmptyListNamesNoStates() {
        let summary = Summary(states: [:], notVisible: [:], nextPoll: nil, isPolling: false)
        #expect(summary.statusLine == "Watching 0")
    }
}
