// SPDX-License-Identifier: Apache-2.0

import Core
import StateStore
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct DamageTests {
    private let name = "awaitd.sqlite"

    /// The bytes of a sound database with some notices in it.
    private func sound() async throws -> [UInt8] {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        do {
            let store = try temporary.openStore()
            for number in 0..<60 { try await store.commit(.step("watch-\(number % 7)", number)) }
            try await store.markDelivered(Array(1...40))
        }
        return temporary.read(name)
    }

    /// Whatever the file holds, the store opens, works, and sets aside what it could not use.
    private func opens(_ bytes: [UInt8], _ comment: Comment) async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        temporary.write(name, bytes)
        let store = try temporary.openStore()
        try await store.commit(.step("new", 1_000))
        #expect(try await store.undelivered(limit: 100).last?.stamp?.eventID == "new-1000", comment)
        _ = try await store.resumption()
        let aside = temporary.names.filter {
            $0.contains(".corrupt-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
        }
        #expect(aside.count == store.remarks.count, comment)
        for file in aside { #expect(temporary.read(file) == bytes, comment) }
    }

    @Test func aFileThatEndsAtAnyPageIsSetAside() async throws {
        let bytes = try await sound()
        for pages in 1..<(bytes.count / 4_096) { try await opens(Array(bytes.prefix(pages * 4_096)), "\(pages) pages") }
        for count in [1, 15, 99, 100, 4_095, 4_097] { try await opens(Array(bytes.prefix(count)), "\(count) bytes") }
    }

    @Test func aFileWithNothingInItIsBegun() async throws {
        try await opens([], "empty")
    }

    @Test(arguments: 1...60)
    func randomBytesAreSurvived(seed: Int) async throws {
        var random = SplitMix64(seed: UInt64(seed))
        var bytes = try await sound()
        if seed % 10 == 0 {
            bytes = (0..<20_000).map { _ in .random(in: .min ... .max, using: &random) }
        } else {
            // Garbage somewhere after the header's marks.
            let start = Int.random(in: 100..<(bytes.count - 1), using: &random)
            let end = min(bytes.count, start + Int.random(in: 1...4_096, using: &random))
            for index in start..<end { bytes[index] = .random(in: .min ... .max, using: &random) }
        }
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        temporary.write(name, bytes)
        let store = try temporary.openStore()
        // Damage that a check of the pages cannot find, such as changed text, may stay; it must do no harm.
        _ = try await store.resumption()
        try await store.commit(.step("new", 1_000))
        _ = try await store.undelivered(limit: 1_000)
    }

    @Test func aDatabaseOfANewerVersionIsLeftAlone() async throws {
        var bytes = try await sound()
        bytes[63] = 99
        try untouched(bytes, says: "newer")
    }

    @Test func anotherProgramsDatabaseIsLeftAlone() async throws {
        var bytes = try await sound()
        bytes[68] = 1
        try untouched(bytes, says: "another program")
    }

    private func untouched(_ bytes: [UInt8], says word: String) throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        temporary.write(name, bytes)
        let error = #expect(throws: StateStoreError.self) { try temporary.openStore() }
        #expect(error?.cause == .foreign)
        #expect(error?.reason.contains(word) == true)
        #expect(temporary.read(name) == bytes)
        #expect(temporary.names == ["awaitd.lock", name])
    }

    @Test func twoDamagedFilesInOneSecondGetTwoNames() throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        for _ in 0..<2 {
            temporary.write(name, Array("nonsense".utf8))
            _ = try temporary.openStore()
        }
        #expect(temporary.names.filter { $0.contains("corrupt-20261121T100000Z") }.count == 2)
    }

    /// Copies of the database and its log, taken while commits go on, are what a power cut leaves.
    @Test func whateverMomentThePowerIsCutTheRecordIsWhole() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        let total = 300
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<total {
                    try await store.commit(.step("watch-\(number % 5)", number))
                    if number % 3 == 2 { try await store.markDelivered([Int64(number - 2), Int64(number - 1)]) }
                }
            }
            group.addTask {
                var random = SplitMix64(seed: 20_261_121)
                for cut in 0..<200 {
                    let copy = try TemporaryFolder()
                    defer { copy.remove() }
                    // The log is copied last: what it holds more than the file is only what came later.
                    let header = temporary.read(name + "-wal").prefix(32)
                    let file = temporary.read(name)
                    for _ in 0..<Int.random(in: 0..<50, using: &random) { await Task.yield() }
                    var log = temporary.read(name + "-wal")
                    // A log that was begun anew in between belongs to a later file: no power cut leaves the two together.
                    guard log.prefix(32).elementsEqual(header) else { continue }
                    // The last write may have reached the disk in part.
                    if cut % 2 == 0 {
                        log = Array(log.dropLast(Int.random(in: 0...min(log.count, 5_000), using: &random)))
                    }
                    copy.write(name, file)
                    copy.write(name + "-wal", log)
                    let reopened = try copy.openStore()
                    #expect(reopened.remarks.isEmpty, "cut \(cut)")
                    let record = try await reopened.history(HistoryQuery())
                    let undelivered = try await reopened.undelivered(limit: 1_000)
                    // Without a gap: what is there was committed before what is missing.
                    #expect(record.compactMap(\.stamp?.sequence) == (0..<record.count).map { Int64($0 + 1) })
                    #expect(Set(undelivered).isSubset(of: Set(record)))
                    for (name, watch) in try await reopened.resumption().watches.map({ ($0.key.name, $0.value) }) {
                        let last = record.last { $0["AWAITD_WATCH"] == name }
                        #expect(last?["AWAITD_STATUS"] == watch.machine.status)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.history(HistoryQuery()).count == total)
    }
}
