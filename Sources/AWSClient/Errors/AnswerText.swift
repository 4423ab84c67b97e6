// SPDX-License-Identifier: Apache-2.0

import Core

/// Makes AWS's words fit for a notice: nothing of our request in them, one line, bounded.
package struct AnswerText: Sendable {
    private let secrets: [String]

    /// How many bytes of a message are told at most.
    package static let limit = 1_000

    /// Where AWS begins to quote the request that it would have signed (SignatureDoesNotMatch).
    private static let quotations = ["The Canonical String", "The String-to-Sign", "AWS4-HMAC-SHA256"]

    /// Words about a request that these credentials signed.
    package init(credentials: Credentials?) {
        let token = credentials?.sessionToken
        secrets = [
            credentials?.secretAccessKey, token, token.map { PercentEncoding.encode($0) }, credentials?.accessKeyID,
        ]
        .compactMap(\.self)
    }

    /// Words about a request with these secrets in it.
    package init(secrets: [String]) {
        self.secrets = secrets
    }

    /// A message of AWS, ready to be told.
    package func message(_ text: String) -> String {
        // No message is that long; what is cut here never comes near the limit below.
        var told = String(decoding: text.utf8.prefix(65_536), as: UTF8.self)
        for quotation in Self.quotations {
            guard let start = told.firstRange(of: quotation)?.lowerBound else { continue }
            told = told[..<start] + " \(Redaction.mark)"
        }
        return Redaction.redacted(Redaction.redacted(told, secrets: secrets)).cleaned(limit: Self.limit)
    }
}
