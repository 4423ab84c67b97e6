// SPDX-License-Identifier: Apache-2.0

import Core
import StateStore
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct SQLiteStoreTests {
    @Test func whatWasCommittedIsThereAfterARestartToTheLetter() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let commit = Commit.step("a", 0)
        var visibility = SavedVisibility(current: .unreachable, lostAt: now, lastAnswerAt: now, restoredAt: now)
        visibility.streak = .init(firstFailureAt: now, unansweredSince: now, count: 4, onlyThrottled: true)
        let lane = LaneSnapshot(
            id: LaneID(service: "bedrock", region: "eu-west-1", credentials: .profile("x"), endpoint: "http://h"),
            visibility: visibility
        )
        do {
            let store = try temporary.openStore()
            try await store.commit(Commit(watch: commit.watch, lane: lane, notices: commit.notices))
        }
        let store = try temporary.reopenStore()
        #expect(store.remarks.isEmpty)
        let past = try await store.resumption()
        #expect(past.watches.values.map { $0 } == [commit.watch])
        #expect(past.lanes == [lane.id: visibility])
        #expect(past.list == nil)
        let undelivered = try await store.undelivered(limit: 10)
        #expect(undelivered.map { $0.stampless } == commit.notices.map(\.notice))
        #expect(undelivered.map(\.stamp) == [Notice.Stamp(eventID: "a-0", sequence: 1, observedAt: now)])
    }

    @Test func sequenceNumbersGrowOverRestartsAndPruning() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        for round in 0..<5 {
            let store = try temporary.reopenStore()
            try await store.commit(.step("a", round))
            let undelivered = try await store.undelivered(limit: 10)
            #expect(undelivered.compactMap(\.stamp?.sequence) == [Int64(round + 1)])
            try await store.markDelivered([Int64(round + 1)])
            while try await store.prune(Retention(age: .seconds(86_400), count: 0), at: .seconds(10)) {}
            #expect(try await store.history(HistoryQuery()).isEmpty)
        }
    }

    @Test func longDetailsAreWholeInTheRecordAndShortWhereTheyAreDelivered() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        let recipe = String(repeating: "r", count: 100_000)
        var content = Notice.Content(watch: Watch.sample("a").subject)
        content.details = [.init("AWAITD_DETAIL_RECIPE", recipe), .init("AWAITD_DETAIL_NAME", "n")]
        for number in 0..<400 {
            let notice = Notice(event: .transition, priority: .notice, message: "a", content: content)
            let pending = Commit.PendingNotice(notice, eventID: "e-\(number)", observedAt: now)
            try await store.commit(Commit(watch: nil, notices: [pending]))
        }
        let delivered = try await store.undelivered(limit: 400)
        #expect(delivered.count == 400 && delivered.allSatisfy { $0.excess == 0 && $0.content.details.count == 2 })
        let newest = try await store.history(HistoryQuery(limit: 20, prefersNewest: true))
        #expect(newest.allSatisfy { $0.content.details.first?.value == recipe })
        // So many that not all have room.
        let all = try await store.history(HistoryQuery(prefersNewest: true))
        #expect(all.count == 400 && all.reduce(0) { $0 + $1.excess } <= 32 << 20)
        #expect(all.last?.content.details.first?.value == recipe && all.first?.excess == 0)
    }

    @Test func anEventIDIsRecordedOnce() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        try await store.commit(.step("a", 0))
        await #expect(throws: StateStoreError.self) { try await store.commit(.step("a", 0)) }
        #expect(try await store.undelivered(limit: 10).count == 1)
    }

    @Test func theListIsRememberedAndAWatchThatComesBackIsWhereItWas() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let watch = Watch.sample("a")
        let store = try temporary.openStore()
        try await store.commit(Commit(watch: nil, list: .init(added: [watch], removed: []), notices: []))
        try await store.commit(.step("a", 1))
        #expect(try await store.resumption().list?.map(\.identity) == [watch.identity])
        try await store.commit(Commit(watch: nil, list: .init(added: [], removed: [watch.identity]), notices: []))
        #expect(try await store.resumption().list == [])
        try await store.commit(Commit(watch: nil, list: .init(added: [watch], removed: []), notices: []))
        #expect(try await store.resumption().watches[watch.identity]?.machine.state == .inProgress)
    }

    @Test func aWatchInAnotherAccountStartsOverAndOneWhoseAccountBecomesKnownDoesNot() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        let byID = Watch.sample("a")
        let (here, there) = (Watch.sample("a", account: "123456789012"), Watch.sample("a", account: "210987654321"))
        try await store.commit(Commit(watch: nil, list: .init(added: [byID], removed: []), notices: []))
        try await store.commit(.step("a", 1))
        #expect(try await store.resumption().snapshot(of: here)?.machine.state == .inProgress)
        try await store.commit(Commit(watch: nil, list: .init(added: [], removed: [byID.identity]), notices: []))
        try await store.commit(Commit(watch: nil, list: .init(added: [here], removed: []), notices: []))
        for known in [byID, here] {
            #expect(try await store.resumption().snapshot(of: known)?.machine.state == .inProgress)
        }
        #expect(try await store.resumption().snapshot(of: there) == nil)

        let replaced = Commit.ListChange(added: [there], removed: [here.identity])
        let expected = try await store.resumption().adding([Commit(watch: nil, list: replaced, notices: [])])
        try await store.commit(Commit(watch: nil, list: replaced, notices: []))
        let past = try await store.resumption()
        #expect(past == expected)
        #expect(past.list?.map(\.account) == ["210987654321"])
        #expect(past.snapshot(of: there)?.machine == SavedMachine())
        #expect(past.snapshot(of: here) == nil)
        // Its notices stay.
        #expect(try await store.history(HistoryQuery(name: "a")).count == 1)
    }

    @Test func historyIsSearchedByNameTimeAndPage() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        for number in 0..<6 {
            try await store.commit(.step("a", number, at: Double(number)))
            try await store.commit(.step("b", number, at: Double(number)))
        }
        let reader = try #require(try RecordReader(temporary.folder), "it can be read while the daemon has it open")
        #expect(try reader.history(HistoryQuery(name: "b")).allSatisfy { $0["AWAITD_WATCH"] == "b" })
        #expect(try reader.history(HistoryQuery(since: Moment.seconds(4).wall)).count == 4)
        #expect(try reader.history(HistoryQuery(after: 3, limit: 2)).compactMap(\.stamp?.sequence) == [4, 5])
        #expect(try reader.knows("a") && !reader.knows("c"))
        #expect(try await store.history(HistoryQuery()) == reader.history(HistoryQuery()))
    }

    @Test func aFullDiskLetsNoticesWaitInOrderUpToTheBound() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore(mostWaiting: 50)
        try await store.limitPages(1)
        var refused = 0
        for number in 0..<200 {
            do {
                try await store.commit(.step("a", number))
            } catch {
                refused += 1
            }
        }
        let written = try await store.undelivered(limit: 1_000).count
        #expect(refused > 0 && written + 50 + refused == 200)
        #expect(store.health.trouble == "the disk is full, 50 notices wait in memory")
        #expect(await store.retry() == false)
        try await store.limitPages(1_000_000)
        #expect(await store.retry())
        #expect(store.health.trouble == nil)
        let ids = try await store.undelivered(limit: 1_000).compactMap(\.stamp?.eventID)
        #expect(ids == (0..<(written + 50)).map { "a-\($0)" })
    }

    @Test func whatWaitsForRoomIsGoneOnFromAsIfItWereWritten() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        let (stays, leaves, comes) = (Watch.sample("stays"), Watch.sample("leaves"), Watch.sample("comes"))
        try await store.commit(Commit(watch: nil, list: .init(added: [stays, leaves], removed: []), notices: []))
        try await store.commit(.step("stays", 0))
        let written = try await store.resumption()
        try await store.limitPages(1)
        // A notice that is larger than what is free, so that it waits, and all else after it.
        let large = Notice(
            event: .anomaly, priority: .warning, message: String(repeating: "x", count: 1_000_000), fields: [])
        let pending = Commit.PendingNotice(large, eventID: "large", observedAt: now)
        let lane = LaneSnapshot(id: stays.lane, visibility: SavedVisibility(current: .unreachable, lostAt: now))
        try await store.commit(Commit(watch: nil, lane: lane, notices: [pending]))
        let step = try #require(Commit.step("stays", 1, at: 20).watch)
        let failed = WatchSnapshot(identity: step.identity, machine: step.machine, interval: .seconds(7))
        try await store.commit(Commit(watch: failed, notices: []))
        try await store.commit(.step("leaves", 1, at: 30))
        let change = Commit.ListChange(added: [comes], removed: [leaves.identity])
        try await store.commit(Commit(watch: nil, list: change, notices: []))

        let waiting = try await store.resumption()
        #expect(waiting.watches[leaves.identity]?.machine.state == .inProgress)
        #expect(waiting.watches[stays.identity]?.machine.state == .inProgress)
        #expect(waiting.watches[stays.identity]?.answer == written.watches[stays.identity]?.answer)
        #expect(waiting.list?.map(\.name) == ["stays", "comes"])
        try await store.limitPages(1_000_000)
        #expect(await store.retry())
        #expect(try await store.resumption() == waiting)
    }

    @Test func aSecondStoreOnTheSameFolderIsRefused() throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let first = try temporary.openStore()
        let error = #expect(throws: StateStoreError.self) { try temporary.openStore() }
        #expect(error?.cause == .inUse)
        #expect(error?.reason.contains("process ") == true)
        withExtendedLifetime(first) {}
    }
}

extension Notice {
    /// This notice as it was before it had a place in the record.
    fileprivate var stampless: Notice { Notice(event: event, priority: priority, message: message, fields: fields) }
}
