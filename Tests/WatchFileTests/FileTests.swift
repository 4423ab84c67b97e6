// SPDX-License-Identifier: Apache-2.0

import Core
import FoundationEssentials
import Glibc
import Testing
import WatchFile

/// Files, drop-ins and directories on a disk.
@Suite struct FileTests {
    private let loader = WatchListLoader(fallback: RegionFallback { _ in "us-east-1" })

    private func load(_ path: String) -> Reading {
        Reading.from { () throws(WatchListError) in try loader.load(path) }
    }

    private func check(_ path: String) -> Reading {
        Reading.from { () throws(WatchListError) in try loader.check(path) }
    }

    private func entry(_ id: String) -> String { "watches: [{kind: evaluation, id: \(id)}]\n" }

    @Test func dropInsAreMergedInNameOrder() throws {
        let directory = try TemporaryDirectory([
            "watches.yaml": "limits: {rate: 3/s, concurrency: 4}\nhistory: {keep: 1d}\n" + entry("main"),
            "watches.d/20-b.yaml": "defaults: {overdue_after: 1h}\n" + entry("b"),
            "watches.d/10-a.yaml": entry("a"),
            "watches.d/9-c.yaml": entry("c"),
            "watches.d/B.yaml": entry("upper"),
            "watches.d/only-defaults.yaml": "defaults: {profile: x}\n",
            "watches.d/.hidden.yaml": "not: valid",
            "watches.d/a.yaml.bak": "not: valid",
            "watches.d/a.yaml.dpkg-old": "not: valid",
            "watches.d/README": "not: valid",
        ])
        let loaded = try loader.load(directory("watches.yaml"))
        #expect(loaded.list.watches.map(\.name) == ["main", "a", "b", "c", "upper"])
        #expect(loaded.list.limits.rate == .perSecond(3))
        #expect(loaded.list.limits.concurrency == 4)
        #expect(loaded.list.history.age == .seconds(86_400))
        #expect(loaded.files.first == directory("watches.yaml"))
        #expect(loaded.files.count == 6)
        #expect(loaded.origins["b"]?.text == directory("watches.d/20-b.yaml") + ":2:34")
        #expect(loaded.list.watches.allSatisfy { $0.credentials == .defaultChain })
        #expect(loaded.warnings.diagnostics.isEmpty)
    }

    @Test func aDropInsDefaultsApplyToItAloneAndOverTheMainFiles() throws {
        let directory = try TemporaryDirectory([
            "watches.yaml": "defaults: {profile: main, overdue_after: 1h}\n" + entry("main"),
            "watches.d/1.yaml": "defaults: {profile: one}\n" + entry("a"),
            "watches.d/2.yaml": entry("b"),
        ])
        let watches = try loader.load(directory("watches.yaml")).list.watches
        #expect(watches.map(\.credentials) == [.profile("main"), .profile("one"), .profile("main")])
        #expect(watches.allSatisfy { $0.overdueAfter == .seconds(3_600) })
    }

    @Test func oneBadDropInRejectsAllAndEachMistakeIsReported() throws {
        let directory = try TemporaryDirectory([
            "watches.yaml": entry("main") + "x: 1\n",
            "watches.d/1.yaml": entry("main"),
            "watches.d/2.yaml": "watches: [\n",
            "watches.d/3.yaml": "",
            "watches.d/4.yaml": "{}\n",
        ])
        let reading = load(directory("watches.yaml"))
        #expect(reading.loaded == nil)
        #expect(
            reading.diagnostics.map { "\($0.location.dropFirst(directory.path.count + 1)): \($0.message)" } == [
                "watches.yaml:2:1: unknown key 'x' in a watch file",
                "watches.d/1.yaml:1:34: the name 'main' is used twice; first at \(directory.path)/watches.yaml:1:34",
                "watches.d/2.yaml:1:11: invalid YAML: did not find expected node content while parsing a flow node",
                "watches.d/3.yaml:1:1: there is nothing in this file",
                "watches.d/4.yaml:1:1: 'watches' is missing",
            ]
        )
    }

    @Test func whatAppliesToAllIsForTheMainFileToSay() throws {
        let directory = try TemporaryDirectory([
            "watches.yaml": entry("main") + "limits: {rate: 1/s}\n",
            "watches.d/team.yaml": "history: {keep: 1s}\n" + entry("a") + "limits:\n  rate: unlimited\n",
        ])
        let (main, team) = (directory("watches.yaml"), directory("watches.d/team.yaml"))
        let text = """
            \(team):1:1: error: 'history' is allowed in the main file only
            history: {keep: 1s}
            ^
            help: move 'history' with all beneath it to \(main): since 0.2 a drop-in cannot change it for all watches
            \(team):3:1: error: 'limits' is allowed in the main file only
            limits:
            ^
            help: what is to apply belongs under 'limits' at \(main):2:1; remove it here: since 0.2 a drop-in cannot change it \
            for all watches
            """
        #expect(load(main).text == text)
        for path in [directory.path, main, directory("watches.d"), team] { #expect(check(path).text == text) }
        // The same of a drop-in without a main file.
        try FileManager.default.removeItem(atPath: main)
        for path in [directory("watches.d"), team] {
            let alone = check(path)
            #expect(alone.diagnostics.map(\.location) == ["\(team):1:1", "\(team):3:1"])
            #expect(alone.diagnostics.allSatisfy { $0.help?.contains("to \(main): ") == true })
        }
    }

    @Test(arguments: [
        "defaults: {profile: x}\n", "limits: {rate: 1/s}\n", "history: {keep: 1d}\n", "kinds: []\n", "watches: []\n",
    ])
    func aFileNeedsOneKeyOnly(text: String) throws {
        let directory = try TemporaryDirectory(["watches.yaml": text, "watches.d/a.yaml": entry("a")])
        #expect(load(directory("watches.yaml")).watches.map(\.name) == ["a"])
    }

    @Test func aMisnamedDropInIsAWarning() throws {
        let directory = try TemporaryDirectory(["watches.yaml": entry("a"), "watches.d/b.yml": "not: valid"])
        let reading = load(directory("watches.yaml"))
        #expect(reading.watches.count == 1)
        #expect(reading.text.hasPrefix("\(directory.path)/watches.d/b.yml: warning: skipped"))
    }

    @Test func aMissingFileIsAnErrorThatSaysWhatToDo() throws {
        let directory = try TemporaryDirectory(["watches.d/a.yaml": entry("a")])
        let path = directory("watches.yaml")
        #expect(
            load(path).text == """
                \(path): error: the file cannot be read: No such file or directory
                help: write one (`watches: []` is an empty list), or name another with --config
                """
        )
    }

    @Test func onlyRegularFilesOfALimitedSizeAreRead() throws {
        let directory = try TemporaryDirectory(["big.yaml": "", "full.yaml": ""])
        try directory.makeDirectory("folder.yaml")
        #expect(unsafe mkfifo(directory("fifo.yaml"), 0o600) == 0)
        #expect(unsafe truncate(directory("big.yaml"), 100 << 20) == 0)
        try directory.write("full.yaml", "watches: []\n" + String(repeating: "#", count: (8 << 20) - 12))
        #expect(load(directory("full.yaml")).loaded != nil)
        try directory.write("full.yaml", "watches: []\n" + String(repeating: "#", count: (8 << 20) - 11))
        for (path, message) in [
            (directory("folder.yaml"), "is a directory, not a file"), (directory("fifo.yaml"), "is a FIFO, not a file"),
            ("/dev/zero", "is not a regular file"), (directory("full.yaml"), "has 8388609 bytes, and at most 8 MiB"),
            (directory("big.yaml"), "has 104857600 bytes, and at most 8 MiB (8388608 bytes) are allowed"),
        ] {
            #expect(load(path).text.hasPrefix("\(path): error: the file \(message)"))
        }
    }

    @Test func aFileNamedLikeTheDropInDirectoryIsAnError() throws {
        let directory = try TemporaryDirectory(["watches.yaml": entry("a"), "watches.d": "a file"])
        #expect(load(directory("watches.yaml")).text.contains("/watches.d: error: the file is not a directory"))
    }

    @Test func aDanglingDropInIsAnError() throws {
        let directory = try TemporaryDirectory(["watches.yaml": entry("a"), "watches.d/a.yaml": ""])
        #expect(unsafe unlink(directory("watches.d/a.yaml")) == 0)
        #expect(unsafe symlink("nowhere", directory("watches.d/a.yaml")) == 0)
        #expect(load(directory("watches.yaml")).text.contains("watches.d/a.yaml: error: the file cannot be read"))
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func unreadableFilesAreErrors() throws {
        let directory = try TemporaryDirectory(["watches.yaml": entry("a"), "watches.d/a.yaml": entry("b")])
        #expect(unsafe chmod(directory("watches.d"), 0) == 0)
        #expect(
            load(directory("watches.yaml")).text.contains(
                "watches.d: error: the file cannot be read: Permission denied"))
        #expect(unsafe chmod(directory("watches.d"), 0o700) == 0)
        #expect(unsafe chmod(directory("watches.yaml"), 0) == 0)
        #expect(
            load(directory("watches.yaml")).text.contains(
                "watches.yaml: error: the file cannot be read: Permission denied"))
    }

    @Test func checkingADirectoryChecksEveryFileInIt() throws {
        let directory = try TemporaryDirectory([
            "b.yaml": entry("b") + "x: 1\n", "a.yaml": entry("a") + "x: 1\n", "c.txt": "no", ".d.yaml": "no",
        ])
        #expect(
            check(directory.path).diagnostics.map(\.location) == [
                directory("a.yaml") + ":2:1", directory("b.yaml") + ":2:1",
            ]
        )
        let good = try TemporaryDirectory(["a.yaml": "defaults: {profile: x}\n" + entry("a"), "b.yaml": entry("b")])
        #expect(check(good.path + "/").watches.map(\.credentials) == [.profile("x"), .defaultChain])
        let same = try TemporaryDirectory(["a.yaml": entry("a"), "b.yaml": entry("a")])
        #expect(check(same.path).text.contains("the name 'a' is used twice; first at \(same.path)/a.yaml:1:34"))
    }

    @Test func checkingAConfigurationDirectoryChecksItsDropIns() throws {
        let directory = try TemporaryDirectory([
            "watches.yaml": "defaults: {profile: x}\n" + entry("a"), "watches.d/b.yaml": entry("b"),
        ])
        for name in ["", "watches.yaml", "watches.d", "watches.d/", "watches.d/b.yaml"] {
            let watches = check(directory(name)).watches
            #expect(watches.map(\.name) == ["a", "b"])
            #expect(watches.allSatisfy { $0.credentials == .profile("x") })
        }
    }

    @Test func dropInsWithoutAMainFileAreCheckedByThemselves() throws {
        let directory = try TemporaryDirectory([
            "watches.d/a.yaml": "defaults: {profile: x}\n", "watches.d/b.yaml": entry("b"),
        ])
        #expect(check(directory("watches.d")).watches.map(\.name) == ["b"])
        #expect(check(directory("watches.d/b.yaml")).watches.map(\.name) == ["b"])
    }

    @Test func aDirectoryWithoutWatchFilesIsAnError() throws {
        let directory = try TemporaryDirectory(["a.yml": entry("a")])
        #expect(check(directory.path).text.contains("there is no *.yaml in this directory"))
        #expect(check(directory("nowhere")).text.contains("No such file or directory"))
    }
}

/// A directory for one test, removed with it.
final class TemporaryDirectory {
    let path: String

    /// Makes the directory with these files in it: contents by relative path.
    init(_ files: [String: String] = [:]) throws {
        path = FileManager.default.temporaryDirectory.path + "/awaitd-watchfile-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(name, text) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a name in it.
    func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// Writes a file, and the directories above it.
    func write(_ name: String, _ text: String) throws {
        if let slash = name.lastIndex(of: "/") {
            let parent = self(String(name[..<slash]))
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        }
        try Data(text.utf8).write(to: URL(filePath: self(name)))
    }

    /// Makes an empty directory.
    func makeDirectory(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
    }
}
