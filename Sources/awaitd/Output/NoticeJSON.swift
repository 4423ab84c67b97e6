// SPDX-License-Identifier: Apache-2.0

import Core
import FoundationEssentials

/// Notices as JSON, one object a line: the journal's field names, all values strings.
struct NoticeJSON: Sendable {
    private let encoder: JSONEncoder

    /// A form whose objects have their members in alphabetical order.
    init() {
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    /// The line of a notice, with its end; throws what the encoder does rather than leave a notice out.
    func line(_ notice: Notice) throws -> String {
        let fields = Dictionary(notice.journalFields.map { ($0.name, $0.value) }) { first, _ in first }
        return String(decoding: try encoder.encode(fields), as: UTF8.self) + "\n"
    }
}
