// SPDX-License-Identifier: Apache-2.0

import Core

/// Tells notices as JSON on standard output, unbuffered, one object a line.
struct JSONLinesSink: NoticeSink {
    private let lines = NoticeJSON()

    func deliver(_ notice: Notice) async throws(DeliveryError) {
        do {
            try StandardStream.output.put(try lines.line(notice))
        } catch let fault as StandardStream.Fault {
            throw DeliveryError(reason: "standard output cannot be written: \(fault.reason)")
        } catch {
            throw DeliveryError(reason: "it cannot be written as JSON: \(error)")
        }
    }
}
