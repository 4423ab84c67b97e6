// SPDX-License-Identifier: Apache-2.0

package import Core
import Crypto

/// AWS Signature Version 4 in headers: a pure function of the request, the credentials and the time.
///
/// Source: AWS IAM User Guide, "AWS Signature Version 4 for API requests".
package struct SigV4: Sendable {
    /// The credentials to sign with.
    package let credentials: Credentials
    /// The region of the credential scope.
    package let region: String
    /// The signing name of the credential scope: `bedrock`, `machinelearning`.
    package let service: String

    private static let algorithm = "AWS4-HMAC-SHA256"

    /// A signer for one credential scope.
    package init(credentials: Credentials, region: String, service: String) {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// `request` with Host, X-Amz-Date, the session token if there is one, and Authorization, signed as of `time`.
    package func signed(_ request: HTTPRequest, at time: Timestamp) -> HTTPRequest {
        var signed = dated(request, at: time)
        let canonical = CanonicalRequest(signed)
        let scope = "\(time.basicISO8601.prefix(8))/\(region)/\(service)/aws4_request"
        let stringToSign = """
            \(Self.algorithm)
            \(time.basicISO8601)
            \(scope)
            \(SHA256.hash(data: Array(canonical.text.utf8)).hex)
            """
        let signature = HMAC<SHA256>.authenticationCode(for: Array(stringToSign.utf8), using: signingKey(at: time)).hex
        let authorization = """
            \(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope), \
            SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)
            """
        signed.headers.append(HTTPField("Authorization", authorization))
        return signed
    }

    /// The canonical form of what ``signed(_:at:)`` signs, for tests and for comparison with other signers.
    package func canonicalRequest(_ request: HTTPRequest, at time: Timestamp) -> CanonicalRequest {
        CanonicalRequest(dated(request, at: time))
    }

    /// `request` with all the headers that the signature covers.
    private func dated(_ request: HTTPRequest, at time: Timestamp) -> HTTPRequest {
        var dated = request
        dated.headers.insert(HTTPField("Host", request.endpoint.hostHeader), at: 0)
        dated.headers.append(HTTPField("X-Amz-Date", time.basicISO8601))
        if let token = credentials.sessionToken {
            dated.headers.append(HTTPField("X-Amz-Security-Token", token))
        }
        return dated
    }

    private func signingKey(at time: Timestamp) -> SymmetricKey {
        var key = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey)".utf8))
        for part in [String(time.basicISO8601.prefix(8)), region, service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        return key
    }
}

/// A request in the canonical form that both sides of SigV4 hash.
///
/// Source: AWS IAM User Guide, "Create a signed AWS API request", step 1.
package struct CanonicalRequest: Sendable, Hashable {
    /// The names of the signed headers, lower-case, sorted, joined by semicolons.
    package let signedHeaders: String
    /// Method, path, query, headers, signed headers and the body's hash, a line each.
    package let text: String

    /// Headers that proxies and transports may change on the way, so a signature must not cover them.
    private static let unsignedHeaders: Set<String> = [
        "authorization", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te",
        "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]

    /// The canonical form of `request`, whose headers already include Host.
    ///
    /// The path is encoded a second time, as for every service but S3: `:` in an ARN is `%3A` on the wire and `%253A`
    /// here. The query is canonical on the wire already.
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
            \(request.query)
            \(names.map { "\($0):\(values[$0] ?? "")\n" }.joined())
            \(signedHeaders)
            \(SHA256.hash(data: request.body).hex)
            """
    }

    /// A header's value without white space at its ends, each inner run of it replaced by one space.
    private static func collapsed(_ value: String) -> String {
        value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
}
