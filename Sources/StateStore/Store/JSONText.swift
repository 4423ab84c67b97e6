// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Lists in a column, as JSON: what `sqlite3` and its functions can read too.
enum JSONText {
    /// A value as JSON; an empty list if it cannot be written as such, which strings always can.
    static func encode(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    /// The value that JSON stands for; nil if it is none.
    static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) -> Value? {
        try? JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
