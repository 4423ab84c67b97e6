// SPDX-License-Identifier: Apache-2.0

/// A JSON value: what answers are put together from, and what requests and scenarios are read into.
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

    /// What a person calls this sort of value: `a string`, `an object`.
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
