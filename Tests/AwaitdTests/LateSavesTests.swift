// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TestSupport
import Testing
import WatchFile
import awaitd

@Suite(.timeLimit(.minutes(1))) struct LateSavesTests {
    /// What may happen to a list after it was read.
    enum Save: CaseIterable {
        case none, unrelated, sameSize, replaced, removed, dropIn, changedDropIn, removedDropIn

        func make(in folder: TemporaryFolder) {
            switch self {
            case .none: break
            case .unrelated: folder.write("watches.yaml.swp", [])
            case .sameSize: folder.write("watches.yaml", Array("two".utf8))
            case .replaced:
                folder.remove("watches.yaml")
                folder.write("watches.yaml", Array("one".utf8))
            case .removed: folder.remove("watches.yaml")
            case .dropIn: folder.write("watches.d/more.yaml", [])
            case .changedDropIn: folder.write("watches.d/one.yaml", Array("changed".utf8))
            case .removedDropIn: folder.remove("watches.d/one.yaml")
            }
        }
    }

    @Test(arguments: Save.allCases) func everySaveIsNoticed(_ save: Save) throws {
        try withList { folder, path in
            let late = LateSaves(path: path, read: WatchListStamp(of: path))
            save.make(in: folder)
            #expect(late.areThere == (save != .none && save != .unrelated))
            late.willRead()
            #expect(!late.areThere, "it is read with that")
        }
    }

    @Test func aListThatIsNotThereIsNoChangeUntilItComes() throws {
        try withList { folder, _ in
            let path = folder.path + "/other.yaml"
            let late = LateSaves(path: path, read: WatchListStamp(of: path))
            #expect(!late.areThere)
            folder.write("other.yaml", [])
            #expect(late.areThere)
        }
    }

    @Test func theListIsReadAgainAfterALateSaveAndOnlyThen() async throws {
        let folder = try Self.makeList()
        defer { Self.remove(folder) }
        let path = folder.path + "/watches.yaml"
        let late = LateSaves(path: path, read: WatchListStamp(of: path))
        let clock = TestClock()
        let reloads = Count()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await late.run(clock: clock) {
                    late.willRead()
                    reloads.add()
                }
            }
            // Nothing was saved during the first reading; that it waits for the next look proves that it has looked.
            await clock.waitForSleepers(1)
            #expect(clock.nextDeadline?.elapsed == LateSaves.delay)
            clock.advanceToNextDeadline()
            late.willRead()
            await clock.waitForSleepers(1)
            #expect(reloads.value == 0)
            // A save during the reading that a late save has led to is not lost either.
            for turn in 1...3 {
                folder.write("watches.yaml", Array(repeating: 32, count: turn))
                clock.advanceToNextDeadline()
                await clock.waitForSleepers(1)
                #expect(reloads.value == turn)
            }
            clock.advanceToNextDeadline()
            late.willRead()
            await clock.waitForSleepers(1)
            #expect(reloads.value == 3)
            group.cancelAll()
        }
    }

    /// A folder with a list and one drop-in.
    private func withList(_ body: (TemporaryFolder, String) throws -> Void) throws {
        let folder = try Self.makeList()
        defer { Self.remove(folder) }
        try body(folder, folder.path + "/watches.yaml")
    }

    private static func makeList() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        folder.write("watches.yaml", Array("one".utf8))
        folder.makeFolder("watches.d")
        folder.write("watches.d/one.yaml", [])
        return folder
    }

    private static func remove(_ folder: TemporaryFolder) {
        for name in ["one", "more"] { folder.remove("watches.d/\(name).yaml") }
        folder.remove()
    }
}

/// Counts, from anywhere.
private final class Count: Sendable {
    private let number = Mutex(0)

    var value: Int { number.withLock { $0 } }
    func add() { number.withLock { $0 += 1 } }
}
