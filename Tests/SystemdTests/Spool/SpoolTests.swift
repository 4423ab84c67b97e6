// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import Platform
import Systemd
import TestSupport
import Testing

/// From a notice that starts units, through the spool, to the units and the notices about them.
@Suite struct SpoolTests {
    private let fixture: SpoolFixture

    init() throws { fixture = try SpoolFixture() }

    @Test func aNoticeStartsItsUnitsOnceHoweverOftenItIsDelivered() async throws {
        let sink = SpoolingSink(inner: fixture.inner, spool: fixture.spool)
        for number in [2, 1, 10] as [Int64] {
            try await sink.deliver(fixture.notice(number, ["retrain@\(number).service"]))
        }
        try await sink.deliver(fixture.notice(3, []))
        try await sink.deliver(fixture.notice(1, ["retrain@1.service"]))
        #expect(fixture.names("spool").count == 3)
        let first = try await fixture.dispatch()
        #expect(first.started == ["retrain@1.service", "retrain@2.service", "retrain@10.service"])
        #expect(first.notices.map(\.event) == [.unitStarted, .unitStarted, .unitStarted])
        #expect(first.notices.first?["AWAITD_CAUSE_ID"] == "e1")
        #expect(first.notices.allSatisfy { $0["AWAITD_EVENT_ID"] == nil })
        try await sink.deliver(fixture.notice(2, ["retrain@2.service"]))
        #expect(try await fixture.dispatch().started == [])
        #expect(fixture.inner.notices.count == 6)
    }

    @Test func theUnitFindsTheFieldsInItsEnvironmentFile() async throws {
        let sink = SpoolingSink(inner: fixture.inner, spool: fixture.spool)
        try await sink.deliver(fixture.notice(1, [#"retrain@a\x2db.service"#], reason: "a \"b\" $c `d` \\e\n%f"))
        _ = try await fixture.dispatch()
        // systemd finds the second name, since its EnvironmentFile= is a glob.
        #expect(fixture.names("environment") == [#"retrain@a\x2db.service.env"#, "retrain@ax2db.service.env"])
        let lines = try fixture.environment("retrain@ax2db.service").split(separator: "\n").map(String.init)
        #expect(lines.contains(#"AWAITD_REASON="a \"b\" \$c \`d\` \\e %f""#))
        #expect(lines.contains(#"AWAITD_MESSAGE="a: INPROGRESS → FAILED""#))
        #expect(lines.contains(#"AWAITD_EVENT_ID="e1""#))
        #expect(lines.contains(#"AWAITD_UNIT="retrain@a\\x2db.service""#))
        #expect(lines.allSatisfy { $0.hasPrefix("AWAITD_") && $0.hasSuffix("\"") })
    }

    @Test func unitsThatAreNotAllowedOrInvalidAreReportedAndNotStarted() async throws {
        let sink = SpoolingSink(inner: fixture.inner, spool: fixture.spool)
        try await sink.deliver(
            fixture.notice(1, ["sshd.service", "page.service", "../../evil.service", "awaitd-on-x.service"]))
        let (started, notices) = try await fixture.dispatch()
        #expect(started == ["page.service", "awaitd-on-x.service"])
        #expect(notices.map(\.event) == [.unitRefused, .unitStarted, .unitRefused, .unitStarted])
        #expect(notices.first?.message.contains("a line `sshd.service` in /etc/awaitd/units.allow") == true)
        #expect(fixture.names("spool") == [] && fixture.names("environment").count == 2)
    }

    @Test func aUnitThatCannotBeStartedIsReportedAndTheNextIsStarted() async throws {
        let sink = SpoolingSink(inner: fixture.inner, spool: fixture.spool)
        try await sink.deliver(fixture.notice(1, ["page.service"]))
        try await sink.deliver(fixture.notice(2, ["retrain@2.service"]))
        let (started, notices) = try await fixture.dispatch(RecordingStarter(failing: "page.service"))
        #expect(started == ["retrain@2.service"])
        #expect(notices.map(\.event) == [.unitRefused, .unitStarted])
        #expect(notices.first?.message == "did not start page.service for a: there is no such unit")
    }

    @Test func aFailingSpoolIsRetriedAndFinallyGivenUp() async throws {
        fixture.folder.write("spool", Array("no folder".utf8))
        let sink = SpoolingSink(inner: fixture.inner, spool: fixture.spool)
        for _ in 1..<10 {
            await #expect(throws: DeliveryError.self) { try await sink.deliver(fixture.notice(1, ["page.service"])) }
        }
        #expect(fixture.inner.notices.isEmpty)
        try await sink.deliver(fixture.notice(1, ["page.service"]))
        try await sink.deliver(fixture.notice(2, ["page.service"]))
        #expect(fixture.inner.notices.map(\.event) == [.transition, .unitRefused, .transition, .unitRefused])
        unsafe unlink(fixture.spool.waiting)
        try await sink.deliver(fixture.notice(3, ["page.service"]))
        #expect(fixture.names("spool").count == 1 && fixture.inner.notices.count == 5)
    }

    @Test func aFolderThatIsALinkIsNotFollowed() throws {
        unsafe symlink("/etc", "\(fixture.folder.path)/link")
        #expect(throws: SpoolError.self) { _ = try SpoolFolder("\(fixture.folder.path)/link") }
    }

    /// With an access list the group's bits are its mask; Tests/CommandLine/test_starts.py looks at the list itself.
    @Test(arguments: [false, true]) func theSpoolIsItsOwnersAlone(isForRoot: Bool) async throws {
        unsafe mkdir(fixture.spool.waiting, 0o700)
        unsafe chmod(fixture.spool.waiting, 0o777)
        let spool = Spool(stateFolder: fixture.folder.path, isForRoot: isForRoot)
        try await SpoolingSink(inner: fixture.inner, spool: spool).deliver(fixture.notice(1, ["page.service"]))
        for path in [fixture.spool.waiting, fixture.spool.starting, fixture.spool.started] {
            let permissions = try FileStatus(path).permissions
            #expect([0o700, isForRoot ? 0o770 : 0o700].contains(permissions))
        }
    }

    @Test(arguments: ["starting", "started"])
    func entriesOnTheirWayAreNotPutThereAgain(folder: String) async throws {
        try fixture.makeSpool()
        let name = SpoolEntry.name(of: .init(eventID: "e1", sequence: 1, observedAt: Timestamp(microseconds: 0)))
        try fixture.put("", folder == "starting" ? "\(name).again" : name, in: "\(fixture.folder.path)/\(folder)")
        try await SpoolingSink(inner: fixture.inner, spool: fixture.spool).deliver(fixture.notice(1, ["page.service"]))
        #expect(fixture.names("spool") == [])
    }
}
