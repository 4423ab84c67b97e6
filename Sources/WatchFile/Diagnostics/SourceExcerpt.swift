// SPDX-License-Identifier: Apache-2.0

import Core

/// The line of a source text that a diagnostic is about, fit to be printed, and where the caret goes beneath it.
package struct SourceExcerpt: Sendable, Hashable {
    /// The line: tabs are spaces, unsafe characters are U+FFFD, and a long line is cut to what surrounds the mark.
    package let text: String
    /// How many columns of a terminal come before the caret.
    package let caretColumn: Int

    /// The most columns that an excerpt takes.
    static let mostColumns = 79

    /// The excerpt of `source` around `mark`.
    init(of source: SourceText, at mark: SourceMark) {
        let line = source.range(ofLine: mark.line)
        let place = min(max(mark.offset, line.lowerBound), line.upperBound)
        // This many bytes hold all that can be shown, so that a line of 8 MiB costs no more than a short one.
        let reach = Self.mostColumns * 8
        let from = Self.boundary(source.bytes, max(line.lowerBound, place - reach), in: line)
        let to = Self.boundary(source.bytes, min(line.upperBound, place + reach), in: line)
        let seen = Self.shown(source.bytes[from..<max(from, place)])
        let shown = Self.withoutPasswords(seen + Self.shown(source.bytes[min(place, to)..<to]))
        let (before, after) = (Array(shown[..<seen.count]), Array(shown[seen.count...]))
        let widthBefore = Self.width(before)
        let widthAfter = Self.width(after)
        let isWhole = from == line.lowerBound && to == line.upperBound
        if isWhole, widthBefore + widthAfter <= Self.mostColumns {
            text = Self.string(before + after)
            caretColumn = widthBefore
            return
        }
        let lead = min(widthBefore, max(40, Self.mostColumns - 2 - widthAfter))
        let head = Self.suffix(before, columns: lead)
        let tail = Self.prefix(after, columns: Self.mostColumns - 2 - lead)
        let cutsHead = head.count < before.count || from > line.lowerBound
        let cutsTail = tail.count < after.count || to < line.upperBound
        text = (cutsHead ? "…" : "") + Self.string(head + tail) + (cutsTail ? "…" : "")
        caretColumn = (cutsHead ? 1 : 0) + Self.width(head)
    }

    /// The next offset from `offset` on at which a character begins.
    private static func boundary(_ bytes: [UInt8], _ offset: Int, in line: Range<Int>) -> Int {
        var offset = offset
        while offset > line.lowerBound, offset < line.upperBound, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
        return offset
    }

    private static func shown(_ bytes: ArraySlice<UInt8>) -> [Unicode.Scalar] {
        String(decoding: bytes, as: UTF8.self).unicodeScalars.map { scalar in
            scalar == "\t" ? " " : scalar.isUnsafeInText ? "\u{FFFD}" : scalar
        }
    }

    /// A line with `*` for each character of a user name and password in a URL: `https://****@host`.
    private static func withoutPasswords(_ line: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var line = line
        var start = line.startIndex
        while let scheme = line[start...].firstRange(of: "://".unicodeScalars) {
            start = scheme.upperBound
            let end = line[start...].firstIndex { $0.value <= 0x20 || $0 == "\"" || $0 == "'" } ?? line.endIndex
            guard let at = line[start..<end].lastIndex(of: "@") else { continue }
            for index in start..<at { line[index] = "*" }
        }
        return line
    }

    private static func width(_ scalars: some Sequence<Unicode.Scalar>) -> Int {
        scalars.reduce(0) { $0 + $1.columns }
    }

    private static func prefix(_ scalars: [Unicode.Scalar], columns: Int) -> [Unicode.Scalar] {
        var left = columns
        return Array(
            scalars.prefix { scalar in
                left -= scalar.columns
                return left >= 0
            }
        )
    }

    private static func suffix(_ scalars: [Unicode.Scalar], columns: Int) -> [Unicode.Scalar] {
        prefix(scalars.reversed(), columns: columns).reversed()
    }

    private static func string(_ scalars: [Unicode.Scalar]) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
