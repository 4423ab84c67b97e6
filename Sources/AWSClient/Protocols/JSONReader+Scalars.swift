// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// Reads a string that begins here, its escapes resolved.
    mutating func string() throws(Fault) -> String {
        position += 1
        let start = position
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            guard byte >= 0x20 else { throw fault("has a control character in a string") }
            position += 1
        }
        if skip("\"") { return try text(bytes[start..<(position - 1)]) }
        var unescaped = Array(bytes[start..<position])
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                return try text(unescaped[...])
            case UInt8(ascii: "\\"):
                try escape(into: &unescaped)
            case ..<0x20:
                throw fault("has a control character in a string")
            default:
                unescaped.append(byte)
            }
        }
        throw fault("ends within a string")
    }

    /// Reads a number that begins here.
    mutating func number() throws(Fault) -> JSONValue {
        let start = position
        _ = skip("-")
        if !skip("0") {
            guard skipDigits() else { throw fault("has something that is no JSON") }
        }
        var isInteger = true
        if skip(".") {
            isInteger = false
            guard skipDigits() else { throw fault("has a number without digits behind its point") }
        }
        if skip("e") || skip("E") {
            isInteger = false
            _ = skip("+") || skip("-")
            guard skipDigits() else { throw fault("has a number without digits in its exponent") }
        }
        let digits = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let integer = Int64(digits) { return .integer(integer) }
        guard let number = Double(digits), number.isFinite else { throw fault("has a number that is too large") }
        return .number(number)
    }

    private mutating func skipDigits() -> Bool {
        let start = position
        while let byte = peek, (0x30...0x39).contains(byte) { position += 1 }
        return position > start
    }

    private func text(_ utf8: ArraySlice<UInt8>) throws(Fault) -> String {
        guard let text = String(validating: utf8, as: UTF8.self) else { throw fault("has a string that is not UTF-8") }
        return text
    }

    private mutating func escape(into text: inout [UInt8]) throws(Fault) {
        guard let kind = peek else { throw fault("ends within a string") }
        position += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try scalar()).utf8)
        default: throw fault("has an escape that JSON does not know")
        }
    }

    /// Reads the digits of `\uXXXX`, and of the second half that a surrogate needs.
    private mutating func scalar() throws(Fault) -> Character {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return Character(scalar) }
        guard (0xD800...0xDBFF).contains(first), skip("\\"), skip("u") else {
            throw fault("has half a surrogate pair in a string")
        }
        let second = try fourDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw fault("has half a surrogate pair in a string") }
        return Character(scalar)
    }

    private mutating func fourDigits() throws(Fault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw fault("has an escape without four digits")
            }
            value = value << 4 + UInt32(digit)
            position += 1
        }
        return value
    }
}
