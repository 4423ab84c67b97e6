// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import Testing
import awaitd

struct StatusLineTests {
    private static func summary(pending: Int) -> Summary {
        Summary(states: [.pending: pending], notVisible: [:], nextPoll: .seconds(4), isPolling: false)
    }

    /// The line of a daemon that is ready and watches one job.
    private static func ready() -> StatusLine {
        var line = StatusLine()
        line.summary = summary(pending: 1)
        line.open()
        return line
    }

    @Test(
        arguments: [
            (nil, nil, "Watching 1: 1 pending; next poll in 4s"),
            ("the disk is full", nil, "Watching 1: 1 pending; next poll in 4s; record: the disk is full"),
            (
                "the disk is full", .rejected(diagnostics: ["watches.yaml:3:5: error: bad\n  here", "and 2 more"]),
                "Watching 1: 1 pending; next poll in 4s; record: the disk is full; "
                    + "watch list refused: watches.yaml:3:5: error: bad"
            ),
            (nil, .rejected(diagnostics: []), "Watching 1: 1 pending; next poll in 4s; watch list refused"),
            (
                nil, .unavailable("the daemon is stopping"),
                "Watching 1: 1 pending; next poll in 4s; not reloaded: the daemon is stopping"
            ),
        ] as [(String?, ControlError?, String)]
    )
    func `The summary comes first, then what is wrong`(record: String?, failure: ControlError?, text: String) {
        var line = Self.ready()
        line.reloadFailure = failure
        #expect(line.text(record: record) == text)
    }

    @Test
    func `A line that is shown already is not sent again`() {
        var line = Self.ready()
        #expect(line.change(record: nil) == "Watching 1: 1 pending; next poll in 4s")
        #expect(line.change(record: nil) == nil)
        line.summary = Self.summary(pending: 2)
        #expect(line.change(record: nil) == "Watching 2: 2 pending; next poll in 4s")
        #expect(line.change(record: nil) == nil)
        #expect(line.change(record: "the disk is full") != nil)
        #expect(line.change(record: nil) != nil)
    }

    @Test
    func `Nothing is sent before the daemon is ready, nor while it reloads or stops`() {
        var line = StatusLine()
        line.summary = Self.summary(pending: 1)
        #expect(line.change(record: nil) == nil)
        line.open()
        #expect(line.change(record: nil) == "Watching 1: 1 pending; next poll in 4s")

        line.close()
        line.summary = Self.summary(pending: 2)
        #expect(line.change(record: nil) == nil)
        line.open()
        #expect(line.change(record: nil) == "Watching 2: 2 pending; next poll in 4s", "it came during the reload")

        line.stop()
        line.summary = Self.summary(pending: 3)
        #expect(line.change(record: nil) == nil)
        // A reload that was under way ends after the stop was announced.
        line.open()
        #expect(line.change(record: nil) == nil)
    }

    @Test
    func `What went with READY=1 is not sent again, whatever the second of the next poll`() {
        func summary(pending: Int, nextPoll: Duration) -> Summary {
            Summary(states: [.pending: pending], notVisible: [:], nextPoll: nextPoll, isPolling: false)
        }
        var line = StatusLine()
        line.summary = summary(pending: 1, nextPoll: .seconds(4))
        line.open(after: line)
        line.summary = summary(pending: 1, nextPoll: .seconds(3))
        #expect(line.change(record: nil) == nil)
        line.summary = summary(pending: 1, nextPoll: .seconds(2))
        #expect(line.change(record: nil) == "Watching 1: 1 pending; next poll in 2s")
        line.open(after: line)
        #expect(line.change(record: "the disk is full") != nil)
        line.open(after: line)
        line.summary = summary(pending: 2, nextPoll: .seconds(2))
        #expect(line.change(record: nil) == "Watching 2: 2 pending; next poll in 2s")
    }
}
