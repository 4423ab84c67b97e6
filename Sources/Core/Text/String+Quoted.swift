// SPDX-License-Identifier: Apache-2.0

extension Unicode.Scalar {
    /// Whether a reader does not see this character, or takes it for an ordinary blank.
    package var isInvisible: Bool {
        switch value {
        case 0x20...0x7E: false
        case 0x2800: true
        default: isUnsafeInText || properties.isWhitespace || properties.isDefaultIgnorableCodePoint
        }
    }

    /// The character in quotes if it is visible, or else its code point: `'x'`, `U+00A0`.
    package var quoted: String { isInvisible || self == "'" ? codePoint : "'\(self)'" }

    /// `U+00A0`.
    private var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    /// As it is shown inside a quoted text: itself, or `\r`, `<U+00A0>`.
    fileprivate var revealed: String {
        guard isInvisible else { return String(self) }
        return escape ?? "<\(codePoint)>"
    }

    /// The escape that programmers know it by, if it has one.
    private var escape: String? {
        switch self {
        case "\t": #"\t"#
        case "\n": #"\n"#
        case "\r": #"\r"#
        default: nil
        }
    }

    /// What it is called in a sentence: `\r (a carriage return)`, `U+00A0 (a no-break space)`, `U+FE0F`.
    fileprivate var title: String {
        let name: String? =
            switch value {
            case 0x09: "a tab"
            case 0x0A: "a line feed"
            case 0x0D: "a carriage return"
            case 0x1B: "an escape"
            case 0xA0: "a no-break space"
            case 0xAD: "a soft hyphen"
            case 0x200B: "a zero width space"
            case 0x200C: "a zero width non-joiner"
            case 0x200D: "a zero width joiner"
            case 0x202F: "a narrow no-break space"
            case 0x3000: "an ideographic space"
            case 0xFEFF: "a byte order mark"
            default: nil
            }
        if self == " " { return "a blank" }
        return (escape ?? codePoint) + (name.map { " (\($0))" } ?? "")
    }
}

extension StringProtocol {
    /// This text for a message that quotes it as wrong: what cannot be seen is written out, so that `a\r` does not look like
    /// `a`.
    ///
    /// One line. Text of more than `limit` bytes of UTF-8 is cut and marked with an ellipsis; `limit` is 12 or more.
    package func revealed(limit: Int = 200) -> String {
        var result = ""
        // How many bytes of it leave room for the ellipsis.
        var fitting = 0
        for scalar in unicodeScalars {
            result += scalar.revealed
            let bytes = result.utf8.count
            guard bytes <= limit else { return String(decoding: result.utf8.prefix(fitting), as: UTF8.self) + "…" }
            if bytes <= limit - "…".utf8.count { fitting = bytes }
        }
        return result
    }

    /// What to do about what cannot be seen in this text, as the end of a sentence; nil if everything can be seen.
    ///
    /// `it ends in \r (a carriage return); remove that`. Blanks count at both ends only.
    package var invisibleAdvice: String? {
        let scalars = unicodeScalars
        if let first = scalars.first, first.isInvisible || first == " " {
            return "it begins with \(first.title); remove that"
        }
        if let last = scalars.last, last.isInvisible || last == " " { return "it ends in \(last.title); remove that" }
        guard let inner = scalars.first(where: \.isInvisible) else { return nil }
        let remedy = inner.properties.isWhitespace ? "write an ordinary blank or nothing" : "remove that"
        return "it has \(inner.title) in it; \(remedy)"
    }
}

extension String {
    /// The text with unsafe characters and unusual white space written out; newlines and tabs stay.
    ///
    /// For errors about input, on a terminal: nothing in them moves the cursor, and nothing that matters is lost.
    package var revealingLines: String {
        var result = ""
        for scalar in unicodeScalars {
            let isPlain = scalar == "\n" || scalar == "\t" || scalar == " " || !scalar.isInvisible
            let isPartOfText = !scalar.isUnsafeInText && !scalar.properties.isWhitespace
            result += isPlain || isPartOfText ? String(scalar) : scalar.revealed
        }
        return result
    }
}
