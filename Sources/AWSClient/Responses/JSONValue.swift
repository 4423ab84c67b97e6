// SPDX-License-Identifier: Apache-2.0

/// A value of JSON (RFC 8259).
package enum JSONValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number that fits into 64 bits, in any notation.
    case integer(Int64)
    /// Any other number; always finite.
    case number(Double)
    /// A string.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// Members by name; the first one if a name is repeated.
    case object([String: JSONValue])

    /// The members, if this is an object.
    package var members: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The text, if this is a string.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
}

/// Writes JSON in its shortest form, members sorted by name.
package enum JSONWriter {
    /// `value` as compact JSON; each string goes through `text` first, with the name of the member that holds it.
    ///
    /// Of what is longer than `limit` bytes, only a little more than that is written.
    package static func compact(
        _ value: JSONValue,
        member: String = "",
        limit: Int = .max,
        text: (_ member: String, _ text: String) -> String = { _, text in text }
    ) -> String {
        var written: [UInt8] = []
        write(value, member: member, limit: limit, text, to: &written)
        return String(decoding: written, as: UTF8.self)
    }

    private static func write(
        _ value: JSONValue,
        member: String,
        limit: Int,
        _ text: (_ member: String, _ text: String) -> String,
        to written: inout [UInt8]
    ) {
        switch value {
        case .null: written += "null".utf8
        case .bool(let flag): written += (flag ? "true" : "false").utf8
        case .integer(let number): written += String(number).utf8
        case .number(let number):
            let digits = number.description
            written += (digits.hasSuffix(".0") ? digits.dropLast(2) : digits[...]).utf8
        case .string(let string): append(text(member, string), to: &written)
        case .array(let elements):
            written.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() where written.count <= limit {
                if index > 0 { written.append(UInt8(ascii: ",")) }
                write(element, member: member, limit: limit, text, to: &written)
            }
            written.append(UInt8(ascii: "]"))
        case .object(let members):
            written.append(UInt8(ascii: "{"))
            for (index, (name, value)) in members.sortedByName.enumerated() where written.count <= limit {
                if index > 0 { written.append(UInt8(ascii: ",")) }
                append(name, to: &written)
                written.append(UInt8(ascii: ":"))
                write(value, member: name, limit: limit, text, to: &written)
            }
            written.append(UInt8(ascii: "}"))
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    /// Appends a string of JSON in quotes.
    static func append(_ string: String, to written: inout [UInt8]) {
        written.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): written += [UInt8(ascii: "\\"), byte]
            case 0x08: written += #"\b"#.utf8
            case 0x09: written += #"\t"#.utf8
            case 0x0A: written += #"\n"#.utf8
            case 0x0C: written += #"\f"#.utf8
            case 0x0D: written += #"\r"#.utf8
            case 0..<0x20: written += #"\u00"#.utf8 + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: written.append(byte)
            }
        }
        written.append(UInt8(ascii: "\""))
    }
}

extension [String: JSONValue] {
    /// The members, sorted by the bytes of their names.
    var sortedByName: [(key: String, value: JSONValue)] {
        // Strings are compared by characters, which is the same for ASCII, and much faster there.
        guard keys.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) else {
            return sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        }
        return sorted { $0.key < $1.key }
    }
}
