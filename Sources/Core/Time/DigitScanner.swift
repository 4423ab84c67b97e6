// SPDX-License-Identifier: Apache-2.0

/// Reads fixed-width numbers and single characters from the front of a text.
struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: some StringProtocol) {
        rest = Substring(text).utf8
    }

    /// Whether all has been read.
    var isAtEnd: Bool { rest.isEmpty }

    /// Reads exactly so many decimal digits.
    mutating func number(digits: Int) -> Int? {
        guard rest.count >= digits else { return nil }
        var value = 0
        for byte in rest.prefix(digits) {
            guard let digit = Self.digit(byte) else { return nil }
            value = value * 10 + digit
        }
        rest = rest.dropFirst(digits)
        return value
    }

    /// Reads one or more digits behind a decimal point as so many digits: `5` is 500000 with six; more are cut.
    mutating func fraction(digits: Int) -> Int? {
        var value = 0
        var read = 0
        while let byte = rest.first, let digit = Self.digit(byte) {
            if read < digits { value = value * 10 + digit }
            read += 1
            rest = rest.dropFirst()
        }
        guard read > 0 else { return nil }
        for _ in 0..<max(0, digits - read) { value *= 10 }
        return value
    }

    /// Reads one character if it comes next.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, UInt32(byte) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Reads `Z`, `+01:00`, `-0530` or nothing: minutes east of UTC, or nil for what is no offset.
    mutating func zoneOffset() -> Int? {
        if isAtEnd || skip("Z") || skip("z") { return 0 }
        let sign: Int
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard let hours = number(digits: 2), hours < 24 else { return nil }
        _ = skip(":")
        guard let minutes = number(digits: 2), minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        (48...57).contains(byte) ? Int(byte) - 48 : nil
    }
}
