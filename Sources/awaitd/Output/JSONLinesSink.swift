// SPDX-License-Identifier: Apache-2.0

import Lifecycle

/// Tells notices as JSON on standard output, unbuffered, one object a line.
struct JSONLinesSink: NoticeSink {
    private let lines = NoticeJSON()

    func tell(_ notice: Notice) async throws(NoticeNotTaken) {
        do throws(StandardStream.Fault) {
            try StandardStream.output.put(lines.line(notice))
        } catch {
            throw NoticeNotTaken(reason: "standard output cannot be written: \(error.reason)")
        }
    }
}
