// SPDX-License-Identifier: Apache-2.0

import Core

/// Removes from text what must not appear in a log: signatures, tokens and key ids in URLs and headers.
package enum Redaction {
    /// What replaces a secret.
    package static let mark = "<redacted>"

    /// The lower-case endings of `X-Amz-Signature=`, `AWSAccessKeyId=` and other names whose values are secret.
    private static let names: [[UInt8]] = [
        "signature", "credential", "accesskeyid", "secretaccesskey", "security-token", "securitytoken", "session-token",
        "sessiontoken",
    ].map { Array($0.utf8) }

    /// `text` without the secrets of presigned URLs and signed headers, and without access key ids.
    package static func redacted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var kept: [UInt8] = []
        var position = 0
        var copied = 0
        while position < bytes.count {
            guard let secret = secret(in: bytes, at: position) else {
                position += 1
                continue
            }
            kept += bytes[copied..<secret.lowerBound]
            kept += mark.utf8
            position = secret.upperBound
            copied = position
        }
        guard copied > 0 else { return text }
        return String(decoding: kept + bytes[copied...], as: UTF8.self)
    }

    /// A URL without its query and fragment, which make a presigned URL a secret.
    package static func withoutQuery(_ url: String) -> String {
        String(url.prefix { $0 != "?" && $0 != "#" })
    }

    /// `text` with every occurrence of some secrets replaced.
    ///
    /// Secrets of less than four bytes are ignored. A secret that contains another is replaced first, so none of it is left.
    package static func redacted(_ text: String, secrets: [String]) -> String {
        var bytes = Array(text.utf8)
        let longestFirst = secrets.map { Array($0.utf8) }.sorted { $0.count > $1.count }
        for secret in longestFirst where secret.count >= 4 && secret.count <= bytes.count {
            var kept: [UInt8] = []
            var position = 0
            while position < bytes.count {
                if bytes[position] == secret[0], bytes[position...].starts(with: secret) {
                    kept += mark.utf8
                    position += secret.count
                } else {
                    kept.append(bytes[position])
                    position += 1
                }
            }
            bytes = kept
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The range of a secret that itself, or whose name, begins at a position.
    private static func secret(in bytes: [UInt8], at position: Int) -> Range<Int>? {
        guard position + 1 < bytes.count, mayBegin(lower(bytes[position]), lower(bytes[position + 1])) else {
            return nil
        }
        if let end = accessKeyEnd(in: bytes, at: position) { return position..<end }
        for name in names where position + name.count < bytes.count {
            guard zip(name, bytes[position...]).allSatisfy({ $0 == lower($1) }) else { continue }
            guard let start = valueStart(in: bytes, at: position + name.count) else { continue }
            let end = bytes[start...].firstIndex(where: isDelimiter) ?? bytes.count
            return end > start ? start..<end : nil
        }
        return nil
    }

    /// Whether a secret or the name of one may begin with two letters, which rules out nearly all text at once.
    private static func mayBegin(_ first: UInt8, _ second: UInt8) -> Bool {
        switch (first, second) {
        case (UInt8(ascii: "s"), UInt8(ascii: "e")), (UInt8(ascii: "s"), UInt8(ascii: "i")),
            (UInt8(ascii: "a"), UInt8(ascii: "c")), (UInt8(ascii: "a"), UInt8(ascii: "k")),
            (UInt8(ascii: "a"), UInt8(ascii: "s")), (UInt8(ascii: "c"), UInt8(ascii: "r")):
            true
        default:
            false
        }
    }

    /// Where a value begins after its name: after `=`, an encoded `=`, or `:` with or without quotes.
    private static func valueStart(in bytes: [UInt8], at position: Int) -> Int? {
        let rest = bytes[position...]
        if rest.first == UInt8(ascii: "=") { return position + 1 }
        if rest.count >= 3, rest.prefix(3).map(lower) == Array("%3d".utf8) { return position + 3 }
        for separator in ["\":\"", "\": \"", "\\\":\\\""] where rest.starts(with: separator.utf8) {
            return position + separator.utf8.count
        }
        // In ordinary sentences a colon may follow "signature" ("invalid signature: expired"), but not a token's name.
        let isToken = position >= 5 && bytes[(position - 5)..<position].map(lower) == Array("token".utf8)
        guard isToken, rest.first == UInt8(ascii: ":") else { return nil }
        return rest.dropFirst().firstIndex { $0 != UInt8(ascii: " ") }
    }

    /// Where an access key id that begins at a position ends: `AKIA` or `ASIA` and sixteen capitals and digits.
    private static func accessKeyEnd(in bytes: [UInt8], at position: Int) -> Int? {
        let id = bytes[position...].prefix(20)
        guard id.count == 20, id.starts(with: "AKIA".utf8) || id.starts(with: "ASIA".utf8),
            id.allSatisfy({ (65...90).contains($0) || (48...57).contains($0) })
        else { return nil }
        return position + 20
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        byte <= 0x20 || "&,;\"'<>()[]{}\\|".utf8.contains(byte)
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (65...90).contains(byte) ? byte + 32 : byte
    }
}

/// Makes AWS's messages fit for a notice: nothing of our request in them, one line, bounded.
package struct MessageRedactor: Sendable {
    private let secrets: [String]

    /// The most bytes of a message that are kept.
    package static let limit = 1_000

    /// Where AWS begins to quote the request that it would have signed (SignatureDoesNotMatch).
    private static let quotations = ["The Canonical String", "The String-to-Sign", "AWS4-HMAC-SHA256"]

    /// For messages about a request that these credentials signed.
    package init(credentials: Credentials?) {
        let token = credentials?.sessionToken
        secrets = [
            credentials?.secretAccessKey, token, token.map { PercentEncoding.encode($0) }, credentials?.accessKeyID,
        ]
        .compactMap(\.self)
    }

    /// For messages about a request with these secrets in it.
    package init(secrets: [String]) {
        self.secrets = secrets
    }

    /// A message of AWS, redacted and cleaned.
    package func message(_ text: String) -> String {
        // No message is that long, and what is cut here is far beyond the limit below.
        var kept = String(decoding: text.utf8.prefix(65_536), as: UTF8.self)
        for quotation in Self.quotations {
            guard let start = kept.firstRange(of: quotation)?.lowerBound else { continue }
            kept = kept[..<start] + " \(Redaction.mark)"
        }
        return Redaction.redacted(Redaction.redacted(kept, secrets: secrets)).cleaned(limit: Self.limit)
    }
}
