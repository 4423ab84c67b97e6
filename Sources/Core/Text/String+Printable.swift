// SPDX-License-Identifier: Apache-2.0

extension Unicode.Scalar {
    /// Whether a terminal, a log line or the sd_notify protocol could take this for a command rather than for text.
    ///
    /// True for control characters, line and paragraph separators, and marks that reverse the direction of writing or
    /// are invisible.
    package var isUnsafeInText: Bool {
        switch value {
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF, 0xFFF9...0xFFFB: true
        case 0xE0000...0xE007F: true
        default: false
        }
    }

    /// The character in quotes if it is printable, or else its code point.
    package var quoted: String {
        isUnsafeInText || self == "'"
            ? "U+" + String(repeating: "0", count: max(0, 4 - String(value, radix: 16).utf8.count))
                + String(value, radix: 16, uppercase: true)
            : "'\(self)'"
    }

    /// How many columns of a terminal the character occupies: 0, 1 or 2.
    ///
    /// Blocks that Unicode's EastAsianWidth.txt lists as W or F almost throughout are wide; that is precise enough to put a
    /// caret under the right word and to align a table.
    package var columns: Int {
        switch value {
        case 0..<0x300: 1
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF: 2
        case 0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6: 2
        case 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD: 2
        default:
            switch properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: 0
            default: 1
            }
        }
    }
}

extension StringProtocol {
    /// This text made fit for one line of a terminal, a message or `STATUS=`.
    ///
    /// Runs of white space and unsafe characters become one space, and are removed at both ends. Text of more than `limit`
    /// bytes of UTF-8 is cut at a character and marked with an ellipsis, which counts; `limit` is 3 or more.
    package func cleaned(limit: Int = 2_000) -> String {
        var result = String.UnicodeScalarView()
        var bytes = 0
        // How many scalars at the end would have to make room for the ellipsis.
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

extension String {
    /// This text, or as many of its characters as fit `limit` bytes of UTF-8 with an ellipsis in place of the rest.
    ///
    /// For text that keeps its control characters; ``cleaned(limit:)`` is for what people read. `limit` is 3 or more.
    package func truncated(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit - "…".utf8.count)
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return self[..<end] + "…"
    }
}
