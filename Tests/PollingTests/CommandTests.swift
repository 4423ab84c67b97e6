// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import StateStore
import TestSupport
import Testing

/// Commands to a running poller are always answered.
@Suite(.timeLimit(.minutes(3))) struct CommandTests {
    private func poller(_ commands: PollerCommands, store: any StateStore, _ clock: TestClock) -> Poller<TestClock> {
        Poller(
            .init(
                reader: ScriptedReader { _, _ in .status("PENDING") },
                store: store,
                observer: RecordingObserver(),
                outboxGrew: {}
            ),
            time: TimeSource(clock: clock, wall: { Moment.seconds(0).wall }),
            commands: commands
        )
    }

    @Test func commandsAreServedWhileItSleeps() async throws {
        let commands = PollerCommands()
        let store = MemoryStore()
        let poller = poller(commands, store: store, TestClock())
        let engine = Engine(.evaluations(3), seed: 1, at: poller.now)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await poller.run(engine) }
            let names = try await commands.status().watches.map(\.name)
            #expect(names == ["job-0", "job-1", "job-2"])
            let known = [try await commands.pollNow("job-1"), try await commands.pollNow("job-7")]
            #expect(known == [true, false])
            let applied = try await commands.apply(.evaluations(5))
            #expect(applied.changes.added.map(\.name) == ["job-3", "job-4"])
            #expect(applied.summary.total == 5)
            let count = try await commands.status().watches.count
            #expect(count == 5)
            group.cancelAll()
        }
        #expect(await store.undelivered(limit: 10).count { $0.event == .watchAdded } == 2)
    }

    @Test func commandsAreAnsweredAlsoWhileItStopsAndAfter() async {
        let commands = PollerCommands()
        let poller = poller(commands, store: MemoryStore(), TestClock())
        let engine = Engine(.evaluations(1), seed: 1, at: poller.now)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 {
                group.addTask { (try? await commands.status()) != nil }
            }
            await withTaskGroup(of: Void.self) { running in
                running.addTask { await poller.run(engine) }
                running.cancelAll()
            }
            var answers = 0
            for await _ in group { answers += 1 }
            #expect(answers == 100)
        }
        await #expect(throws: PollerError.stopping) { _ = try await commands.apply(.evaluations(2)) }
    }

    @Test func aListThatCannotBeRecordedIsNotApplied() async throws {
        let commands = PollerCommands()
        let poller = poller(commands, store: FlakyStore(failures: 1), TestClock())
        let engine = Engine(.evaluations(1), seed: 1, at: poller.now)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await poller.run(engine) }
            await #expect(throws: PollerError.notRecorded("no space left on device")) {
                _ = try await commands.apply(.evaluations(2))
            }
            let before = try await commands.status().watches
            #expect(before.count == 1)
            _ = try await commands.apply(.evaluations(2))
            let after = try await commands.status().watches
            #expect(after.count == 2)
            group.cancelAll()
        }
    }

    @Test func theStatusOfALongListIsTakenInPartsBetweenPolls() async throws {
        let commands = PollerCommands()
        let bench = Bench(ScriptedReader { _, _ in .status("PENDING") }, commands: commands)
        try await bench.run(.evaluations(4_500)) { clock, _ in
            await clock.waitForSleepers(1)
            let before = bench.progress.beats
            async let first = commands.status().watches
            let names = try await commands.status().watches.map(\.name)
            #expect(names == (0..<4_500).map { "job-\($0)" })
            let count = try await first.count
            #expect(count == 4_500)
            #expect(bench.progress.beats - before >= 5, "the loop goes on in between")
        }
    }

    @Test func aQueueTakesNoMoreThanTheLimitOfARequest() {
        let queue = RequestQueue<Int>()
        #expect(queue.post(1, limit: 1) == .accepted)
        #expect(queue.post(2, limit: 1) == .full)
        #expect(queue.post(3) == .accepted, "the daemon's own requests have no limit")
        #expect(queue.takeAll() == [1, 3])
        #expect(queue.post(4, limit: 1) == .accepted)
        #expect(queue.close() == [4])
        #expect(queue.post(5) == .closed)
    }
}
