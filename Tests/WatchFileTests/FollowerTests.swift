// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import TestSupport
import Testing
import WatchFile

/// The kernel tells of every change of what a list is read from, and of little else.
@Suite(.timeLimit(.minutes(2))) struct FollowerTests {
    /// Ways to lay out a list and to change it; paths are relative to a folder.
    enum Change: String, CaseIterable {
        case mainWritten, mainReplaced, mainMadeAgain, mainAppears, linkSwapped, targetWritten, targetReplaced
        case linkInTheMiddleSwapped, folderSwapped, folderOfTheTargetSwapped, dropInMade, dropInWritten, dropInRemoved
        case dropInLinkMade, dropInTargetWritten, dropInWrittenUnderItsOtherName, dropInFolderMade, dropInFolderSwapped
        case dropInFolderLinkSwapped, modeChanged

        func layOut(_ disk: Disk) {
            switch self {
            case .mainAppears: disk.makeFolder("etc")
            case .linkSwapped, .targetWritten, .targetReplaced:
                disk.write("real/one.yaml")
                disk.write("real/two.yaml")
                disk.link("etc/watches.yaml", "../real/one.yaml")
            case .linkInTheMiddleSwapped:
                disk.write("etc/..1/watches.yaml")
                disk.write("etc/..2/watches.yaml")
                disk.link("etc/..data", "..1")
                disk.link("etc/watches.yaml", "..data/watches.yaml")
            case .folderOfTheTargetSwapped:
                disk.write("real/a/one.yaml")
                disk.write("real/b/one.yaml")
                disk.link("etc/watches.yaml", "\(disk.path)/real/a/one.yaml")
            case .dropInFolderLinkSwapped:
                disk.write("etc/watches.yaml")
                disk.write("one/a.yaml")
                disk.write("two/a.yaml")
                disk.link("etc/watches.d", "../one")
            case .dropInFolderMade: disk.write("etc/watches.yaml")
            case .dropInTargetWritten:
                disk.write("etc/watches.yaml")
                disk.write("team/list")
                disk.link("etc/watches.d/team.yaml", "../../team/list")
            case .dropInWrittenUnderItsOtherName:
                disk.write("etc/watches.yaml")
                disk.write("team/list")
                disk.makeFolder("etc/watches.d")
                _ = unsafe link(disk["team/list"], disk["etc/watches.d/team.yaml"])
            case .mainWritten, .mainReplaced, .mainMadeAgain, .folderSwapped, .dropInMade, .dropInWritten,
                .dropInRemoved, .dropInLinkMade, .dropInFolderSwapped, .modeChanged:
                disk.write("etc/watches.yaml")
                disk.write("etc/watches.d/a.yaml")
            }
        }

        func make(_ disk: Disk) {
            switch self {
            case .mainWritten, .mainAppears: disk.write("etc/watches.yaml")
            case .mainReplaced:
                disk.write("etc/new")
                disk.move("etc/new", "etc/watches.yaml")
            case .mainMadeAgain:
                disk.remove("etc/watches.yaml")
                disk.write("etc/watches.yaml")
            case .linkSwapped:
                disk.link("etc/next", "../real/two.yaml")
                disk.move("etc/next", "etc/watches.yaml")
            case .targetWritten: disk.write("real/one.yaml")
            case .targetReplaced: disk.move("real/two.yaml", "real/one.yaml")
            case .linkInTheMiddleSwapped:
                disk.link("etc/..next", "..2")
                disk.move("etc/..next", "etc/..data")
            case .folderSwapped:
                disk.write("next/watches.yaml")
                disk.move("etc", "old")
                disk.move("next", "etc")
            case .folderOfTheTargetSwapped:
                disk.move("real/a", "real/c")
                disk.move("real/b", "real/a")
            case .dropInMade: disk.write("etc/watches.d/b.yaml")
            case .dropInWritten: disk.write("etc/watches.d/a.yaml")
            case .dropInRemoved: disk.remove("etc/watches.d/a.yaml")
            case .dropInLinkMade: disk.link("etc/watches.d/b.yaml", "../watches.yaml")
            case .dropInTargetWritten, .dropInWrittenUnderItsOtherName: disk.write("team/list")
            case .dropInFolderMade: disk.write("etc/watches.d/a.yaml")
            case .dropInFolderSwapped:
                disk.write("next/a.yaml")
                disk.move("etc/watches.d", "old")
                disk.move("next", "etc/watches.d")
            case .dropInFolderLinkSwapped:
                disk.link("etc/next", "../two")
                disk.move("etc/next", "etc/watches.d")
            case .modeChanged: _ = unsafe chmod(disk["etc/watches.d/a.yaml"], 0o644)
            }
        }
    }

    @Test(arguments: Change.allCases) func isTold(_ change: Change) async throws {
        let disk = try Disk()
        change.layOut(disk)
        let follower = WatchListFollower(path: disk["etc/watches.yaml"])
        // Twice: what is followed already stays so.
        for _ in 1...2 { #expect(await follower.follow()) }
        let before = await follower.stamp()
        change.make(disk)
        #expect(await follower.touched.wait())
        // The stamp shows it too, for where the kernel does not tell.
        #expect(await follower.stamp() != before)
    }

    @Test func whatLeadsElsewhereIsFollowedThere() async throws {
        let disk = try Disk()
        Change.linkInTheMiddleSwapped.layOut(disk)
        let follower = WatchListFollower(path: disk["etc/watches.yaml"])
        _ = await follower.follow()
        for turn in 1...5 {
            disk.write("etc/..\(turn + 2)/watches.yaml")
            disk.link("etc/..next", "..\(turn + 2)")
            disk.move("etc/..next", "etc/..data")
            #expect(await follower.touched.wait())
            _ = await follower.follow()
            disk.write("etc/..\(turn + 2)/watches.yaml")
            #expect(await follower.touched.wait())
        }
    }

    @Test func whatHasNothingToDoWithItIsNot() async throws {
        let disk = try Disk()
        Change.dropInTargetWritten.layOut(disk)
        let follower = WatchListFollower(path: disk["etc/watches.yaml"])
        _ = await follower.follow()
        disk.write("etc/other")
        disk.write("etc/watches.yaml.swp")
        disk.write("etc/watches.d/.a.yaml.swp")
        disk.write("etc/watches.d/.hidden.yaml")
        disk.write("etc/watches.d/a.yml")
        disk.write("team/other")
        disk.remove("etc/other")
        _ = await follower.stamp()
        let wasTold = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await follower.touched.wait() }
            group.addTask {
                // Real time, since the kernel's events have no clock to inject, and nothing comes that could be waited for.
                try? await Task.sleep(for: .milliseconds(200))
                return false
            }
            defer { group.cancelAll() }
            return await group.next()
        }
        #expect(wasTold == false)
    }

    @Test func aLoopOfLinksEnds() async throws {
        let disk = try Disk()
        disk.link("etc/watches.yaml", "other.yaml")
        disk.link("etc/other.yaml", "watches.yaml")
        disk.link("etc/watches.d", "watches.d/watches.d")
        let follower = WatchListFollower(path: disk["etc/watches.yaml"])
        #expect(await follower.follow())
        disk.move("etc/other.yaml", "etc/watches.yaml")
        #expect(await follower.touched.wait())
    }
}

/// A folder with files, folders and links in it, removed with it.
final class Disk: Sendable {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    deinit { Self.removeAll(folder.path) }

    var path: String { folder.path }

    /// The path of a name in it.
    subscript(_ name: String) -> String { "\(folder.path)/\(name)" }

    func write(_ name: String) {
        makeParents(name)
        folder.write(name, Array("watches: []\n".utf8))
    }

    func makeFolder(_ name: String) {
        makeParents(name)
        folder.makeFolder(name)
    }

    func link(_ name: String, _ target: String) {
        makeParents(name)
        #expect(unsafe symlink(target, self[name]) == 0)
    }

    /// Also over what is there, at once.
    func move(_ name: String, _ other: String) {
        #expect(unsafe rename(self[name], self[other]) == 0)
    }

    func remove(_ name: String) { folder.remove(name) }

    private func makeParents(_ name: String) {
        let parts = name.split(separator: "/").dropLast()
        for count in parts.indices { folder.makeFolder(parts[...count].joined(separator: "/")) }
    }

    private static func removeAll(_ path: String) {
        if unsafe unlink(path) == 0 { return }
        guard let directory = unsafe opendir(path) else { return }
        defer {
            unsafe closedir(directory)
            unsafe rmdir(path)
        }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { removeAll("\(path)/\(name)") }
        }
    }
}
