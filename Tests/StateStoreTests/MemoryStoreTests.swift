// SPDX-License-Identifier: Apache-2.0

import Core
import StateStore
import TestSupport
import Testing

@Suite struct MemoryStoreTests {
    private func pending(_ message: String) -> Commit.PendingNotice {
        let notice = Notice(event: .transition, priority: .notice, message: message, fields: [])
        return Commit.PendingNotice(notice, eventID: "id of \(message)", observedAt: Moment.seconds(5).wall)
    }

    @Test func noticesGetGrowingSequenceNumbersAndKeepTheirIdentity() async {
        let store = MemoryStore()
        await store.commit(Commit(watch: nil, notices: [pending("a"), pending("b")]))
        await store.commit(Commit(watch: nil, notices: [pending("c")]))
        let undelivered = await store.undelivered(limit: 10)
        #expect(undelivered.map(\.message) == ["a", "b", "c"])
        #expect(undelivered.compactMap(\.stamp?.sequence) == [1, 2, 3])
        #expect(undelivered.compactMap(\.stamp?.eventID) == ["id of a", "id of b", "id of c"])
        #expect(undelivered.allSatisfy { $0.stamp?.observedAt == Moment.seconds(5).wall })
    }

    @Test func deliveredNoticesLeaveTheOutboxAndTheirNumbersAreNotReused() async {
        let store = MemoryStore()
        await store.commit(Commit(watch: nil, notices: [pending("a"), pending("b")]))
        await store.markDelivered([1])
        await store.markDelivered([99])
        #expect(await store.undelivered(limit: 10).map(\.message) == ["b"])
        await store.markDelivered([2])
        await store.commit(Commit(watch: nil, notices: [pending("c")]))
        #expect(await store.undelivered(limit: 10).compactMap(\.stamp?.sequence) == [3])
    }

    @Test func theLastSnapshotOfAWatchIsKept() async {
        let store = MemoryStore()
        let watch = Watch.sample()
        var machine = WatchMachine(rules: watch.kind.statuses)
        for status in ["PENDING", "INPROGRESS"] {
            _ = machine.observe(Observation(status: status), at: .seconds(0))
            let snapshot = WatchSnapshot(
                identity: watch.identity,
                machine: machine.saved(at: .seconds(0)),
                interval: watch.poll.initial
            )
            await store.commit(Commit(watch: snapshot, notices: []))
        }
        #expect(await store.snapshot(of: watch.identity)?.machine.state == .inProgress)
        #expect(await store.snapshot(of: Watch.sample("other").identity) == nil)
    }
}
