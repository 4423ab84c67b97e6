// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import Synchronization
import Systemd
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct JournalSinkTests {
    private let notice = Notice(event: .transition, priority: .notice, message: "m", fields: [])

    /// What happens to the journal's socket between an entry and its confirmation.
    enum Fate: CaseIterable {
        case stays, closed, removed, recreated
    }

    @Test(arguments: Fate.allCases)
    func `What was taken is confirmed only while the same socket is there and open`(_ fate: Fate) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path + "/socket"
        let socket = Mutex(try boundSocket(at: path))
        let clock = TestClock()
        let writer = JournalWriter(transport: FieldsBox())
        let sink = JournalSink(writer: writer, clock: clock) { () throws(DeliveryError) in
            try JournalListener(at: path)
        }
        try await sink.confirm()
        try await sink.deliver(notice)
        async let answer = outcome(of: sink)
        await clock.waitForSleepers(1)
        switch fate {
        case .stays: break
        case .closed: close(socket.withLock { $0 })
        case .removed: folder.remove("socket")
        case .recreated:
            folder.remove("socket")
            let another = try boundSocket(at: path)
            socket.withLock {
                close($0)
                $0 = another
            }
        }
        clock.advanceToNextDeadline()
        #expect(await answer == (fate == .stays))
        // There is nothing left to confirm, so nothing to wait for.
        #expect(await outcome(of: sink))
        await writer.close(within: .seconds(1), clock: clock)
        if fate != .closed { close(socket.withLock { $0 }) }
    }

    @Test func `Nothing is delivered, and nothing confirmed, without a listener`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path + "/socket"
        let taken = FieldsBox()
        let writer = JournalWriter(transport: taken)
        let sink = JournalSink(writer: writer, clock: TestClock()) { () throws(DeliveryError) in
            try JournalListener(at: path)
        }
        let absent = DeliveryError(reason: "the journal's socket is not there")
        await #expect(throws: absent) { try await sink.deliver(notice) }
        close(try boundSocket(at: path))
        let closed = DeliveryError(reason: "nothing listens on the journal's socket")
        await #expect(throws: closed) { try await sink.deliver(notice) }
        #expect(taken.fields.isEmpty)
        try await sink.confirm()
        await writer.close(within: .seconds(1), clock: TestClock())
    }

    private func outcome(of sink: JournalSink) async -> Bool {
        do throws(DeliveryError) {
            try await sink.confirm()
            return true
        } catch {
            return false
        }
    }
}
