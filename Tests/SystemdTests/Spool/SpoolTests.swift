// SPDX-License-Identifier: Apache-2.0

import Glibc
import Lifecycle
import Synchronization
import Systemd
import TestSupport
import Testing

/// From a notice that starts units, through the spool, to the units and what is told of them.
@Suite final class SpoolTests {
    private let folder: TemporaryFolder
    private let spool: Spool
    private let inner = TakenNotices()

    init() throws {
        folder = try TemporaryFolder()
        spool = Spool(stateFolder: folder.path)
        unsafe mkdir("\(folder.path)/environment", 0o700)
    }

    deinit {
        for name in ["spool", "started", "environment"] { Self.clear("\(folder.path)/\(name)") }
        folder.remove()
    }

    private static func clear(_ path: String) {
        guard let folder = try? SpoolFolder(path), let names = try? folder.names(limit: 100_000) else { return }
        for name in names where (try? folder.remove(name)) == nil { unsafe rmdir("\(path)/\(name)") }
    }

    private func notice(_ number: Int64, _ units: [String], reason: String = "row 18") -> Notice {
        Notice(
            event: .transition,
            priority: .error,
            message: "a: INPROGRESS → FAILED",
            fields: [
                .init("AWAITD_WATCH", "a"), .init("AWAITD_STATE", "failed"), .init("AWAITD_REASON", reason),
            ]
        )
        .starting(units)
        .stamped(.init(eventID: "e\(number)", sequence: number, observedAt: Timestamp(microseconds: 0)))
    }

    private func names(_ name: String) -> [String] {
        (try? SpoolFolder("\(folder.path)/\(name)").names(limit: 100_000)) ?? []
    }

    private func dispatch(
        _ starter: RecordingStarter = RecordingStarter(),
        allowed: String = "*.service\npage.service\nretrain@.service"
    ) async throws -> (started: [String], told: [Notice]) {
        let told = TakenNotices()
        let dispatcher = Dispatcher(
            .init(spool: spool, environment: "\(folder.path)/environment", allow: "/etc/awaitd/units.allow"),
            allowed: AllowedUnits(allowed),
            starter: starter
        ) { try? await told.tell($0) }
        while try await dispatcher.run() > 0 {}
        return (starter.units, told.notices)
    }

    @Test func aNoticeStartsItsUnitsOnceHoweverOftenItIsTold() async throws {
        let sink = SpoolingSink(inner: inner, spool: spool)
        for number in [2, 1, 10] as [Int64] { try await sink.tell(notice(number, ["retrain@\(number).service"])) }
        try await sink.tell(notice(3, []))
        try await sink.tell(notice(1, ["retrain@1.service"]))
        #expect(names("spool").count == 3)
        let first = try await dispatch()
        #expect(first.started == ["retrain@1.service", "retrain@2.service", "retrain@10.service"])
        #expect(first.told.map(\.event) == [.unitStarted, .unitStarted, .unitStarted])
        #expect(first.told.first?["AWAITD_CAUSE_ID"] == "e1")
        #expect(first.told.allSatisfy { $0["AWAITD_EVENT_ID"] == nil })
        try await sink.tell(notice(2, ["retrain@2.service"]))
        #expect(try await dispatch().started == [])
        #expect(inner.notices.count == 6)
    }

    @Test func theUnitFindsTheFieldsInItsEnvironmentFile() async throws {
        let sink = SpoolingSink(inner: inner, spool: spool)
        try await sink.tell(notice(1, [#"retrain@a\x2db.service"#], reason: "a \"b\" $c `d` \\e\n%f"))
        _ = try await dispatch()
        // The second name is what systemd finds, whose EnvironmentFile= is a glob.
        #expect(names("environment") == [#"retrain@a\x2db.service.env"#, "retrain@ax2db.service.env"])
        let text = try SpoolFolder("\(folder.path)/environment").read("retrain@ax2db.service.env", limit: 10_000)
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines.contains(#"AWAITD_REASON="a \"b\" \$c \`d\` \\e %f""#))
        #expect(lines.contains(#"AWAITD_MESSAGE="a: INPROGRESS → FAILED""#))
        #expect(lines.contains(#"AWAITD_EVENT_ID="e1""#))
        #expect(lines.contains(#"AWAITD_UNIT="retrain@a\\x2db.service""#))
        #expect(lines.allSatisfy { $0.hasPrefix("AWAITD_") && $0.hasSuffix("\"") })
    }

    @Test func whatIsNotAllowedOrNoUnitIsToldAndNotStarted() async throws {
        let sink = SpoolingSink(inner: inner, spool: spool)
        try await sink.tell(notice(1, ["sshd.service", "page.service", "../../evil.service", "awaitd-on-x.service"]))
        let (started, told) = try await dispatch()
        #expect(started == ["page.service", "awaitd-on-x.service"])
        #expect(told.map(\.event) == [.unitRefused, .unitStarted, .unitRefused, .unitStarted])
        #expect(told.first?.message.contains("a line `sshd.service` in /etc/awaitd/units.allow") == true)
        #expect(names("spool") == [] && names("environment").count == 2)
    }

    @Test func aUnitThatCannotBeStartedIsToldAndTheNextIsStarted() async throws {
        let sink = SpoolingSink(inner: inner, spool: spool)
        try await sink.tell(notice(1, ["page.service"]))
        try await sink.tell(notice(2, ["retrain@2.service"]))
        let (started, told) = try await dispatch(RecordingStarter(failing: "page.service"))
        #expect(started == ["retrain@2.service"])
        #expect(told.map(\.event) == [.unitRefused, .unitStarted])
        #expect(told.first?.message == "did not start page.service for a: there is no such unit")
    }

    @Test func aHostileSpoolHarmsNobody() async throws {
        _ = try SpoolFolder(spool.waiting, creating: true)
        _ = try SpoolFolder(spool.started, creating: true)
        let waiting = spool.waiting
        unsafe symlink("/etc/passwd", "\(waiting)/1-link")
        unsafe mkfifo("\(waiting)/2-fifo", 0o600)
        let spooled = try SpoolFolder(waiting)
        try spooled.write(Array(repeating: 65, count: SpoolEntry.byteLimit + 1), to: "3-huge", mode: 0o600)
        try spooled.write([0xFF, 0xFE], to: "4-binary", mode: 0o600)
        try spooled.write(
            Array("AWAITD_STARTS=page.service\nLD_PRELOAD=\u{1B}[2Jx\n".utf8), to: "5-escape", mode: 0o600)
        try spooled.write(Array("AWAITD_STARTS=page.service\nlower=x\n".utf8), to: "6-name", mode: 0o600)
        try spooled.write(Array("AWAITD_WATCH=x\n".utf8), to: "7-nothing", mode: 0o600)
        try spooled.write([], to: "8-Odd_Name", mode: 0o600)
        let units = (0..<9).map { "page\($0).service" }.joined(separator: " ")
        try spooled.write(Array("AWAITD_STARTS=\(units)\n".utf8), to: "9-many", mode: 0o600)
        try spooled.write(Array("AWAITD_STARTS=page.service\nLD_PRELOAD=x\n".utf8), to: "a-good", mode: 0o600)
        let (started, told) = try await dispatch()
        #expect(started == ["page.service"])
        #expect(told.map(\.event).filter { $0 == .unitRefused }.count == 8)
        #expect(names("spool") == [])
        let text = try SpoolFolder("\(folder.path)/environment").read("page.service.env", limit: 10_000)
        #expect(String(decoding: text, as: UTF8.self) == "AWAITD_UNIT=\"page.service\"\n")
    }

    @Test func aSpoolThatRefusesIsTriedAgainAndAtLastGivenUp() async throws {
        folder.write("spool", Array("no folder".utf8))
        let sink = SpoolingSink(inner: inner, spool: spool)
        for _ in 1..<10 {
            await #expect(throws: NoticeNotTaken.self) { try await sink.tell(notice(1, ["page.service"])) }
        }
        #expect(inner.notices.isEmpty)
        try await sink.tell(notice(1, ["page.service"]))
        try await sink.tell(notice(2, ["page.service"]))
        #expect(inner.notices.map(\.event) == [.transition, .unitRefused, .transition, .unitRefused])
        unsafe unlink(spool.waiting)
        try await sink.tell(notice(3, ["page.service"]))
        #expect(names("spool").count == 1 && inner.notices.count == 5)
    }

    @Test func aFolderThatIsALinkIsNotFollowed() throws {
        unsafe symlink("/etc", "\(folder.path)/link")
        #expect(throws: SpoolFolder.Fault.self) { _ = try SpoolFolder("\(folder.path)/link") }
    }
}

/// Takes all that it is told.
private final class TakenNotices: NoticeSink {
    private let taken = Mutex<[Notice]>([])

    var notices: [Notice] { taken.withLock { $0 } }

    func tell(_ notice: Notice) async throws(NoticeNotTaken) { taken.withLock { $0.append(notice) } }
}

/// Starts nothing and remembers what it was asked for.
private final class RecordingStarter: UnitStarter {
    private let failing: String?
    private let asked = Mutex<[String]>([])

    init(failing: String? = nil) { self.failing = failing }

    var units: [String] { asked.withLock { $0 } }

    func start(_ unit: String) throws(UnitNotStarted) {
        guard unit != failing else { throw UnitNotStarted(reason: "there is no such unit") }
        asked.withLock { $0.append(unit) }
    }
}
