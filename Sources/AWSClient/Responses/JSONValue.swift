// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Platform

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

    /// The value at a dotted path of member names; nil if a member on the way is missing or not an object.
    package subscript(path path: some StringProtocol) -> JSONValue? {
        var value = self
        for name in path.split(separator: ".") {
            guard let next = value.members?[String(name)] else { return nil }
            value = next
        }
        return value
    }
}

extension JSONValue: Codable {
    /// Decodes whatever value comes next.
    ///
    /// A decoder can only be asked for one type at a time, and each mismatch costs an error, so the types are tried in the
    /// order of their frequency in AWS's responses.
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            self = .string(text)
        } else if let number = try? value.decode(Int64.self) {
            self = .integer(number)
        } else if let members = try? value.decode([String: JSONValue].self) {
            self = .object(members)
        } else if let elements = try? value.decode([JSONValue].self) {
            self = .array(elements)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let flag = try? value.decode(Bool.self) {
            self = .bool(flag)
        } else if value.decodeNil() {
            self = .null
        } else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "not a value of JSON")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let flag): try container.encode(flag)
        case .integer(let number): try container.encode(number)
        case .number(let number): try container.encode(number)
        case .string(let text): try container.encode(text)
        case .array(let elements): try container.encode(elements)
        case .object(let members): try container.encode(members)
        }
    }
}

/// Writes JSON in its shortest form, members sorted by name, with Foundation's encoder.
package enum JSONWriter {
    private static let encoder = JSONEncoder.sorted()

    /// `value` as compact JSON; each string goes through `text` first, with the name of the member that holds it.
    package static func compact(
        _ value: JSONValue,
        member: String = "",
        text: (_ member: String, _ text: String) -> String = { _, text in text }
    ) -> String {
        // Encoding fails only on numbers that are not finite, which JSON does not have.
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
