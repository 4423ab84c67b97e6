// SPDX-License-Identifier: Apache-2.0

import Lifecycle

/// Tells notices as JSON on standard output, unbuffered, one object a line.
struct JSONLinesSink: NoticeSink {
    private let lines = NoticeJSON()

    func tell(_ notice: Notice) async throws(NoticeNotTaken) {
        do {
            try StandardStream.output.put(try lines.line(notice))
        } catch let fault as StandardStream.Fault {
            throw NoticeNotTaken(reason: "standard output cannot be written: \(fault.reason)")
        } catch {
            throw NoticeNotTaken(reason: "it cannot be written as JSON: \(error)")
        }
    }
}
