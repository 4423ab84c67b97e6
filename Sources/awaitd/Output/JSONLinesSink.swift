// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Lifecycle

/// Tells notices as JSON, one object a line: the journal's field names, all values strings.
struct JSONLinesSink: NoticeSink {
    private let encoder: JSONEncoder

    /// A sink that writes to standard output, unbuffered.
    init() {
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    func tell(_ notice: Notice) async throws(NoticeNotTaken) {
        let fields = Dictionary(notice.journalFields.map { ($0.name, $0.value) }) { first, _ in first }
        do {
            let json = String(decoding: try encoder.encode(fields), as: UTF8.self)
            guard StandardStream.output.write(json + "\n") else {
                throw NoticeNotTaken(reason: "standard output cannot be written")
            }
        } catch {
            throw NoticeNotTaken(reason: "standard output cannot be written")
        }
    }
}
