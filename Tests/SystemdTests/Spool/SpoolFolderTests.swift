// SPDX-License-Identifier: Apache-2.0

import Glibc
import Systemd
import TestSupport
import Testing

/// A folder of the spool: its names, and pruning by age.
@Suite final class SpoolFolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    deinit { folder.remove() }

    private func put(_ name: String, second: Int) {
        folder.write(name, [])
        var times = utimbuf(actime: second, modtime: second)
        _ = unsafe utime("\(folder.path)/\(name)", &times)
    }

    @Test func theOldestGoAndNotTheFirstByName() throws {
        for (second, name) in ["e", "a", "d", "b", "c"].enumerated() { put(name, second: second) }
        try SpoolFolder(folder.path).prune(keeping: 2)
        #expect(folder.names == ["b", "c"])
    }

    @Test func upToTwiceAsManyStay() throws {
        for (second, name) in ["d", "a", "c", "b"].enumerated() { put(name, second: second) }
        try SpoolFolder(folder.path).prune(keeping: 2)
        #expect(folder.names.count == 4)
    }

    @Test func aFolderThatIsNotEmptyDoesNotStopPruning() throws {
        folder.makeFolder("a")
        folder.makeFolder("a/inside")
        for name in ["b", "c", "d"] { put(name, second: 9_999_999_999) }
        try SpoolFolder(folder.path).prune(keeping: 1)
        #expect(folder.names.filter { !$0.hasPrefix(".aside-") } == ["d"])
    }

    @Test func theFirstNamesAreThoseOfAllAndNotOfTheFirstRead() throws {
        let names = (1000..<1300).map { String($0) }
        for name in names.shuffled() { folder.write(name, []) }
        folder.write(".draft", [])
        #expect(try SpoolFolder(folder.path).names(limit: 3) == Array(names.prefix(3)))
        #expect(try SpoolFolder(folder.path).names() == names)
    }

    @Test func aFolderThatIsALinkIsNotFollowed() throws {
        unsafe symlink("/etc", "\(folder.path)/link")
        #expect(throws: SpoolError.self) { _ = try SpoolFolder("\(folder.path)/link") }
    }
}
