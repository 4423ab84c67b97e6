// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import StateStore
import TestSupport
import Testing

/// A record whose files are removed or replaced while it is in use.
@Suite(.timeLimit(.minutes(2))) struct PresenceTests {
    private let name = "awaitd.sqlite"

    /// A store with ten notices of two watches, of which seven were delivered.
    private func filled(_ temporary: TemporaryFolder) async throws -> SQLiteStore {
        let store = try temporary.openStore()
        let watches = ["a", "b"].map { Watch.sample($0) }
        try await store.commit(Commit(watch: nil, list: .init(added: watches, removed: []), notices: []))
        for number in 0..<10 { try await store.commit(.step(["a", "b"][number % 2], number)) }
        try await store.markDelivered(Array(1...7))
        return store
    }

    private func content(_ names: [String]) -> RecordContent {
        let snapshots = names.compactMap { Commit.step($0, 1, at: 5).watch }
        return RecordContent(list: names.map { Watch.sample($0) }, watches: snapshots, lanes: [])
    }

    private func remove(_ temporary: TemporaryFolder, _ suffixes: [String]) {
        for suffix in suffixes { unsafe unlink("\(temporary.path)/\(name)\(suffix)") }
    }

    /// Does harm to a filled record, sees that it is noticed and renewed, and that a later process finds everything in it.
    private func isRenewed(
        _ temporary: TemporaryFolder,
        isLogOnly: Bool = false,
        after harm: () throws -> Void
    ) async throws {
        do {
            let store = try await filled(temporary)
            try harm()
            await store.comparePresence()
            #expect(store.isDamaged)
            #expect(store.health.trouble?.contains("while it was in use") == true)
            await #expect(throws: StateStoreError.self) { try await store.commit(.step("a", 100)) }
            try await store.renew(content(["a", "b"]), at: now)
            #expect(!store.isDamaged && store.health.trouble == nil)
            #expect(store.health.takeEvents().count == 1)
            await store.comparePresence()
            #expect(!store.isDamaged, "the new files are its own")
            try await store.commit(.step("a", 100))
        }
        let later = try temporary.reopenStore()
        #expect(later.remarks.isEmpty)
        let notices = try await later.undelivered(limit: 100)
        #expect(notices.prefix(3).map(\.stamp?.sequence) == [8, 9, 10])
        #expect(notices.count == 4 && notices.last?.stamp?.eventID == "a-100")
        #expect(try await later.resumption().list?.map(\.name) == ["a", "b"])
        #expect(try await later.history(HistoryQuery()).count == (isLogOnly ? 11 : 4))
    }

    @Test(arguments: [["", "-wal", "-shm"], [""]])
    func aRemovedRecordIsBegunAnew(suffixes: [String]) async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        try await isRenewed(temporary) { remove(temporary, suffixes) }
        #expect(!temporary.names.contains { $0.contains("replaced") || $0.contains("corrupt") })
    }

    @Test(arguments: [["-wal"], ["-shm"], ["-wal", "-shm"]])
    func aRecordWhoseLogIsRemovedLosesNothing(suffixes: [String]) async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        try await isRenewed(temporary, isLogOnly: true) { remove(temporary, suffixes) }
    }

    @Test func aRecordThatIsReplacedIsBegunAnewAndTheOtherIsKept() async throws {
        let (temporary, other) = (try TemporaryFolder(), try TemporaryFolder())
        defer {
            temporary.remove()
            other.remove()
        }
        do {
            let old = try other.openStore()
            try await old.commit(.step("old", 0))
        }
        let bytes = other.read(name)
        other.write("copy", bytes)
        try await isRenewed(temporary) {
            try #require(unsafe rename("\(other.path)/copy", "\(temporary.path)/\(name)") == 0)
        }
        let aside = try #require(temporary.names.first { $0.hasPrefix("\(name).replaced-20261121T100000Z") })
        #expect(temporary.read(aside) == bytes)
    }

    @Test func anotherProgramsFileInItsPlaceIsLeftAlone() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try await filled(temporary)
        var bytes = temporary.read(name)
        bytes[68] = 1
        temporary.write("other", bytes)
        #expect(unsafe rename("\(temporary.path)/other", "\(temporary.path)/\(name)") == 0)
        await store.comparePresence()
        for second in 0..<3 {
            let later = now + .seconds(2 * second)
            await #expect(throws: StateStoreError.self) { try await store.renew(content(["a"]), at: later) }
        }
        #expect(store.health.trouble?.contains("another program") == true)
        #expect(temporary.read(name) == bytes)
        #expect(unsafe unlink("\(temporary.path)/\(name)") == 0)
        try await store.renew(content(["a", "b"]), at: now + .seconds(10))
        #expect(try await store.undelivered(limit: 10).compactMap(\.stamp?.sequence) == [8, 9, 10])
    }

    @Test func aFolderThatIsSwappedOrGoneGetsANewRecord() async throws {
        for isSwapped in [true, false] {
            let temporary = try TemporaryFolder()
            let away = TemporaryFolder.Away(temporary)
            defer {
                temporary.remove()
                away.remove()
            }
            try await isRenewed(temporary) {
                try #require(unsafe rename(temporary.path, away.path) == 0)
                if isSwapped { try #require(unsafe mkdir(temporary.path, 0o700) == 0) }
            }
            let error = #expect(throws: StateStoreError.self) {
                let held = try temporary.reopenStore()
                defer { withExtendedLifetime(held) {} }
                _ = try temporary.openStore()
            }
            #expect(error?.cause == .inUse)
        }
    }

    @Test func aLockThatIsRemovedIsTakenAgainAndKeepsOthersOut() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try await filled(temporary)
        #expect(unsafe unlink("\(temporary.path)/awaitd.lock") == 0)
        await store.comparePresence()
        #expect(store.isDamaged)
        try await store.renew(content(["a", "b"]), at: now)
        let error = #expect(throws: StateStoreError.self) { _ = try temporary.openStore() }
        #expect(error?.cause == .inUse)
        #expect(try await store.history(HistoryQuery()).count == 10)
    }

    @Test func aRecordThatIsBackBeforeAnythingWasDoneIsTheSame() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try await filled(temporary)
        let path = "\(temporary.path)/\(name)"
        #expect(unsafe rename(path, path + "-away") == 0)
        await store.comparePresence()
        #expect(store.isDamaged)
        #expect(unsafe rename(path + "-away", path) == 0)
        try await store.renew(content(["a", "b"]), at: now)
        #expect(!store.isDamaged && store.health.takeEvents().isEmpty)
        #expect(try await store.history(HistoryQuery()).count == 10)
    }

    @Test func aCommitIsWhereItIsNoticedAtTheLatest() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try await filled(temporary)
        remove(temporary, [""])
        await #expect(throws: StateStoreError.self) { try await store.commit(.step("a", 100)) }
        #expect(store.isDamaged)
        #expect(await store.unwritten.isEmpty)
    }
}

extension TemporaryFolder {
    /// Where a test moves a folder to.
    fileprivate struct Away {
        let path: String

        init(_ folder: TemporaryFolder) { path = folder.path + "-away" }

        func remove() {
            guard let directory = unsafe opendir(path) else { return }
            defer { unsafe closedir(directory) }
            while let entry = unsafe readdir(directory) {
                let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                    unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
                }
                unsafe unlink("\(path)/\(name)")
            }
            unsafe rmdir(path)
        }
    }
}
