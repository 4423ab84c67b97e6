// SPDX-License-Identifier: Apache-2.0

/// A value of JSON (RFC 8259).
package enum JSONValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number that 64 bits hold exactly, however it is written.
    case integer(Int64)
    /// Any other number; always finite.
    case number(Double)
    /// A string.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// Members by name; of a name that comes twice, the first one.
    case object([String: JSONValue])

    /// The members, if this is an object.
    package var members: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The text, if this is a string.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// What stands at a dotted path of member names; nil if a part of it is missing, or in something that has no members.
    package subscript(path path: some StringProtocol) -> JSONValue? {
        var value = self
        for name in path.split(separator: ".") {
            guard let next = value.members?[String(name)] else { return nil }
            value = next
        }
        return value
    }
}
