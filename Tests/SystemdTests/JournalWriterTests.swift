// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc
import Systemd
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3)))
struct JournalWriterTests {
    private let journal = FakeJournal()
    private let clock = TestClock()

    /// A writer that is closed, whatever happens.
    private func withWriter(limit: Int = 100, _ body: (JournalWriter) async throws -> Void) async throws {
        let writer = JournalWriter(transport: journal, limit: limit)
        do { try await body(writer) } catch {
            journal.recover()
            await writer.close(within: .zero, clock: clock)
            throw error
        }
        journal.recover()
        await writer.close(within: .seconds(1), clock: clock)
    }

    private func entry(_ message: String) -> [Notice.Field] { [Notice.Field("MESSAGE", message)] }

    /// Why a notice was not taken; nil if it was.
    private func refusal(of fields: [Notice.Field], by writer: JournalWriter) async -> DeliveryError? {
        do throws(DeliveryError) {
            try await writer.send(fields)
            return nil
        } catch {
            return error
        }
    }

    @Test
    func `Notices are sent one by one, in order, each once it is taken`() async throws {
        try await withWriter { writer in
            for number in 1...200 {
                try await writer.send(entry("\(number)"))
                #expect(journal.messages.count == number)
            }
        }
        #expect(journal.messages == (1...200).map(String.init))
    }

    @Test
    func `Senders at once are all answered`() async throws {
        try await withWriter { writer in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 { group.addTask { try await writer.send(entry("\(number)")) } }
                try await group.waitForAll()
            }
        }
        #expect(Set(journal.messages) == Set((0..<100).map(String.init)))
    }

    @Test
    func `A refusal reaches the sender with its reason, and the next notice is tried again`() async throws {
        let refusal = DeliveryError(reason: "the journal's socket is not there")
        try await withWriter { writer in
            journal.refuse(refusal)
            await #expect(throws: refusal) { try await writer.send(entry("one")) }
            journal.refuse(nil)
            try await writer.send(entry("one"))
        }
        #expect(journal.messages == ["one"])
    }

    @Test
    func `A sink sends the notice with all its fields`() async throws {
        let notice = Notice(
            event: .transition,
            priority: .notice,
            message: "m",
            fields: [Notice.Field("AWAITD_STATE", "completed")],
            stamp: Notice.Stamp(eventID: "e", sequence: 7, observedAt: Timestamp(microseconds: 0))
        )
        let taken = FieldsBox()
        let writer = JournalWriter(transport: taken)
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let socket = try boundSocket(at: folder.path + "/socket")
        defer { close(socket) }
        let listener = try JournalListener(at: folder.path + "/socket")
        try await JournalSink(writer: writer) { () throws(DeliveryError) in listener }.deliver(notice)
        await writer.close(within: .seconds(1), clock: clock)
        #expect(taken.fields == notice.journalFields)
    }

    @Test
    func `A journal that hangs holds up its senders and nothing else`() async throws {
        try await withWriter { writer in
            journal.hang()
            let slow = entry("slow")
            async let hung: Void = writer.send(slow)
            await journal.nextAttempt()
            // We are here, and log lines go on without waiting.
            for number in 0..<10 { writer.sendLossy(entry("line \(number)")) }
            #expect(journal.messages.isEmpty)
            journal.recover()
            try await hung
        }
        #expect(journal.messages == ["slow"] + (0..<10).map { "line \($0)" })
    }

    @Test
    func `Log lines beyond the limit are lost, counted, and reported once`() async throws {
        try await withWriter(limit: 5) { writer in
            journal.hang()
            let first = entry("first")
            async let hung: Void = writer.send(first)
            await journal.nextAttempt()
            for number in 0..<12 { writer.sendLossy(entry("\(number)")) }
            journal.recover()
            try await hung
        }
        #expect(
            journal.messages == [
                "first", "7 log lines were lost because the journal did not take them", "0", "1", "2", "3", "4",
            ]
        )
    }

    @Test
    func `Log lines that the journal refuses are counted too`() async throws {
        try await withWriter { writer in
            journal.refuse(DeliveryError(reason: "no"))
            writer.sendLossy(entry("lost"))
            await journal.nextAttempt()
            // A notice after it proves that the line was dealt with.
            await #expect(throws: DeliveryError.self) { try await writer.send(entry("also refused")) }
            journal.refuse(nil)
            writer.sendLossy(entry("kept"))
        }
        #expect(journal.messages == ["1 log line was lost because the journal did not take it", "kept"])
    }

    @Test
    func `Notices beyond the limit are refused at once`() async throws {
        try await withWriter(limit: 1) { writer in
            journal.hang()
            let first = entry("first")
            async let hung: Void = writer.send(first)
            await journal.nextAttempt()
            await #expect(throws: DeliveryError(reason: "too many notices wait for the journal")) {
                try await writer.send(entry("second"))
            }
            journal.recover()
            try await hung
        }
        #expect(journal.messages == ["first"])
    }

    @Test
    func `Closing sends what waits`() async throws {
        let writer = JournalWriter(transport: journal)
        for number in 0..<50 { writer.sendLossy(entry("\(number)")) }
        await writer.close(within: .seconds(1), clock: clock)
        #expect(journal.messages.count == 50)
        #expect(clock.now.elapsed == .zero)
    }

    @Test
    func `Closing gives up on a journal that hangs, after the bound`() async throws {
        let writer = JournalWriter(transport: journal)
        journal.hang()
        let message = entry("never")
        async let hung = refusal(of: message, by: writer)
        await journal.nextAttempt()
        async let closed: Void = writer.close(within: .seconds(1), clock: clock)
        await clock.sleepsBegun(1)
        clock.advance(by: .seconds(1))
        await closed
        let refused = await hung
        #expect(refused == DeliveryError(reason: "the way to the journal is closed"))
        journal.recover()
    }

    @Test
    func `After closing nothing is taken`() async throws {
        let writer = JournalWriter(transport: journal)
        await writer.close(within: .seconds(1), clock: clock)
        writer.sendLossy(entry("late"))
        await #expect(throws: DeliveryError(reason: "the way to the journal is closed")) {
            try await writer.send(entry("late"))
        }
        await writer.close(within: .seconds(1), clock: clock)
        #expect(journal.messages.isEmpty)
    }

    @Test
    func `A cancelled sender is released though the journal hangs`() async throws {
        try await withWriter { writer in
            journal.hang()
            let message = entry("one")
            let refused = await withTaskGroup(of: DeliveryError?.self) { group in
                group.addTask { await refusal(of: message, by: writer) }
                await journal.nextAttempt()
                group.cancelAll()
                return await group.next() ?? nil
            }
            #expect(refused == DeliveryError(reason: "the wait for the journal was given up"))
        }
    }

    @Test
    func `What a cancelled sender gave up before its turn is not sent`() async throws {
        try await withWriter { writer in
            let message = entry("unwanted")
            await withTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask { await #expect(throws: DeliveryError.self) { try await writer.send(message) } }
            }
        }
        #expect(journal.messages.isEmpty)
    }
}
