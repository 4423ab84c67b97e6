// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import Synchronization
import Systemd
import TestSupport
import Testing

/// A dispatcher whose spool is malformed: made by an attacker, left by a crash, on a failing disk.
@Suite struct DispatcherTests {
    private static let good = "AWAITD_STARTS=page.service\nAWAITD_WATCH=a\n"
    private let fixture: SpoolFixture

    init() throws {
        fixture = try SpoolFixture()
        try fixture.makeSpool()
    }

    @Test func aHostileSpoolDoesNoHarm() async throws {
        let waiting = fixture.spool.waiting
        unsafe symlink("/etc/passwd", "\(waiting)/1-link")
        unsafe mkfifo("\(waiting)/2-fifo", 0o600)
        try fixture.put(String(repeating: "A", count: SpoolEntry.byteLimit + 1), "3-huge", in: waiting)
        try SpoolFolder(waiting).write([0xFF, 0xFE], to: "4-binary", mode: 0o600)
        try fixture.put("AWAITD_STARTS=page.service\nLD_PRELOAD=\u{1B}[2Jx\n", "5-escape", in: waiting)
        try fixture.put("AWAITD_STARTS=page.service\nlower=x\n", "6-name", in: waiting)
        try fixture.put("AWAITD_WATCH=x\n", "7-nothing", in: waiting)
        try fixture.put("", "8-Odd_Name", in: waiting)
        let units = (0..<9).map { "page\($0).service" }.joined(separator: " ")
        try fixture.put("AWAITD_STARTS=\(units)\n", "9-many", in: waiting)
        unsafe mkdir("\(waiting)/0", 0o700)
        unsafe mkdir("\(waiting)/Odd folder", 0o700)
        unsafe mknod("\(waiting)/0-socket", S_IFSOCK | 0o600, 0)
        unsafe link("\(waiting)/4-binary", "\(waiting)/4-hard-link")
        unsafe link("\(waiting)/4-binary", "\(waiting)/Hard link")
        try fixture.put("AWAITD_STARTS=page.service\nLD_PRELOAD=x\n", "a-good", in: waiting)
        let (started, notices) = try await fixture.dispatch()
        #expect(started == ["page.service"])
        #expect(notices.filter { $0.event == .unitRefused }.count == 11)
        #expect(fixture.names("spool") == [] && fixture.names("starting") == [])
        #expect(try fixture.environment("page.service") == "AWAITD_UNIT=\"page.service\"\n")
    }

    @Test(arguments: ["0", "Odd Name", "zzz"])
    func aFolderThatCannotBeRemovedStopsNothingElse(name: String) async throws {
        let full = "\(fixture.spool.waiting)/\(name)"
        unsafe mkdir(full, 0o700)
        unsafe mkdir("\(full)/inside", 0o700)
        try fixture.put(Self.good, "1", in: fixture.spool.waiting)
        let starter = RecordingStarter()
        let error = await #expect(throws: SpoolError.self) { try await fixture.dispatcher(starter).run() }
        #expect(error?.path == full && error?.code == ENOTEMPTY)
        #expect(starter.units == ["page.service"])
        #expect(fixture.names("spool") == [name])
    }

    @Test func aNameThatIsNotUTF8IsReported() async throws {
        let path = Array("\(fixture.spool.waiting)/a".utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
        close(unsafe open(path, O_CREAT | O_WRONLY, 0o600))
        let starter = RecordingStarter()
        await #expect(throws: SpoolError.self) { try await fixture.dispatcher(starter).run() }
        unsafe unlink(path)
        #expect(try await fixture.dispatcher(starter).run() == 0)
    }

    @Test func anotherUsersEntryIsNotTaken() async throws {
        guard getuid() == 0 else { return }
        try fixture.put(Self.good, "1", in: fixture.spool.waiting)
        unsafe chown("\(fixture.spool.waiting)/1", 12_345, 12_345)
        let (started, notices) = try await fixture.dispatch()
        #expect(started == [] && notices.map(\.event) == [.unitRefused])
    }

    @Test func aFolderInTheWayOfAnEntryIsInNoOthersWay() async throws {
        try fixture.put(Self.good, "1", in: fixture.spool.waiting)
        try fixture.put("AWAITD_STARTS=awaitd-on-x.service\n", "2", in: fixture.spool.waiting)
        for name in ["1", "1.again"] {
            unsafe mkdir("\(fixture.spool.starting)/\(name)", 0o700)
            unsafe mkdir("\(fixture.spool.starting)/\(name)/inside", 0o700)
        }
        let starter = RecordingStarter()
        await #expect(throws: SpoolError.self) { try await fixture.dispatcher(starter).run() }
        #expect(starter.units == ["awaitd-on-x.service"])
    }

    @Test(arguments: ["spool", "starting", "started", "environment"])
    func withoutOneOfItsFoldersNothingIsStarted(name: String) async throws {
        try fixture.put(Self.good, "1", in: fixture.spool.waiting)
        let path = "\(fixture.folder.path)/\(name)"
        unsafe rename(path, "\(path).aside")
        let starter = RecordingStarter()
        let error = await #expect(throws: SpoolError.self) { try await fixture.dispatcher(starter).run() }
        #expect(error?.description == "\(path): No such file or directory")
        #expect(starter.units == [])
        unsafe rename("\(path).aside", path)
        #expect(try await fixture.dispatch(starter).started == ["page.service"])
    }

    @Test func interruptedEntriesAreStartedASecondTimeButNotAThird() async throws {
        try fixture.put(Self.good, "1", in: fixture.spool.starting)
        try fixture.put("AWAITD_STARTS=awaitd-on-x.service\n", "2.again", in: fixture.spool.starting)
        try fixture.put(Self.good, "odd.name", in: fixture.spool.starting)
        let (started, notices) = try await fixture.dispatch()
        #expect(started == ["page.service"])
        #expect(notices.map(\.event) == [.unitStarted, .unitRefused])
        #expect(fixture.names("starting") == [] && fixture.names("started") == ["1", "2"])
    }

    @Test func aSecondCrashIsTheLast() async throws {
        try fixture.put(Self.good, "1", in: fixture.spool.starting)
        // What a run that is interrupted here would leave.
        let seen = Mutex<[String]>([])
        let starting = fixture.spool.starting
        let starter = RecordingStarter(meanwhile: {
            let names = (try? SpoolFolder(starting).names()) ?? []
            seen.withLock { $0 = names }
        })
        try await fixture.dispatcher(starter).run()
        #expect(seen.withLock { $0 } == ["1.again"])
    }

    @Test func entriesAreMovedBeforeTheirNoticesAreDelivered() async throws {
        try fixture.put(Self.good, "1", in: fixture.spool.waiting)
        let names = Mutex<[String]>([])
        let started = fixture.spool.started
        let dispatcher = fixture.dispatcher(RecordingStarter()) { _ in
            let found = (try? SpoolFolder(started).names()) ?? []
            names.withLock { $0 = found }
        }
        try await dispatcher.run()
        #expect(names.withLock { $0 } == ["1"])
    }

    @Test func theLongestNameIsStarted() async throws {
        let unit = "awaitd-on-" + String(repeating: "x", count: UnitName.limit - 18) + ".service"
        #expect(unit.utf8.count == UnitName.limit)
        try fixture.put("AWAITD_STARTS=\(unit)\n", "1", in: fixture.spool.waiting)
        #expect(try await fixture.dispatch().started == [unit])
        #expect(try fixture.environment(unit) == "AWAITD_UNIT=\"\(unit)\"\n")
    }
}
