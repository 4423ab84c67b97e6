// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Reads JSON (RFC 8259) into a ``JSONValue``, with Foundation's decoder and its limit on nesting (512 levels).
package enum JSONReader {
    /// The most values that are read: far more than any response has, and few enough to take no time.
    package static let valueLimit = 20_000

    private static let decoder = JSONDecoder()

    /// The value that `bytes` hold, in UTF-8.
    ///
    /// A leading byte order mark and a comma after the last element are ignored; of a repeated member, the first counts.
    /// Broken characters are read as U+FFFD.
    package static func value(of bytes: [UInt8]) throws(MalformedDocumentError) -> JSONValue {
        guard !bytes.isEmpty else { throw MalformedDocumentError(reason: "is empty") }
        // The decoder would also accept UTF-16 and UTF-32, which it recognizes by their zeros.
        guard !bytes.prefix(4).contains(0) else { throw MalformedDocumentError(reason: "is not UTF-8") }
        guard !hasTooMany(bytes) else {
            throw MalformedDocumentError(reason: "has more than \(valueLimit) values in it")
        }
        if let value = try? decoder.decode(JSONValue.self, from: Data(bytes)) { return value }
        do {
            return try decoder.decode(JSONValue.self, from: Data(repaired(bytes)))
        } catch {
            throw MalformedDocumentError(
                reason: MarkupPage.isMarkup(bytes) ? "is \(MarkupPage.description)" : "is cut off or malformed"
            )
        }
    }

    /// Whether there are more values than are read, by the commas and brackets outside of strings.
    ///
    /// Each value costs the decoder up to some microseconds and hundreds of bytes, but a sender only the byte of a comma.
    private static func hasTooMany(_ bytes: [UInt8]) -> Bool {
        var count = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\"): isEscaped = isInString
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{"):
                if !isInString { count += 1 }
            default: break
            }
        }
        return count > valueLimit
    }

    /// The text with U+FFFD in place of each byte sequence that is not UTF-8 and of each unpaired escaped surrogate.
    ///
    /// A message that was cut in the middle of a character ends in one of these, which must not hide that a job ended.
    private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
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

    /// The code unit of an escape, `\u` and four hexadecimal digits, at a position; nil if there is none.
    private static func codeUnit(in text: [UInt8], at position: Int) -> UInt16? {
        let escape = text.dropFirst(position).prefix(escapeLength)
        guard escape.count == escapeLength, escape.starts(with: #"\u"#.utf8) else { return nil }
        return UInt16(String(decoding: escape.dropFirst(2), as: UTF8.self), radix: 16)
    }
}

/// Why bytes from outside are not the JSON or XML that they should be.
package struct MalformedDocumentError: Error, Hashable {
    /// The end of a sentence: `is empty`.
    package let reason: String
}
