// SPDX-License-Identifier: Apache-2.0

package import Core
import Crypto
import Synchronization

/// AWS Signature Version 4 in headers: a function of the request, the credentials and the time.
///
/// Copies share the day's key, which is derived once a day; it belongs to these credentials, region and service alone.
/// Source: AWS IAM User Guide, "AWS Signature Version 4 for API requests".
package struct SigV4: Sendable {
    /// The credentials to sign with.
    package let credentials: Credentials
    /// The region of the credential scope.
    package let region: String
    /// The signing name of the credential scope: `bedrock`, `machinelearning`.
    package let service: String

    private let key = SigningKey()

    private static let algorithm = "AWS4-HMAC-SHA256"

    /// A signer for one credential scope.
    package init(credentials: Credentials, region: String, service: String) {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// `request` with Host, X-Amz-Date, the session token if there is one, and Authorization, signed as of `time`.
    package func signed(_ request: HTTPRequest, at time: Timestamp) -> HTTPRequest {
        let date = time.basicISO8601
        let day = key.day(date.utf8.prefix(8), for: self)
        var signed = dated(request, date)
        let canonical = CanonicalRequest(signed)

        var text: [UInt8] = []
        text.reserveCapacity(256)
        for line in [Self.algorithm, date] {
            text += line.utf8
            text.append(UInt8(ascii: "\n"))
        }
        text += day.scope
        text.append(UInt8(ascii: "\n"))
        text.append(hexOf: SHA256.hash(data: canonical.bytes))
        var signature = day.keyed
        signature.update(data: text)

        var authorization: [UInt8] = []
        authorization.reserveCapacity(320)
        authorization += Self.algorithm.utf8
        authorization += " Credential=".utf8
        authorization += credentials.accessKeyID.utf8
        authorization.append(UInt8(ascii: "/"))
        authorization += day.scope
        authorization += ", SignedHeaders=".utf8
        authorization += canonical.bytes[canonical.names]
        authorization += ", Signature=".utf8
        authorization.append(hexOf: signature.finalize())
        signed.headers.append(HTTPField("Authorization", String(decoding: authorization, as: UTF8.self)))
        return signed
    }

    /// The canonical form of what ``signed(_:at:)`` signs, for tests and for comparison with other signers.
    package func canonicalRequest(_ request: HTTPRequest, at time: Timestamp) -> CanonicalRequest {
        CanonicalRequest(dated(request, time.basicISO8601))
    }

    /// `request` with all the headers that the signature covers, and room for the signature.
    private func dated(_ request: HTTPRequest, _ date: String) -> HTTPRequest {
        var headers: [HTTPField] = []
        headers.reserveCapacity(request.headers.count + 5)
        headers.append(HTTPField("Host", request.endpoint.hostHeader))
        headers += request.headers
        headers.append(HTTPField("X-Amz-Date", date))
        if let token = credentials.sessionToken { headers.append(HTTPField("X-Amz-Security-Token", token)) }
        var dated = request
        dated.headers = headers
        return dated
    }
}

/// The key that signs a day's requests, for one secret, region and service: derived by four HMACs once a day.
private final class SigningKey: Sendable {
    struct Day {
        /// `20261121/us-east-1/bedrock/aws4_request`.
        let scope: [UInt8]
        /// What authenticates with the key, before any message.
        let keyed: HMAC<SHA256>
    }

    private let kept = Mutex<Day?>(nil)

    /// The key of a day, such as `20261121`.
    func day(_ date: Substring.UTF8View, for signer: SigV4) -> Day {
        kept.withLock { kept in
            if let kept, kept.scope.starts(with: date) { return kept }
            let day = Self.derived(date, signer)
            kept = day
            return day
        }
    }

    private static func derived(_ date: Substring.UTF8View, _ signer: SigV4) -> Day {
        var key = SymmetricKey(data: Array("AWS4\(signer.credentials.secretAccessKey)".utf8))
        let parts = [Array(date), Array(signer.region.utf8), Array(signer.service.utf8), Array("aws4_request".utf8)]
        for part in parts {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: part, using: key))
        }
        return Day(scope: Array(parts.joined(separator: [UInt8(ascii: "/")])), keyed: HMAC(key: key))
    }
}

/// A request in the canonical form that both sides of SigV4 hash.
///
/// Source: AWS IAM User Guide, "Create a signed AWS API request", step 1.
package struct CanonicalRequest: Sendable, Hashable {
    /// Method, path, query, headers, signed headers and the body's hash, a line each, in UTF-8.
    let bytes: [UInt8]
    /// Where the names of the signed headers are in it.
    let names: Range<Int>

    /// The names of the signed headers, lower-case, sorted, joined by semicolons.
    package var signedHeaders: String { String(decoding: bytes[names], as: UTF8.self) }
    /// The whole as text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Headers that proxies and transports may change on the way, so a signature must not cover them.
    private static let unsignedHeaders = [
        "authorization", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te",
        "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]
    private static let unsignedLengths = Set(unsignedHeaders.map(\.utf8.count))
    /// The hash of no body: that of GET requests.
    private static let emptyBodyHash = SHA256.hash(data: [UInt8]()).hex

    /// The canonical form of `request`, whose headers already include Host.
    ///
    /// The path is encoded a second time, as for every service but S3: `:` in an ARN is `%3A` on the wire and `%253A`
    /// here. The query is canonical on the wire already.
    package init(_ request: HTTPRequest) {
        let newline = UInt8(ascii: "\n")
        let headers = Self.sorted(request.headers)
        var text: [UInt8] = []
        text.reserveCapacity(768)
        text += request.method.utf8
        text.append(newline)
        PercentEncoding.append(request.path, keepingSlashes: true, to: &text)
        text.append(newline)
        text += request.query.utf8
        var list: [UInt8] = []
        list.reserveCapacity(96)
        var previous = ""
        for header in headers {
            if !list.isEmpty, header.name.isEqual(ignoringCaseTo: previous) {
                // The values of equal names are one value.
                text.append(UInt8(ascii: ","))
            } else {
                text.append(newline)
                if !list.isEmpty { list.append(UInt8(ascii: ";")) }
                let start = list.count
                for byte in header.name.utf8 { list.append(byte.lowercased) }
                text += list[start...]
                text.append(UInt8(ascii: ":"))
                previous = header.name
            }
            Self.append(collapsed: header.value, to: &text)
        }
        text.append(newline)
        text.append(newline)
        let start = text.count
        text += list
        names = start..<text.count
        text.append(newline)
        if request.body.isEmpty {
            text += Self.emptyBodyHash.utf8
        } else {
            text.append(hexOf: SHA256.hash(data: request.body))
        }
        bytes = text
    }

    /// The headers that are signed, by their names; those of equal names in their order.
    private static func sorted(_ headers: [HTTPField]) -> [HTTPField] {
        var sorted: [HTTPField] = []
        sorted.reserveCapacity(headers.count)
        for header in headers where !isUnsigned(header.name) {
            let position = sorted.lastIndex { !precedes(header.name, $0.name) }.map { $0 + 1 } ?? 0
            sorted.insert(header, at: position)
        }
        return sorted
    }

    private static func isUnsigned(_ name: String) -> Bool {
        unsignedLengths.contains(name.utf8.count) && unsignedHeaders.contains(where: name.isEqual(ignoringCaseTo:))
    }

    private static func precedes(_ one: String, _ other: String) -> Bool {
        one.utf8.lazy.map(\.lowercased).lexicographicallyPrecedes(other.utf8.lazy.map(\.lowercased))
    }

    /// Appends a header's value without white space at its ends, each inner run of it replaced by one space.
    private static func append(collapsed value: String, to text: inout [UInt8]) {
        guard value.utf8.contains(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else {
            text += value.utf8
            return
        }
        let start = text.count
        var isAfterSpace = false
        for byte in value.utf8 {
            guard byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") else {
                isAfterSpace = true
                continue
            }
            if isAfterSpace, text.count > start { text.append(UInt8(ascii: " ")) }
            isAfterSpace = false
            text.append(byte)
        }
    }
}
