// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import StateStore
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct PollerTests {
    @Test func aLifeOfHoursPassesInNoTime() async throws {
        let reader = ScriptedReader { _, poll in .status(poll < 20 ? "INPROGRESS" : "COMPLETED") }
        let bench = Bench(reader)
        try await bench.run(.evaluations(1)) { clock, observer in
            while await observer.last?.machine.isSettled != true { await clock.passOn() }
        }
        let notices = await bench.store.undelivered(limit: 100).map(\.message)
        #expect(notices == ["job-0: first seen as INPROGRESS", "job-0: INPROGRESS → COMPLETED"])
        // Twenty polls at intervals that grow to five minutes: more than an hour of the clock.
        #expect(bench.clock.now.elapsed > .seconds(3_600))
    }

    @Test func nothingIsReportedBeforeItIsOnRecord() async throws {
        let store = FlakyStore(failures: 2)
        let reader = ScriptedReader { _, _ in .status("COMPLETED") }
        let bench = Bench(reader, flaky: store)
        try await bench.run(.evaluations(1)) { clock, observer in
            while await observer.last == nil { await clock.passOn() }
        }
        #expect(await store.attempts == 3)
        #expect(await store.committed.flatMap(\.notices).count == 1)
        #expect(await bench.observer.refusals == 2)
        #expect(await bench.observer.results == 1)
        #expect(reader.polls == 3, "each poll that could not be recorded is made again")
    }

    @Test func pollsThatEndTogetherGoOnRecordTogether() async throws {
        let store = FlakyStore(failures: 0)
        let reader = ScriptedReader { _, _ in .status("COMPLETED") }
        let bench = Bench(reader, flaky: store)
        try await bench.run(.evaluations(300, rate: .unlimited, concurrency: 500), atOnce: true) { clock, observer in
            while await observer.results < 300 { await clock.passOn() }
        }
        #expect(await store.committed.count == 300)
        #expect(Set(await store.committed.map(\.watch?.identity)).count == 300)
        let transactions = await store.attempts
        #expect(transactions < 100, "\(transactions) transactions")
    }

    @Test func resultsThatCannotBeRecordedTogetherAreAllRepeated() async throws {
        let store = FlakyStore(failures: 1)
        let reader = ScriptedReader { _, _ in .status("COMPLETED") }
        let bench = Bench(reader, flaky: store)
        try await bench.run(.evaluations(50, rate: .unlimited, concurrency: 500), atOnce: true) { clock, observer in
            while await observer.results < 50 { await clock.passOn() }
        }
        let refusals = await bench.observer.refusals
        #expect(refusals >= 1)
        #expect(reader.polls == 50 + refusals, "each poll that could not be recorded is made again")
        #expect(await store.committed.flatMap(\.notices).count == 50, "and reported once")
    }

    @Test func aDamagedRecordIsRenewedBeforeTheCommitThatShowedIt() async throws {
        let store = FlakyStore(failures: 1, showsDamage: true)
        let reader = ScriptedReader { _, _ in .status("COMPLETED") }
        let bench = Bench(reader, flaky: store)
        try await bench.run(.evaluations(3)) { clock, observer in
            while await observer.results < 3 { await clock.passOn() }
        }
        #expect(await bench.observer.refusals == 0 && reader.polls == 3, "no poll had to be made again")
        #expect(await store.committed.flatMap(\.notices).count == 3)
        let contents = await store.contents
        #expect(contents.count == 1)
        #expect(contents.first?.list.map(\.name) == ["job-0", "job-1", "job-2"])
        #expect(contents.first?.watches.count == 3 && contents.first?.lanes.count == 1)
        let states = contents.first?.watches.map(\.machine.state)
        #expect(states == [.unseen, .unseen, .unseen], "the commit comes after it")
    }

    @Test func damageFoundElsewhereIsRepairedOnTheNextPass() async throws {
        let store = FlakyStore(failures: 0)
        let bench = Bench(ScriptedReader { _, _ in .status("COMPLETED") }, flaky: store)
        try await bench.run(.evaluations(1)) { clock, observer in
            while await observer.last?.machine.isSettled != true { await clock.passOn() }
            store.harm()
            while await store.contents.isEmpty { await clock.passOn() }
        }
        let snapshot = await store.contents.first?.watches.first
        #expect(snapshot?.machine.state == .completed)
    }

    @Test func fixedCredentialsAreNoticedLongBeforeTheirRetryIsDue() async throws {
        let reader = ScriptedReader { _, poll in poll == 0 ? .failed(.sample(.credentials)) : .status("COMPLETED") }
        let bench = Bench(reader, longestSleep: .seconds(1))
        try await bench.run(.evaluations(1)) { clock, observer in
            while await observer.last == nil { await clock.passOn() }
            reader.fixCredentials()
            let mended = clock.now.elapsed
            while await observer.last?.machine.isSettled != true { await clock.passOn() }
            #expect(clock.now.elapsed - mended <= .seconds(10))
        }
    }

    @Test func theLoopRunsWhenNothingIsDueSoThatTheWatchdogIsFed() async throws {
        let bench = Bench(ScriptedReader { _, _ in .status("COMPLETED") }, longestSleep: .seconds(30))
        try await bench.run(.evaluations(0)) { clock, _ in
            for _ in 0..<20 { await clock.passOn() }
        }
        #expect(bench.clock.now.elapsed >= .seconds(500))
        #expect(bench.progress.beats >= 20)
    }

    @Test func theSummaryComesAtMostOnceASecondAndAfterTheLastChange() async throws {
        let list = WatchList.evaluations(200, rate: .unlimited, concurrency: 500)
        let bench = Bench(ScriptedReader { _, _ in .status("COMPLETED") })
        try await bench.run(list) { clock, observer in
            while await observer.results < 200 { await clock.passOn() }
            for _ in 0..<3 { await clock.passOn() }
        }
        let summaries = await bench.observer.summaries
        #expect(summaries.count <= 17)
        #expect(summaries.last?.states == [.completed: 200])
    }

    @Test func aRefreshReportsTheSummaryAgainButNotBeforeASecondHasPassed() async throws {
        let commands = PollerCommands()
        let bench = Bench(ScriptedReader { _, _ in .status("COMPLETED") }, commands: commands)
        try await bench.run(.evaluations(1)) { clock, observer in
            while await observer.last?.machine.isSettled != true { await clock.passOn() }
            for _ in 0..<3 { await clock.passOn() }
            let before = await observer.summaries.count
            let began = clock.now.elapsed
            commands.refresh()
            while await observer.summaries.count == before { await Task.yield() }
            #expect(clock.now.elapsed == began, "the first one immediately")
            for _ in 0..<50 { commands.refresh() }
            // The loop serves them all before it sleeps until the second is over.
            _ = try await commands.status()
            #expect(await observer.summaries.count == before + 1)
            await clock.passOn()
            while await observer.summaries.count == before + 1 { await Task.yield() }
            #expect(clock.now.elapsed == began + .seconds(1))
            for _ in 0..<3 { await clock.passOn() }
            #expect(await observer.summaries.count == before + 2, "one for all of them")
        }
    }

    @Test func cancellingEndsItWithPollsUnderWay() async throws {
        let bench = Bench(ScriptedReader(hangs: true) { _, _ in .status("PENDING") })
        try await bench.run(.evaluations(3, rate: .unlimited)) { clock, _ in
            for _ in 0..<3 { await clock.passOn() }
        }
        #expect(await bench.observer.results == 0)
        #expect(await bench.store.undelivered(limit: 10).isEmpty)
    }
}
