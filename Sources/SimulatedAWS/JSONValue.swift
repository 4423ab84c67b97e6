// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A JSON value, from which responses are built and into which requests and scenarios are parsed.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A number written in decimal form: `1410560805.669`.
    case decimal(Double)
    /// A number written in exponent form, as Amazon ML may send its times: `1.410560805669E9`.
    case exponent(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The members of an object; nil for every other value.
    package var members: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The text of a string; nil for every other value.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of a number in any form; nil for every other value.
    package var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .decimal(let value), .exponent(let value): value
        case .null, .bool, .string, .array, .object: nil
        }
    }

    /// The type of the value, for people: `a string`, `an object`.
    package var sort: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .decimal, .exponent: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .decimal(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}

extension JSONValue: Decodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // Each `try?` here only determines which of JSON's types this is. Those that fail cost most, so that the most frequent
        // types come first.
        if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let members = try? decoder.container(keyedBy: Member.self) {
            var object: [String: JSONValue] = [:]
            for name in members.allKeys { object[name.stringValue] = try members.decode(JSONValue.self, forKey: name) }
            self = .object(object)
        } else if var elements = try? decoder.unkeyedContainer() {
            var array: [JSONValue] = []
            while !elements.isAtEnd { array.append(try elements.decode(JSONValue.self)) }
            self = .array(array)
        } else if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else {
            self = .decimal(try container.decode(Double.self))
        }
    }

    /// The name of a member.
    private struct Member: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }

    /// Parses one JSON text.
    ///
    /// - Parameter bytes: The text in UTF-8.
    /// - Throws: `DecodingError` if the bytes are not one JSON value.
    package init(parsing bytes: some Sequence<UInt8>) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    }
}

extension JSONValue {
    /// This value as JSON text, the members of objects sorted by name.
    ///
    /// `JSONEncoder` cannot write a number in exponent form as Amazon ML does.
    package var json: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .decimal(let value): text += Self.decimalForm(value)
        case .exponent(let value): text += Self.exponentForm(value)
        case .string(let value): Self.write(value, to: &text)
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                element.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { text += "," }
                Self.write(member.key, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        defer { text += "\"" }
        let isPlain = string.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        guard !isPlain else {
            text += string
            return
        }
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    /// A whole number loses its `.0`, as AWS writes it; infinities become null, since JSON has none.
    private static func decimalForm(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// The form in which Java's `Double.toString` writes numbers of ten million and more: `1.4354E9`.
    private static func exponentForm(_ value: Double) -> String {
        let text = value.description
        guard value.isFinite, !text.contains("e") else { return decimalForm(value) }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let sign = value < 0 ? "-" : ""
        let whole = parts[0].drop { $0 == "-" }
        guard let first = whole.first, first != "0" else { return decimalForm(value) }
        var fraction = String(whole.dropFirst()) + (parts.count > 1 ? String(parts[1]) : "")
        while fraction.last == "0" { fraction.removeLast() }
        return "\(sign)\(first).\(fraction.isEmpty ? "0" : fraction)E\(whole.count - 1)"
    }
}
