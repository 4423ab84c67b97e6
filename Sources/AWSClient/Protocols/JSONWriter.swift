// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Writes JSON in its shortest form, members sorted by name, with Foundation's encoder.
package enum JSONWriter {
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    /// `value` as compact JSON; each string goes through `text` first, together with the name of the member it stands in.
    package static func compact(
        _ value: JSONValue,
        member: String = "",
        text: (_ member: String, _ text: String) -> String = { _, text in text }
    ) -> String {
        // Encoding fails on numbers that are not finite, and JSON has none.
        guard let bytes = try? encoder.encode(mapped(value, member: member, text)) else { return "null" }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func mapped(
        _ value: JSONValue,
        member: String,
        _ text: (_ member: String, _ text: String) -> String
    ) -> JSONValue {
        switch value {
        case .null, .bool, .integer, .number: value
        case .string(let string): .string(text(member, string))
        case .array(let elements): .array(elements.map { mapped($0, member: member, text) })
        case .object(let members):
            .object(Dictionary(uniqueKeysWithValues: members.map { ($0, mapped($1, member: $0, text)) }))
        }
    }
}
