// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import StateStore
import TestSupport
import Testing

/// A database that is damaged while it is in use.
@Suite(.timeLimit(.minutes(2))) struct RenewalTests {
    private let name = "awaitd.sqlite"

    /// A store with ten notices, of which seven were delivered, whose file is then scribbled over.
    ///
    /// It was closed in between, so that there is no log and all of it is in the scribbled part.
    private func damaged(_ temporary: TemporaryFolder) async throws -> SQLiteStore {
        do {
            let store = try temporary.openStore()
            let watches = ["a", "b", "left"].map { Watch.sample($0) }
            try await store.commit(Commit(watch: nil, list: .init(added: watches, removed: []), notices: []))
            let left = Commit.ListChange(added: [], removed: [Watch.sample("left").identity])
            for number in 0..<10 { try await store.commit(.step(["a", "b", "left"][number % 3], number)) }
            try await store.commit(Commit(watch: nil, list: left, notices: []))
            try await store.markDelivered(Array(1...7))
        }
        let store = try temporary.reopenStore()
        var bytes = temporary.read(name)
        for index in 4_096..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index &* 31) }
        temporary.write(name, bytes)
        try await store.dropCache()
        return store
    }

    /// The knowledge of a daemon that follows these watches.
    private func content(_ names: [String]) -> RecordContent {
        let snapshots = names.compactMap { Commit.step($0, 1, at: 5).watch }
        return RecordContent(list: names.map { Watch.sample($0) }, watches: snapshots, lanes: [])
    }

    @Test func damageIsDetectedAndNothingIsDoneUntilAFreshRecordIsStarted() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try await damaged(temporary)
        #expect(!store.isDamaged)
        await #expect(throws: StateStoreError.self) { try await store.commit(.step("a", 100)) }
        #expect(store.isDamaged)
        #expect(store.health.line?.hasPrefix("damaged (") == true)
        await #expect(throws: StateStoreError.self) { try await store.undelivered(limit: 1) }
        await #expect(throws: StateStoreError.self) { try await store.markDelivered([8]) }
        await #expect(throws: StateStoreError.self) { try await store.note(Checkpoint(watches: [], lanes: [])) }
        #expect(await store.unwritten.isEmpty, "a damaged file is no full disk: nothing waits for it")
    }

    @Test func aFreshRecordHasWhatTheDaemonKnowsAndGoesOn() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try await damaged(temporary)
        let before = temporary.read(name)
        await #expect(throws: StateStoreError.self) { try await store.commit(.step("a", 100)) }
        try await store.renew(content(["a", "b"]), at: now)
        #expect(!store.isDamaged && store.health.trouble == nil)
        let aside = try #require(temporary.names.first { $0.hasPrefix(name + ".corrupt-20261121T100000Z") })
        #expect(temporary.read(aside).prefix(8_192) == before.prefix(8_192))
        #expect(store.health.line?.contains(aside) == true)
        let past = try await store.resumption()
        #expect(past.list?.map(\.name) == ["a", "b"])
        #expect(past.watches[Watch.sample("b").identity]?.machine.status == "INPROGRESS")
        try await store.commit(.step("a", 100))
        let notices = try await store.undelivered(limit: 100)
        let last = try #require(notices.last?.stamp)
        #expect(last.eventID == "a-100")
        #expect(last.sequence == now.microseconds / 1_000 + 1)
        // Once more from the disk, by another process' start.
        try await store.renew(content(["a"]), at: now)
        #expect(try await store.resumption().list?.count == 2, "a sound record is left as it is")
    }

    @Test func undeliveredNoticesGoOverWithTheirIdentityAndTheirNumbers() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        for number in 0..<10 { try await store.commit(.step("a", number)) }
        try await store.markDelivered(Array(1...7))
        let undelivered = try await store.undelivered(limit: 10)
        // Both the file and its log: nothing of it can be read any more.
        for file in [name, name + "-wal"] {
            temporary.write(file, temporary.read(file).map { _ in 0xA5 })
        }
        try await store.dropCache()
        await #expect(throws: StateStoreError.self) { try await store.undelivered(limit: 10) }
        try await store.renew(content(["a"]), at: now)
        #expect(try await store.undelivered(limit: 10) == undelivered)
        #expect(undelivered.compactMap(\.stamp?.sequence) == [8, 9, 10])
        try await store.markDelivered([8])
        #expect(try await store.undelivered(limit: 10).count == 2, "delivered before it was damaged, marked after")
    }

    @Test func aWatchThatHasLeftTheListIsStillKnownAsFarAsItCanBeRead() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        try await store.commit(.step("left", 1))
        let left = Commit.ListChange(added: [], removed: [Watch.sample("left").identity])
        try await store.commit(Commit(watch: nil, list: left, notices: []))
        await store.pretendDamage()
        try await store.renew(content(["a"]), at: now)
        let past = try await store.resumption()
        #expect(past.list?.map(\.name) == ["a"])
        #expect(past.watches[Watch.sample("left").identity]?.machine.state == .inProgress)
    }

    @Test func whatWaitedForRoomIsInTheNewRecordButIsNotNewerThanTheDaemon() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        try await store.limitPages(1)
        while await store.unwritten.isEmpty { try await store.commit(.step("a", Int.random(in: 0...1_000_000) * 2)) }
        let waiting = await store.unwritten.map(\.eventID)
        await store.pretendDamage()
        try await store.renew(content(["a"]), at: now)
        #expect(await store.unwritten.isEmpty)
        #expect(try await Set(waiting).isSubset(of: store.undelivered(limit: 1_000).compactMap(\.stamp?.eventID)))
        #expect(try await store.resumption().watches[Watch.sample("a").identity]?.machine.status == "INPROGRESS")
    }

    @Test func whatComesInTheWayOfANewRecordIsTriedAgainAndNothingIsForgotten() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        try await store.commit(.step("a", 0))
        let undelivered = try await store.undelivered(limit: 10)
        await store.pretendDamage()
        let elsewhere = temporary.path + "-elsewhere"
        try #require(unsafe rename(temporary.path, elsewhere) == 0)
        var troubles: Set<String?> = []
        for second in 0..<3 {
            let later = now + .seconds(second)
            await #expect(throws: StateStoreError.self) { try await store.renew(content(["a"]), at: later) }
            #expect(store.isDamaged)
            troubles.insert(store.health.trouble)
        }
        #expect(troubles.count == 1, "it does not get longer with each try: \(troubles)")
        #expect(troubles.first??.contains("a fresh one cannot be started") == true)
        try #require(unsafe rename(elsewhere, temporary.path) == 0)
        let soon = now + .milliseconds(2_900)
        await #expect(throws: StateStoreError.self, "at once is too soon") {
            try await store.renew(content(["a"]), at: soon)
        }
        try await store.renew(content(["a"]), at: now + .seconds(3))
        #expect(!store.isDamaged)
        #expect(try await store.undelivered(limit: 10) == undelivered)
    }

    @Test(arguments: [false, true])
    func sequenceNumbersNeverStartOverAfterADamagedStart(clockIsWrong: Bool) async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        var last: Int64 = 0
        for round in 0..<3 {
            let time = clockIsWrong ? Timestamp(microseconds: 0) : now
            do {
                let store = try temporary.reopenStore(at: time)
                for number in 0..<40 { try await store.commit(.step("a", round * 100 + number)) }
                let sequences = try await store.undelivered(limit: 100).compactMap(\.stamp?.sequence)
                #expect(sequences.allSatisfy { $0 > last })
                last = try #require(sequences.max())
                #expect(store.remarks.count == (round == 0 ? 0 : 1))
                #expect((store.health.remark != nil) == (round > 0))
            }
            // An index is no longer what its table says: all of it can be read but it is not sound.
            var bytes = temporary.read(name)
            for index in (bytes.count - 3_000)..<bytes.count { bytes[index] = 0xFF }
            temporary.write(name, bytes)
        }
    }

    @Test func aCrashBetweenSettingAsideAndTheFirstNoticeDoesNotStartOver() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        temporary.write(name + ".corrupt-20261120T000000Z", Array("nonsense".utf8))
        let store = try temporary.openStore()
        try await store.commit(.step("a", 0))
        #expect(try await store.undelivered(limit: 1).first?.stamp?.sequence == now.microseconds / 1_000 + 1)
    }
}
