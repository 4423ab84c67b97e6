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
        #expect(notices.filter { $0.event == .unitRefused }.count == 12)
        #expect(fixture.names("spool") == [] && fixture.names("starting") == [])
        #expect(try fixture.environment("page.service") == "AWAITD_UNIT=\"page.service\"\n")
    }

    @Test(arguments: ["0", "Odd Name", "zzz", "1.again"], ["spool", "starting"])
    func aFolderThatIsNotEmptyIsPutAsideAndSaidOnce(name: String, place: String) async throws {
        let full = "\(fixture.folder.path)/\(place)/\(name)"
        unsafe mkdir(full, 0o700)
        unsafe mkdir("\(full)/inside", 0o700)
        try fixture.put(Self.good, "1", in: fixture.spool.waiting)
        let (started, notices) = try await fixture.dispatch()
        #expect(started == ["page.service"])
        #expect(notices.map(\.event).sorted { $0.rawValue < $1.rawValue } == [.unitRefused, .unitStarted])
        #expect(notices.contains { $0.message.contains("\(name) in the spool is not a regular file") })
        #expect(fixture.names(place) == [])
        #expect(try await fixture.dispatch().notices == [])
    }

    @Test func aNameThatIsNotUTF8IsRemovedAndSaidOnce() async throws {
        let path = Array("\(fixture.spool.waiting)/a".utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
        close(unsafe open(path, O_CREAT | O_WRONLY, 0o600))
        try fixture.put(Self.good, "1", in: fixture.spool.waiting)
        let (started, notices) = try await fixture.dispatch()
        #expect(started == ["page.service"])
        #expect(notices.map(\.event) == [.unitRefused, .unitStarted])
        #expect(unsafe access(path, F_OK) != 0)
        #expect(try await fixture.dispatch().notices == [])
    }

    @Test func forgedEntriesStartNoMoreThanTheBudgetAndTheRestWaits() async throws {
        let began: Int64 = 5_000_000_000
        let clock = Mutex<Int64>(began)
        var budget = StartBudget(at: began)
        // Room for three entries of as many units as an entry may have, and a half.
        budget.take(StartBudget.burst - 3 * StartRules.maxUnits - 4, at: began)
        try fixture.put(budget, at: ".budget-awaitd.service")
        let units = (0..<StartRules.maxUnits).map { "awaitd-on-\($0).service" }.joined(separator: " ")
        for number in 0..<9 { try fixture.put("AWAITD_STARTS=\(units)\n", "\(number)", in: fixture.spool.waiting) }
        let starter = RecordingStarter()
        let dispatcher = fixture.dispatcher(starter, now: { clock.withLock { $0 } })
        let first = try await dispatcher.run()
        #expect(first.handled == 3 && first.held == 6 && first.isFirstToHold)
        #expect(starter.units.count == 3 * StartRules.maxUnits && fixture.names("spool").count == 6)
        // Another run, another process: nothing more, and it is not said again.
        let second = try await fixture.dispatcher(starter, now: { clock.withLock { $0 } }).run()
        #expect(second.handled == 0 && second.held == 6 && !second.isFirstToHold)
        // Four units are left, and as many more are back after two seconds.
        clock.withLock { $0 += 2_000_000 }
        let third = try await dispatcher.run()
        #expect(third.handled == 1 && third.held == 5 && !third.isFirstToHold)
        clock.withLock { $0 += 600_000_000 }
        let last = try await dispatcher.run()
        #expect(last.handled == 5 && last.held == 0)
    }

    @Test(arguments: ["", "x", "-5", "\(Int64.min)", "\u{0}\u{1}", "\(Int64.max)", "9223372036854775807 holding"])
    func aBudgetThatIsNoneIsAWholeOrAnEmptyOne(content: String) throws {
        let now: Int64 = 1_000_000
        let budget = StartBudget(Array(content.utf8), at: now)
        #expect(budget.left(at: now) == (content.hasPrefix("9") ? 0 : StartBudget.burst))
        // An empty one fills up.
        let later = now + Int64(StartBudget.burst / StartBudget.perSecond) * 1_000_000
        #expect(StartBudget(budget.bytes, at: later).left(at: later) == StartBudget.burst)
        #expect(budget.isHolding == content.hasSuffix("holding"))
    }

    @Test func theBudgetIsSpentByWhateverIsHandledAndOverdrawnByNothing() {
        var budget = StartBudget(at: 7)
        for _ in 0..<2 * StartBudget.burst { budget.take(1, at: 7) }
        #expect(budget.left(at: 7) == 0)
        #expect(budget.left(at: 1_000_007) == StartBudget.perSecond)
    }

    @Test(arguments: [
        ("reboot.target", "only services are started"), ("systemd-reboot.service", "systemd's own services"),
        ("systemd-nspawn@x.service", "systemd's own services"), ("awaitd-on-x.target", "only services are started"),
        ("page.socket", "that is not a unit name"),
    ])
    func whatIsAllowedAndNoServiceOfOnesOwnIsNotStarted(unit: String, why: String) async throws {
        try fixture.put("AWAITD_STARTS=\(unit)\n", "1", in: fixture.spool.waiting)
        let (started, notices) = try await fixture.dispatch(
            allowed: "\(unit)\nsystemd-*.service\nsystemd-nspawn@.service")
        #expect(started == [])
        #expect(notices.map(\.event) == [.unitRefused] && notices.first?.message.contains(why) == true)
    }

    @Test func withoutAListThatIsTrustedTheRefusalSaysWhy() async throws {
        try fixture.put("AWAITD_STARTS=page.service awaitd-on-x.service\n", "1", in: fixture.spool.waiting)
        let (starter, sink) = (RecordingStarter(), TakenNotices())
        let dispatcher = fixture.dispatcher(starter, allowed: "", distrust: "/etc/awaitd is a link") {
            try? await sink.deliver($0)
        }
        try await dispatcher.run()
        #expect(starter.units == ["awaitd-on-x.service"])
        #expect(
            sink.notices.first?.message.hasSuffix("/etc/awaitd/units.allow is not trusted: /etc/awaitd is a link")
                == true)
    }

    @Test func anotherUsersEntryIsNotTaken() async throws {
        guard getuid() == 0 else { return }
        try fixture.put(Self.good, "1", in: fixture.spool.waiting)
        unsafe chown("\(fixture.spool.waiting)/1", 12_345, 12_345)
        let (started, notices) = try await fixture.dispatch()
        #expect(started == [] && notices.map(\.event) == [.unitRefused])
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
