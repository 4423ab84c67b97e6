// SPDX-License-Identifier: Apache-2.0

import Lifecycle
import Polling
import StateStore
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct TellerTests {
    private func commit(_ store: MemoryStore, _ count: Int) async {
        for number in 0..<count {
            let notice = Notice(event: .transition, priority: .notice, message: "notice \(number)", fields: [])
            let pending = Commit.PendingNotice(notice, eventID: "id-\(number)", observedAt: Moment.seconds(0).wall)
            await store.commit(Commit(watch: nil, notices: [pending]))
        }
    }

    @Test func noticesAreToldInOrderAndOnce() async {
        let store = MemoryStore()
        let sink = StubbornSink()
        let teller = Teller(store: store, sink: sink, clock: TestClock())
        await commit(store, 1_000)
        teller.finish()
        await teller.run()
        #expect(sink.taken.map(\.message) == (0..<1_000).map { "notice \($0)" })
        #expect(sink.taken.compactMap(\.stamp?.sequence) == (1...1_000).map { Int64($0) })
        #expect(await store.untold(limit: 1).isEmpty)
    }

    @Test func aNoticeThatIsNotTakenIsSentAgainWithTheSameIdentityAndNothingOvertakesIt() async {
        let store = MemoryStore()
        let clock = TestClock()
        let sink = StubbornSink(refusals: 7)
        let teller = Teller(store: store, sink: sink, clock: clock)
        await commit(store, 3)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await teller.run() }
            for _ in 0..<7 {
                await clock.waitForSleepers(1)
                #expect(await store.untold(limit: 10).count == 3, "told only when it was taken")
                clock.advanceToNextDeadline()
            }
            while sink.taken.count < 3 { await Task.yield() }
            teller.finish()
        }
        #expect(sink.offered.prefix(8).allSatisfy { $0.stamp?.eventID == "id-0" })
        #expect(sink.taken.map(\.message) == ["notice 0", "notice 1", "notice 2"])
        // 0.1 s, doubling, at most 5 s: 0.1 + 0.2 + 0.4 + 0.8 + 1.6 + 3.2 + 5.
        #expect(clock.now.elapsed == .milliseconds(11_300))
    }

    @Test func ownMessagesComeFirstAndAreNotRecorded() async {
        let store = MemoryStore()
        let sink = StubbornSink()
        let teller = Teller(store: store, sink: sink, clock: TestClock())
        await commit(store, 1)
        teller.announce(.started(version: "1", watches: 2))
        teller.finish()
        await teller.run()
        #expect(sink.taken.map(\.event) == [.started, .transition])
        #expect(sink.taken.first?.stamp == nil)
    }

    @Test func cancellingGivesUpASinkThatTakesNothing() async {
        let store = MemoryStore()
        let clock = TestClock()
        let sink = StubbornSink(refusals: .max)
        let teller = Teller(store: store, sink: sink, clock: clock)
        await commit(store, 1)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await teller.run() }
            await clock.waitForSleepers(1)
            group.cancelAll()
        }
        #expect(sink.taken.isEmpty)
        #expect(await store.untold(limit: 10).count == 1, "it stays in the outbox")
    }
}

/// Takes nothing at first, and remembers everything.
final class StubbornSink: NoticeSink {
    private struct State {
        var refusals: Int
        var offered: [Notice] = []
        var taken: [Notice] = []
    }

    private let state: Mutex<State>

    init(refusals: Int = 0) { state = Mutex(State(refusals: refusals)) }

    var offered: [Notice] { state.withLock(\.offered) }
    var taken: [Notice] { state.withLock(\.taken) }

    func tell(_ notice: Notice) async throws(NoticeNotTaken) {
        let isTaken = state.withLock { state in
            state.offered.append(notice)
            if state.refusals > 0 {
                state.refusals -= 1
                return false
            }
            state.taken.append(notice)
            return true
        }
        if !isTaken { throw NoticeNotTaken(reason: "not now") }
    }
}
