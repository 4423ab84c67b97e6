// SPDX-License-Identifier: Apache-2.0

/// Mends the characters that somebody broke in a JSON text: a job's end must not be missed for one of them.
///
/// A message that was cut in the middle of a character ends in bytes that are no UTF-8, or in half a surrogate pair.
enum BrokenCharacters {
    /// The text with U+FFFD in the place of each byte sequence that is no UTF-8 and of each escaped half of a
    /// surrogate pair without the other.
    static func mended(_ bytes: [UInt8]) -> [UInt8] {
        var text = Array(String(decoding: bytes, as: UTF8.self).utf8)
        var position = 0
        while position < text.count, let start = text[position...].firstIndex(of: UInt8(ascii: "\\")) {
            guard let unit = codeUnit(in: text, at: start) else {
                position = start + 2
                continue
            }
            position = start + escapeLength
            guard UTF16.isSurrogate(unit) else { continue }
            let hasOtherHalf = codeUnit(in: text, at: position).map(UTF16.isTrailSurrogate) ?? false
            if UTF16.isLeadSurrogate(unit), hasOtherHalf {
                position += escapeLength
            } else {
                text.replaceSubrange(start + 2..<position, with: "fffd".utf8)
            }
        }
        return text
    }

    private static let escapeLength = 6

    /// What an escape, `\u` and four hexadecimal digits, at a position stands for; nil if there is none.
    private static func codeUnit(in text: [UInt8], at position: Int) -> UInt16? {
        let escape = text.dropFirst(position).prefix(escapeLength)
        guard escape.count == escapeLength, escape.starts(with: #"\u"#.utf8) else { return nil }
        return UInt16(String(decoding: escape.dropFirst(2), as: UTF8.self), radix: 16)
    }
}
