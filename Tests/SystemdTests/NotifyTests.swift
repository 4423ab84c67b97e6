// SPDX-License-Identifier: Apache-2.0

import Systemd
import Testing

struct NotifyAssignmentTests {
    @Test(
        arguments: [
            (.ready, "READY=1"),
            (.reloading(monotonicMicroseconds: 42), "RELOADING=1\nMONOTONIC_USEC=42"),
            (.stopping, "STOPPING=1"),
            (.status("Watching 2"), "STATUS=Watching 2"),
            (.errno(2), "ERRNO=2"),
            (.watchdog, "WATCHDOG=1"),
            (.extendTimeout(.milliseconds(1_500)), "EXTEND_TIMEOUT_USEC=1500000"),
            (.extendTimeout(.seconds(-1)), "EXTEND_TIMEOUT_USEC=0"),
        ] as [(NotifyAssignment, String)]
    )
    func `Each assignment is written as in sd_notify's protocol`(assignment: NotifyAssignment, line: String) {
        #expect(assignment.line == line)
    }

    @Test(
        arguments: [
            ("evil\nSTOPPING=1", "STATUS=evil STOPPING=1"),
            ("a\r\n\u{1B}[31mb\u{0}c", "STATUS=a [31mb c"),
            ("line\u{2028}separator", "STATUS=line separator"),
            ("", "STATUS="),
        ]
    )
    func `A status is one line, whatever it contains`(text: String, line: String) {
        #expect(NotifyAssignment.status(text).line == line)
    }

    @Test(arguments: ["x", "ü", "漢", "🦊"])
    func `A status stays under its limit and is cut at a character`(character: String) {
        let line = NotifyAssignment.status(String(repeating: character, count: 1_000)).line
        let text = line.dropFirst("STATUS=".count)
        #expect(text.utf8.count <= NotifyAssignment.statusLimit)
        #expect(text.utf8.count > NotifyAssignment.statusLimit - 8)
        #expect(text.hasSuffix(character + "…"))
    }
}

struct NotifierTests {
    @Test(arguments: [false, true])
    func `Messages arrive as they were sent`(abstract: Bool) throws {
        let manager = try FakeManager(abstract: abstract)
        let notifier = try manager.notifier()

        #expect(notifier.ready(status: "Watching 1"))
        notifier.status("Watching 2")
        notifier.alive()
        notifier.extendTimeout(by: .seconds(5))
        #expect(
            manager.received() == [
                "READY=1\nSTATUS=Watching 1", "STATUS=Watching 2", "WATCHDOG=1", "EXTEND_TIMEOUT_USEC=5000000",
            ]
        )
    }

    @Test
    func `A reload carries the moment it began, which grows`() throws {
        let manager = try FakeManager()
        let notifier = try manager.notifier()
        notifier.reloading(status: "Reloading")
        notifier.reloading(status: "Reloading")

        let moments = try manager.received().map { text in
            let lines = text.split(separator: "\n")
            #expect(lines.first == "RELOADING=1")
            #expect(lines.last == "STATUS=Reloading")
            let moment = try #require(lines.first { $0.hasPrefix("MONOTONIC_USEC=") })
            return try #require(UInt64(moment.dropFirst("MONOTONIC_USEC=".count)))
        }
        #expect(moments.count == 2)
        #expect(moments == moments.sorted())
        #expect(moments.allSatisfy { $0 > 0 })
    }

    @Test
    func `Once it is stopping, no later message says otherwise`() throws {
        let manager = try FakeManager()
        let notifier = try manager.notifier()
        notifier.stopping(status: "Stopping")
        notifier.status("Watching 3")
        // A reload that was under way, and one that was requested just then.
        #expect(notifier.ready(status: "Watching 3"))
        notifier.reloading(status: "Reloading")
        #expect(manager.received() == ["STOPPING=1\nSTATUS=Stopping"])
    }

    @Test
    func `A failed end says why, with and without a number`() throws {
        let manager = try FakeManager()
        let notifier = try manager.notifier()
        notifier.failed("watches.yaml: No such file", errno: 2)
        notifier.failed("bad watch file")
        notifier.status("Watching 3")
        #expect(
            manager.received() == ["STATUS=watches.yaml: No such file\nERRNO=2", "STATUS=bad watch file"]
        )
    }

    @Test
    func `A manager that is gone does not delay the daemon`() throws {
        let manager = try FakeManager()
        let notifier = try manager.notifier(suffix: "-gone")
        #expect(!notifier.ready(status: "Watching 1"))
        notifier.alive()
        #expect(manager.received().isEmpty)
    }

    @Test
    func `Without a manager nothing is sent and nothing fails`() {
        let notifier = Notifier(socket: nil, watchdogTimeout: .seconds(10))
        #expect(!notifier.isConnected)
        #expect(notifier.watchdogTimeout == nil)
        #expect(notifier.ready(status: "Watching 1"))
    }

    @Test
    func `A status that finds the manager's queue full is dropped, not waited for`() throws {
        let manager = try FakeManager()
        let socket = try #require(NotifySocket(address: manager.address))
        let taken = (0..<10_000).prefix { _ in socket.send("STATUS=x", important: false) }.count
        #expect(taken < 10_000)
        #expect(manager.received().count == taken)
    }

    @Test(
        arguments: [
            "", "/", "@", "relative/path", "vsock:2:1234", "unix:/run/notify", "/" + String(repeating: "x", count: 107),
        ]
    )
    func `An invalid address makes no socket`(address: String) {
        #expect(NotifySocket(address: address) == nil)
    }

    @Test
    func `The longest possible address makes a socket`() {
        #expect(NotifySocket(address: "/" + String(repeating: "x", count: 106)) != nil)
    }
}
