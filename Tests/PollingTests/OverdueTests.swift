// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import StateStore
import TestSupport
import Testing

/// Watches that become overdue while they cannot be read.
@Suite(.timeLimit(.minutes(3))) struct OverdueTests {
    private static func list(_ count: Int, overdueAfter: Duration = .seconds(1_000), rate: RateLimit = .unlimited)
        -> WatchList
    {
        WatchList(
            watches: (0..<count).map { .sample("job-\($0)", overdueAfter: overdueAfter) },
            limits: Limits(rate: rate)
        )
    }

    /// The watch that is reported next.
    private static func next(_ engine: inout Engine, at now: Moment) throws -> OverdueWatch {
        let late = engine.nextOverdue(at: now)
        return try #require(late)
    }

    private static func running(_ outcome: PollOutcome, from start: Double) -> (Watch, Duration) -> PollOutcome {
        { _, now in
            now.inSeconds < start
                ? .observed(Observation(status: "INPROGRESS", createdAt: Moment.seconds(0).wall)) : outcome
        }
    }

    @Test func allAreReportedOnTimeAlthoughOnlyOneIsPolledWithBrokenCredentials() {
        var world = SimulatedWorld(
            Self.list(8),
            answer: Self.running(.failed(.sample(.credentials)), from: 500)
        )
        world.run(until: .seconds(3_000))
        let notices = world.delivered(.overdue)
        #expect(Set(notices.map { $0.notice["AWAITD_WATCH"] }).count == 8 && notices.count == 8)
        #expect(notices.allSatisfy { (1_000...1_001).contains($0.second) }, "\(notices.map(\.second))")
        #expect(Set(world.polls.filter { $0.at > .seconds(900) }.map(\.watch)).count == 1)
        let isQuiet = world.engine.nextWake(at: .at(world.now)).map { $0 > world.now } ?? true
        #expect(isQuiet)
    }

    @Test func nothingIsRepeatedWhenTheyAreReadAgain() {
        var world = SimulatedWorld(Self.list(8)) { _, now in
            (500.0..<2_000).contains(now.inSeconds)
                ? .failed(.sample(.credentials))
                : .observed(Observation(status: "INPROGRESS", createdAt: Moment.seconds(0).wall))
        }
        world.run(until: .seconds(4_000))
        #expect(world.delivered(.overdue).count == 8)
        #expect(world.committed.values.allSatisfy { $0.machine.overdueReported })
    }

    @Test func aReadThatComesSoonIsWaitedFor() {
        // One poll in twenty seconds: all become late together, and those that are read within a minute have ended.
        let poll = PollPace(initial: .seconds(1_000), max: .seconds(1_000))
        let list = WatchList(
            watches: (0..<20).map { .sample("job-\($0)", poll: poll, overdueAfter: .seconds(2_000)) },
            limits: Limits(rate: .perSecond(0.05))
        )
        var world = SimulatedWorld(list, atOnce: true) { _, now in
            .observed(
                Observation(
                    status: now < .seconds(2_000) ? "INPROGRESS" : "COMPLETED", createdAt: Moment.seconds(0).wall)
            )
        }
        world.run(until: .seconds(4_000))
        let overdue = Set(world.delivered(.overdue).map { $0.notice["AWAITD_WATCH"] })
        let asked = Set(world.polls.filter { (2_000...2_059).contains($0.at.inSeconds) }.map(\.watch))
        #expect(!asked.isEmpty && !overdue.isEmpty)
        #expect(overdue.isDisjoint(with: asked))
        #expect(overdue.count + asked.count == 20)
        #expect(
            world.delivered(.overdue).allSatisfy { (2_059...2_062).contains($0.second) }, "\(world.delivered(.overdue))"
        )
    }

    @Test func aLongRetryAfterDoesNotHideIt() {
        var world = SimulatedWorld(
            Self.list(3),
            answer: Self.running(.failed(.sample(.throttled, retryAfter: .seconds(300))), from: 900)
        )
        world.run(until: .seconds(1_200))
        #expect(world.delivered(.overdue).count == 3)
        #expect(world.delivered(.overdue).allSatisfy { $0.second <= 1_065 })
    }

    @Test func aReloadMovesTheTimeOfAWatchThatWaits() {
        var world = SimulatedWorld(
            Self.list(4),
            answer: Self.running(.failed(.sample(.credentials)), from: 500)
        )
        world.run(until: .seconds(800))
        let change = world.engine.change(to: Self.list(4, overdueAfter: .seconds(2_000)), at: .at(world.now))
        world.engine.apply(change, at: .at(world.now))
        world.run(until: .seconds(1_900))
        #expect(world.delivered(.overdue).isEmpty)
        world.run(until: .seconds(2_050))
        #expect(world.delivered(.overdue).count == 4)
    }

    @Test func aNoticeThatCannotBeRecordedIsReportedLater() throws {
        var engine = Engine(Self.list(2, overdueAfter: .seconds(60)), seed: 1, atOnce: true, at: .seconds(0))
        for poll in engine.admit(at: .seconds(0)).polls {
            let seen = try #require(engine.evaluate(poll, .status("INPROGRESS"), at: .seconds(0)))
            engine.accept(seen, at: .seconds(0))
        }
        for poll in engine.admit(at: .seconds(20)).polls {
            let held = try #require(engine.evaluate(poll, .failed(.sample(.credentials)), at: .seconds(20)))
            engine.accept(held, at: .seconds(20))
        }
        let none = engine.nextOverdue(at: .seconds(59))
        #expect(none == nil)
        let first = try Self.next(&engine, at: .seconds(60))
        engine.postpone(first, at: .seconds(60))
        let second = try Self.next(&engine, at: .seconds(60))
        engine.accept(second)
        #expect(second.watch.name != first.watch.name)
        let early = engine.nextOverdue(at: .seconds(61))
        #expect(early == nil)
        let again = try Self.next(&engine, at: .seconds(80))
        #expect(again.watch.name == first.watch.name)
        #expect(again.commit.notices.map(\.notice.event) == [.overdue])
        #expect(again.commit.notices.first?.eventID != second.commit.notices.first?.eventID)
    }

    @Test func theLoopReportsThem() async throws {
        let reader = ScriptedReader { _, poll in poll < 3 ? .status("INPROGRESS") : .failed(.sample(.credentials)) }
        let bench = Bench(reader)
        try await bench.run(Self.list(3, overdueAfter: .seconds(200))) { clock, _ in
            while clock.now.elapsed < .seconds(300) { await clock.passOn() }
        }
        let notices = await bench.store.undelivered(limit: 100).filter { $0.event == .overdue }
        #expect(Set(notices.map { $0["AWAITD_WATCH"] }).count == 3 && notices.count == 3)
        let late = notices.compactMap { $0.stamp?.observedAt.since(Moment.seconds(200).wall) }
        #expect(late.allSatisfy { $0 < .seconds(20) })
    }
}
