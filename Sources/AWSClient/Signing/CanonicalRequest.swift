// SPDX-License-Identifier: Apache-2.0

import Crypto

/// A request in the one form that both sides of SigV4 hash.
///
/// Source: AWS IAM User Guide, "Create a signed AWS API request", step 1.
package struct CanonicalRequest: Sendable, Hashable {
    /// The names of the signed headers, lower-case, sorted, joined by semicolons.
    package let signedHeaders: String
    /// Method, path, query, headers, signed headers and the body's hash, a line each.
    package let text: String

    /// The headers that proxies and transports may change on the way, and that a signature must not cover.
    private static let unsignedHeaders: Set<String> = [
        "authorization", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te",
        "trailer",
        "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]

    /// The canonical form of `request`, whose headers include Host already.
    ///
    /// The path is encoded a second time, as every service but S3 has it: `:` in an ARN is `%3A` on the wire and `%253A`
    /// here. awaitd's requests have no query.
    package init(_ request: HTTPRequest) {
        var values: [String: String] = [:]
        for header in request.headers {
            let name = header.name.lowercased()
            guard !Self.unsignedHeaders.contains(name) else { continue }
            let value = Self.collapsed(header.value)
            values[name] = values[name].map { $0 + "," + value } ?? value
        }
        let names = values.keys.sorted()
        signedHeaders = names.joined(separator: ";")
        text = """
            \(request.method)
            \(PercentEncoding.encode(request.path, keepingSlashes: true))

            \(names.map { "\($0):\(values[$0] ?? "")\n" }.joined())
            \(signedHeaders)
            \(SHA256.hash(data: request.body).hex)
            """
    }

    /// A header's value without white space at its ends, and with one space for each run of it inside.
    private static func collapsed(_ value: String) -> String {
        value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
}
