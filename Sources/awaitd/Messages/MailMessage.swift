// SPDX-License-Identifier: Apache-2.0

package import Core

/// A message as an e-mail (RFC 5322) for `sendmail`, with the newlines of Unix.
package struct MailMessage: Sendable, Hashable {
    /// The whole mail, in ASCII.
    package let text: String

    /// A mail; `sender` and `recipients` are addresses by ``isAddress(_:)``.
    ///
    /// Each header is one line: those with characters beyond ASCII have encoded words (RFC 2047) with blanks between them. The
    /// Message-ID is the event's, whichever host sends it and however often.
    package init(_ message: Message, from sender: String, to recipients: [String], at now: Timestamp) {
        let headers = [
            ("From", "awaitd <\(sender)>"),
            ("To", recipients.joined(separator: ", ")),
            ("Subject", Self.unstructured(message.subject)),
            ("Date", Self.date(now)),
            ("Message-ID", "<\(message.eventID)@awaitd.invalid>"),
            ("Auto-Submitted", "auto-generated"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "quoted-printable"),
        ]
        text =
            headers.map { "\($0): \($1)\n" }.joined() + "\n"
            + message.text().split(separator: "\n", omittingEmptySubsequences: false).map(Self.quotedPrintable).joined()
    }

    /// Whether this can be written into a header and given to `sendmail` as it is: `ops@example.com`, or a local user's name.
    package static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return (1...254).contains(text.utf8.count) && parts.count <= 2
            && parts.allSatisfy { part in
                !part.isEmpty && part.first != "-"
                    && part.utf8.allSatisfy { $0.isASCIILetterOrDigit || ".!#$%&'*+/=?^_`{|}~-".utf8.contains($0) }
            }
    }

    /// The text of a header: as it is if that is plain ASCII, else in encoded words.
    static func unstructured(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
        guard !isPlain else { return text }
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            // An encoded word has at most 75 characters, 12 of which are not the text's.
            if words[words.count - 1].count + bytes.count > 45 { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?utf-8?B?\(base64($0))?=" }.joined(separator: " ")
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = Array(bytes[start..<min(start + 3, bytes.count)])
            let bits = (group + [0, 0]).prefix(3).reduce(0) { $0 << 8 | Int($1) }
            for place in 0..<4 {
                text.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : "=")
            }
        }
        return text
    }

    /// A line with its newline, in as many lines of at most 76 characters as that takes (RFC 2045, section 6.7).
    static func quotedPrintable(_ line: some StringProtocol) -> String {
        var (result, width) = ("", 0)
        let bytes = Array(line.utf8)
        for (index, byte) in bytes.enumerated() {
            // A dot alone ends a mail, "From " begins one in a mailbox, and blanks at the end of a line get lost.
            let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
            let isAtRisk = width == 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F"))
            let isInnerBlank = byte == UInt8(ascii: " ") && index < bytes.count - 1
            let piece =
                (isPlain && !isAtRisk) || isInnerBlank ? String(UnicodeScalar(byte)) : "=" + hex(byte)
            if width + piece.utf8.count > 75 {
                result += "=\n"
                width = 0
            }
            result += piece
            width += piece.utf8.count
        }
        return result + "\n"
    }

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }

    /// `Tue, 01 Dec 2026 12:20:00 +0000` (RFC 5322, section 3.3).
    static func date(_ time: Timestamp) -> String {
        let text = time.rfc3339
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = Int((time.microseconds / 86_400_000_000) % 7 + 7) % 7
        let month = Int(text.dropFirst(5).prefix(2)) ?? 1
        return "\(days[day]), \(text.dropFirst(8).prefix(2)) \(months[month - 1]) \(text.prefix(4)) "
            + "\(time.timeOfDay) +0000"
    }
}
