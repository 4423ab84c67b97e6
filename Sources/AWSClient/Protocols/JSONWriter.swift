// SPDX-License-Identifier: Apache-2.0

/// Writes JSON in its shortest form, members sorted by name.
package enum JSONWriter {
    /// `value` as compact JSON; each string goes through `text` first, together with the name of the member it stands in.
    package static func compact(
        _ value: JSONValue,
        member: String = "",
        text: (_ member: String, _ text: String) -> String = { _, text in text }
    ) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .number(let number): self.number(number)
        case .string(let string): quoted(text(member, string))
        case .array(let elements):
            "[\(elements.map { compact($0, member: member, text: text) }.joined(separator: ","))]"
        case .object(let members):
            "{\(members.sorted { $0.key < $1.key }.map { quoted($0.key) + ":" + compact($0.value, member: $0.key, text: text) }.joined(separator: ","))}"
        }
    }

    /// A number in its shortest form that reads back as the same: whole ones without a point.
    package static func number(_ number: Double) -> String {
        if number == number.rounded(), abs(number) < 9_007_199_254_740_992 { return String(Int64(number)) }
        return "\(number)"
    }

    /// A string in quotes, with the escapes that JSON demands and no others.
    package static func quoted(_ text: String) -> String {
        var result: [UInt8] = [UInt8(ascii: "\"")]
        result.reserveCapacity(text.utf8.count + 2)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
            case 0x0A: result += "\\n".utf8
            case 0x0D: result += "\\r".utf8
            case 0x09: result += "\\t".utf8
            case ..<0x20: result += "\\u00\([byte].hex)".utf8
            default: result.append(byte)
            }
        }
        result.append(UInt8(ascii: "\""))
        return String(decoding: result, as: UTF8.self)
    }
}
