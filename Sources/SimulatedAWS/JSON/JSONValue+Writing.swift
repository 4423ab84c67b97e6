// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// This value as JSON text, an object's members in the order of their names.
    ///
    /// Written here and not by `JSONEncoder`, which cannot write a number in exponent form as Amazon ML does.
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
        text += "\""
    }

    /// A double that is a whole number loses its `.0`, as AWS writes it; JSON has no infinities, so they become null.
    private static func decimalForm(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// The form in which Java's `Double.toString` writes numbers from ten million on: `1.4354E9`.
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
