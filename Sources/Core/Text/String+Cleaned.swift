// SPDX-License-Identifier: Apache-2.0

extension Unicode.Scalar {
    /// Whether a terminal, a log line or the sd_notify protocol could take this for a command rather than for text.
    ///
    /// Control characters, line and paragraph separators, and the marks that turn the direction of writing around or
    /// hide what stands there.
    package var isUnsafeInText: Bool {
        switch value {
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF, 0xFFF9...0xFFFB: true
        case 0xE0000...0xE007F: true
        default: false
        }
    }

    /// The character in quotes if it can be shown, else its code point.
    package var quoted: String {
        isUnsafeInText || self == "'"
            ? "U+" + String(repeating: "0", count: max(0, 4 - String(value, radix: 16).utf8.count))
                + String(value, radix: 16, uppercase: true)
            : "'\(self)'"
    }
}

extension StringProtocol {
    /// This text made fit for one line of a terminal, a message or `STATUS=`.
    ///
    /// Runs of white space and unsafe characters become one space, none stands at the ends, and what is over `limit`
    /// bytes of UTF-8 is cut at a character and marked with an ellipsis, which the limit includes: it is 3 or more.
    package func cleaned(limit: Int = 2_000) -> String {
        var result = String.UnicodeScalarView()
        var bytes = 0
        // What stands at the end so far and would have to give way to the ellipsis.
        var excess = 0
        var pendingSpace = false
        for scalar in unicodeScalars {
            if scalar.isUnsafeInText || scalar == " " {
                pendingSpace = !result.isEmpty
                continue
            }
            bytes += UTF8.width(scalar) + (pendingSpace ? 1 : 0)
            guard bytes <= limit else {
                result.removeLast(excess)
                return String(result) + "…"
            }
            if pendingSpace { result.append(" ") }
            result.append(scalar)
            excess = bytes <= limit - "…".utf8.count ? 0 : excess + (pendingSpace ? 2 : 1)
            pendingSpace = false
        }
        return String(result)
    }
}
