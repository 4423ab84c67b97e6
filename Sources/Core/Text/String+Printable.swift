// SPDX-License-Identifier: Apache-2.0

extension Unicode.Scalar {
    /// Whether a terminal, a log line, the sd_notify protocol or systemd could take this for something other than text.
    ///
    /// True for control characters, line and paragraph separators, marks that reverse the direction of writing or are
    /// invisible, and noncharacters. The one place that decides it: what is cleaned by it, systemd and journalctl accept.
    package var isUnsafeInText: Bool {
        switch value {
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF, 0xFFF9...0xFFFB: true
        case 0xE0000...0xE007F: true
        default: isNoncharacter
        }
    }

    /// Whether this is one of the 66 noncharacters (The Unicode Standard, section 23.7).
    ///
    /// systemd takes text with one of them for invalid UTF-8: a unit whose environment file has one does not start, and
    /// journalctl shows such a value as a number of bytes.
    private var isNoncharacter: Bool { (0xFDD0...0xFDEF).contains(value) || value & 0xFFFE == 0xFFFE }

    /// How many columns of a terminal the character occupies: 0, 1 or 2.
    ///
    /// See ``CharacterWidths`` for the version of Unicode. Terminals disagree about sequences that form one emoji; counted
    /// is each scalar by itself.
    package var columns: Int {
        if value < 0xAD { return 1 }
        if Self.contains(value, CharacterWidths.zero) { return 0 }
        return value >= 0x1100 && Self.contains(value, CharacterWidths.wide) ? 2 : 1
    }

    /// Whether a value is in one of the ranges, whose first and last values follow each other in order.
    private static func contains(_ value: UInt32, _ ranges: [UInt32]) -> Bool {
        var (low, high) = (0, ranges.count / 2)
        while low < high {
            let middle = (low + high) / 2
            if value > ranges[2 * middle + 1] { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count / 2 && value >= ranges[2 * low]
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
    /// The text with a blank in place of each unsafe character; newlines and tabs stay.
    package var keepingLines: String {
        guard unicodeScalars.contains(where: { $0.isUnsafeInText && $0 != "\n" && $0 != "\t" }) else { return self }
        let scalars = unicodeScalars.map { $0.isUnsafeInText && $0 != "\n" && $0 != "\t" ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }

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
