// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Systemd
import TestSupport
import Testing

struct StatusLineTests {
    /// Runs a status line on a clock of its own; what it sends comes out of the stream.
    private func withLine(
        _ body: (StatusLine, TestClock, Mailbox<String>) async -> Void
    ) async {
        let sent = Mailbox<String>()
        let line = StatusLine { sent.put($0) }
        let clock = TestClock()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await line.run(clock: clock) }
            await body(line, clock, sent)
            group.cancelAll()
        }
    }

    @Test
    func `The first line goes out at once`() async {
        await withLine { line, _, sent in
            line.update("one")
            #expect(await sent.next() == "one")
        }
    }

    @Test
    func `Of many lines within a second only the last is sent, a second later`() async {
        await withLine { line, clock, sent in
            line.update("one")
            #expect(await sent.next() == "one")
            await clock.sleepsBegun(1)
            for number in 2...50 { line.update("\(number)") }
            clock.advance(by: .milliseconds(999))
            clock.advance(by: .milliseconds(1))
            #expect(await sent.next() == "50")
            #expect(clock.now.elapsed == .seconds(1))
        }
    }

    @Test
    func `A line that is shown already is not sent again`() async {
        await withLine { line, clock, sent in
            line.update("one")
            #expect(await sent.next() == "one")
            await clock.sleepsBegun(1)
            clock.advance(by: .seconds(1))
            line.update("one")
            line.update("two")
            #expect(await sent.next() == "two")
        }
    }

    @Test
    func `It ends when it is cancelled, while it waits and while it sleeps`() async {
        await withLine { _, _, _ in }
        await withLine { line, clock, sent in
            line.update("one")
            _ = await sent.next()
            await clock.sleepsBegun(1)
        }
    }
}
