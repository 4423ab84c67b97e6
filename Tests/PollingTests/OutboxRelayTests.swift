// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import StateStore
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct OutboxRelayTests {
    private func commit(_ store: MemoryStore, _ count: Int) async {
        for number in 0..<count {
            let notice = Notice(event: .transition, priority: .notice, message: "notice \(number)", fields: [])
            let pending = Commit.PendingNotice(notice, eventID: "id-\(number)", observedAt: Moment.seconds(0).wall)
            await store.commit(Commit(watch: nil, notices: [pending]))
        }
    }

    @Test func noticesAreDeliveredInOrderAndOnce() async {
        let store = MemoryStore()
        let sink = StubbornSink()
        let relay = OutboxRelay(store: store, sink: sink, clock: TestClock())
        await commit(store, 1_000)
        relay.finish()
        await relay.run()
        #expect(sink.taken.map(\.message) == (0..<1_000).map { "notice \($0)" })
        #expect(sink.taken.compactMap(\.stamp?.sequence) == (1...1_000).map { Int64($0) })
        #expect(await store.undelivered(limit: 1).isEmpty)
    }

    @Test func aRefusedNoticeIsOfferedAgainWithTheSameIdentityAndNothingOvertakesIt() async {
        let store = MemoryStore()
        let clock = TestClock()
        let sink = StubbornSink(refusals: 7)
        let relay = OutboxRelay(store: store, sink: sink, clock: clock)
        await commit(store, 3)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await relay.run() }
            for _ in 0..<7 {
                await clock.waitForSleepers(1)
                #expect(await store.undelivered(limit: 10).count == 3, "delivered only when it was taken")
                clock.advanceToNextDeadline()
            }
            while sink.taken.count < 3 { await Task.yield() }
            relay.finish()
        }
        #expect(sink.offered.prefix(8).allSatisfy { $0.stamp?.eventID == "id-0" })
        #expect(sink.taken.map(\.message) == ["notice 0", "notice 1", "notice 2"])
        // 0.1 s, doubling, at most 5 s: 0.1 + 0.2 + 0.4 + 0.8 + 1.6 + 3.2 + 5.
        #expect(clock.now.elapsed == .milliseconds(11_300))
    }

    @Test func aBacklogOfAHundredThousandDrainsInOrderWhileOthersUseTheStore() async throws {
        let directory = try TemporaryFolder()
        defer { directory.remove() }
        let store = try SQLiteStore(StateFolder(directory.path), at: Moment.seconds(0).wall)
        for batch in 0..<100 {
            let notices = (0..<1_000).map { number in
                let number = batch * 1_000 + number
                let notice = Notice(event: .transition, priority: .notice, message: "notice \(number)", fields: [])
                return Commit.PendingNotice(notice, eventID: "id-\(number)", observedAt: Moment.seconds(0).wall)
            }
            try await store.commit(Commit(watch: nil, notices: notices))
        }
        let sink = StubbornSink()
        let relay = OutboxRelay(store: store, sink: sink, clock: TestClock())
        let clock = ContinuousClock()
        let longest = try await withThrowingTaskGroup(of: Duration.self) { group in
            group.addTask {
                relay.finish()
                await relay.run()
                return .zero
            }
            group.addTask {
                var longest: Duration = .zero
                for number in 0..<50 {
                    let notice = Notice(event: .overdue, priority: .notice, message: "late \(number)", fields: [])
                    let late = Commit.PendingNotice(
                        notice, eventID: "late-\(number)", observedAt: Moment.seconds(0).wall)
                    let began = clock.now
                    try await store.commit(Commit(watch: nil, notices: [late]))
                    longest = max(longest, began.duration(to: clock.now))
                }
                return longest
            }
            return try await group.reduce(.zero, max)
        }
        #expect(longest < .seconds(2), "a commit waits for one batch at most: \(longest)")
        #expect(sink.taken.count >= 100_000)
        #expect(sink.taken.prefix(100_000).map(\.message) == (0..<100_000).map { "notice \($0)" })
        #expect(try await store.undelivered(limit: 200).allSatisfy { $0.event == .overdue })
    }

    @Test func takenNoticesAreMarkedBeforeTheWaitForARefusedOne() async {
        let store = MemoryStore()
        let clock = TestClock()
        let sink = StubbornSink(refusals: 1, after: 3)
        let relay = OutboxRelay(store: store, sink: sink, clock: clock)
        await commit(store, 5)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await relay.run() }
            await clock.waitForSleepers(1)
            #expect(await store.undelivered(limit: 10).map(\.message) == ["notice 3", "notice 4"])
            clock.advanceToNextDeadline()
            while sink.taken.count < 5 { await Task.yield() }
            relay.finish()
        }
        #expect(await store.undelivered(limit: 10).isEmpty)
    }

    @Test func noticesThatCouldNotBeMarkedAreMarkedLaterAndNotDeliveredAgain() async {
        let store = UnmarkableStore()
        let clock = TestClock()
        let sink = StubbornSink()
        let relay = OutboxRelay(store: store, sink: sink, clock: clock)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await relay.run() }
            // Only the relay itself knows that there is something left to do.
            for attempt in 1...4 {
                await clock.waitForSleepers(1)
                #expect(await store.attempts == attempt)
                if attempt == 4 { await store.allow() }
                clock.advanceToNextDeadline()
            }
            while await !store.undelivered(limit: 1).isEmpty { await Task.yield() }
            relay.finish()
        }
        #expect(sink.taken.map(\.message) == ["only"])
        #expect(clock.now.elapsed == .milliseconds(1_500), "0.1 + 0.2 + 0.4 + 0.8 s")
    }

    @Test func unconfirmedNoticesAreDeliveredAgainInOrder() async {
        let store = MemoryStore()
        let sink = StubbornSink(unconfirmed: 2)
        let clock = TestClock()
        let relay = OutboxRelay(store: store, sink: sink, clock: clock)
        await commit(store, 3)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await relay.run() }
            for _ in 0..<2 {
                await clock.waitForSleepers(1)
                clock.advanceToNextDeadline()
            }
            relay.finish()
        }
        // A sink that confirms nothing is given time, and more each time.
        #expect(clock.now.elapsed == .milliseconds(300))
        let all = ["notice 0", "notice 1", "notice 2"]
        #expect(sink.taken.map(\.message) == all + all + all)
        #expect(Set(sink.taken.compactMap(\.stamp?.eventID)).count == 3, "with the same identity")
        #expect(await store.undelivered(limit: 1).isEmpty)
    }

    @Test func noticesThatMayBeLostAreDeliveredAgainBeforeARefusedOne() async {
        let store = MemoryStore()
        let clock = TestClock()
        let sink = StubbornSink(refusals: 2, after: 2, unconfirmed: 1)
        let relay = OutboxRelay(store: store, sink: sink, clock: clock)
        await commit(store, 4)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await relay.run() }
            await clock.waitForSleepers(1)
            #expect(await store.undelivered(limit: 10).count == 4)
            clock.advanceToNextDeadline()
            await clock.waitForSleepers(1)
            clock.advanceToNextDeadline()
            while sink.taken.count < 6 { await Task.yield() }
            relay.finish()
        }
        #expect(sink.taken.map(\.message) == [0, 1, 0, 1, 2, 3].map { "notice \($0)" })
        #expect(await store.undelivered(limit: 10).isEmpty)
    }

    @Test func theDrainContinuesWhileItMakesProgress() async {
        let store = MemoryStore()
        let clock = TestClock()
        let relay = OutboxRelay(store: store, sink: SlowSink(clock: clock), clock: clock)
        await commit(store, 6)
        let asked = Asked()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await relay.drain { _ in asked.note() }
            }
            group.addTask { await clock.runAhead(of: 2) }
            await group.next()
            group.cancelAll()
        }
        #expect(await store.undelivered(limit: 10).isEmpty)
        #expect(asked.times >= 3, "six notices at 0.8 s each")
    }

    @Test func theDrainAbandonsASinkThatTakesNothing() async {
        let store = MemoryStore()
        let clock = TestClock()
        let relay = OutboxRelay(store: store, sink: StubbornSink(refusals: .max), clock: clock)
        await commit(store, 2)
        let asked = Asked()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await relay.drain { _ in asked.note() }
            }
            group.addTask { await clock.runAhead(of: 2) }
            await group.next()
            group.cancelAll()
        }
        #expect(await store.undelivered(limit: 10).count == 2, "delivered after the next start")
        #expect(asked.times == 0)
        #expect(clock.now.elapsed <= .seconds(2))
    }

    @Test func ownMessagesComeFirstAndAreNotRecorded() async {
        let store = MemoryStore()
        let sink = StubbornSink()
        let relay = OutboxRelay(store: store, sink: sink, clock: TestClock())
        await commit(store, 1)
        relay.announce(.started(version: "1", watches: 2))
        relay.finish()
        await relay.run()
        #expect(sink.taken.map(\.event) == [.started, .transition])
        #expect(sink.taken.first?.stamp == nil)
    }

    @Test func cancellingAbandonsASinkThatTakesNothing() async {
        let store = MemoryStore()
        let clock = TestClock()
        let sink = StubbornSink(refusals: .max)
        let relay = OutboxRelay(store: store, sink: sink, clock: clock)
        await commit(store, 1)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await relay.run() }
            await clock.waitForSleepers(1)
            group.cancelAll()
        }
        #expect(sink.taken.isEmpty)
        #expect(await store.undelivered(limit: 10).count == 1, "it stays in the outbox")
    }
}

/// Takes nothing at first, and remembers everything.
final class StubbornSink: NoticeSink {
    private struct State {
        var refusals: Int
        var after: Int
        var unconfirmed: Int
        var offered: [Notice] = []
        var taken: [Notice] = []
    }

    private let state: Mutex<State>

    /// Refuses so many after having taken some, and does not confirm the first few groups.
    init(refusals: Int = 0, after: Int = 0, unconfirmed: Int = 0) {
        state = Mutex(State(refusals: refusals, after: after, unconfirmed: unconfirmed))
    }

    var offered: [Notice] { state.withLock(\.offered) }
    var taken: [Notice] { state.withLock(\.taken) }

    func deliver(_ notice: Notice) async throws(DeliveryError) {
        let isTaken = state.withLock { state in
            state.offered.append(notice)
            if state.refusals > 0, state.taken.count >= state.after {
                state.refusals -= 1
                return false
            }
            state.taken.append(notice)
            return true
        }
        if !isTaken { throw DeliveryError(reason: "not now") }
    }

    func confirm() async throws(DeliveryError) {
        let isConfirmed = state.withLock { state in
            state.unconfirmed -= 1
            return state.unconfirmed < 0
        }
        if !isConfirmed { throw DeliveryError(reason: "perhaps not") }
    }
}

/// Has one notice in its outbox and cannot mark it until it is allowed to.
actor UnmarkableStore: StateStore {
    private(set) var attempts = 0
    private var isAllowed = false
    private var isDelivered = false

    nonisolated var isDamaged: Bool { false }

    func allow() { isAllowed = true }
    func renew(_ content: RecordContent, at now: Timestamp) {}
    func commit(_ commits: [Commit]) {}
    func note(_ bookkeeping: Checkpoint) {}
    func comparePresence() {}

    func resumption() async -> Resumption { .none }
    func undelivered(limit: Int) -> [Notice] {
        if isDelivered { return [] }
        let stamp = Notice.Stamp(eventID: "id", sequence: 1, observedAt: Moment.seconds(0).wall)
        return [Notice(event: .transition, priority: .notice, message: "only", fields: [], stamp: stamp)]
    }

    func markDelivered(_ sequences: [Int64]) throws(StateStoreError) {
        attempts += 1
        guard isAllowed else { throw StateStoreError(reason: "the disk is full") }
        isDelivered = true
    }
}

/// Takes a notice every 0.8 s.
private struct SlowSink: NoticeSink {
    let clock: TestClock

    func deliver(_ notice: Notice) async throws(DeliveryError) {
        do { try await clock.sleep(for: .milliseconds(800)) } catch { throw DeliveryError(reason: "cancelled") }
    }
}

/// Counts how often the manager was asked for more time.
private final class Asked: Sendable {
    private let count = Mutex(0)

    var times: Int { count.withLock { $0 } }

    func note() { count.withLock { $0 += 1 } }
}
