// SPDX-License-Identifier: Apache-2.0

/// Carries a request to AWS and its response back: real connections, or a test's script.
package protocol HTTPTransport: Sendable {
    /// Sends one request once and reads its whole response.
    ///
    /// Never follows a redirect, and retries in one case only: a connection that had answered before was closed before
    /// it took the request, and the request may be repeated. Throws ``TransportError`` if no complete response came in
    /// time, and at once when the task is cancelled.
    func send(_ request: HTTPRequest, until deadline: Deadline) async throws(TransportError) -> HTTPResponse
}

/// One HTTP request, as it is sent byte for byte.
package struct HTTPRequest: Sendable, Hashable {
    /// The method: `GET` or `POST`.
    package let method: String
    /// Where it is sent.
    package let endpoint: Endpoint
    /// The path on the wire, the endpoint's base path in front, percent-encoded once.
    package let path: String
    /// The query on the wire, percent-encoded and in the order that a signature needs; empty for none.
    package let query: String
    /// The headers, in the order in which they are sent.
    package var headers: [HTTPField]
    /// The body; empty for none.
    package let body: [UInt8]
    /// Whether sending it twice has no more effect than sending it once.
    package var isRepeatable: Bool
    /// The CA bundle to trust instead of the machine's own; nil for what the environment says.
    package var certificates: String?
    /// The certificate that the client shows to a server that asks for one; nil for none.
    package var clientCertificate: ClientCertificate?

    /// A request for a path below the endpoint's base path; repeatable if it is a GET.
    package init(
        method: String,
        endpoint: Endpoint,
        path: String,
        parameters: [(name: String, value: String)] = [],
        headers: [HTTPField] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.endpoint = endpoint
        self.path = endpoint.basePath + path
        query = PercentEncoding.query(parameters)
        self.headers = headers
        self.body = body
        isRepeatable = method == "GET"
    }

    /// The whole URL.
    package var url: String { endpoint.origin + path + (query.isEmpty ? "" : "?\(query)") }
}

/// Where a client's own certificate is, for a server that wants to know who asks (mutual TLS).
package struct ClientCertificate: Sendable, Hashable {
    /// The path of the certificate, and of any between it and the authority, in PEM format.
    package let certificate: String
    /// The path of its private key in PEM format, not encrypted.
    package let key: String

    /// A certificate and its key.
    package init(certificate: String, key: String) {
        (self.certificate, self.key) = (certificate, key)
    }
}

extension HTTPRequest: CustomStringConvertible, CustomReflectable {
    /// Method and URL only: the headers hold a signature and a token, which must not appear in a log.
    package var description: String { "\(method) \(url)" }

    package var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}

/// One HTTP response, complete.
package struct HTTPResponse: Sendable, Hashable {
    /// The status code.
    package let status: Int
    /// The headers, in the order in which they were received.
    package let headers: [HTTPField]
    /// The body, at most as long as the transport allows.
    package let body: [UInt8]

    /// A response.
    package init(status: Int, headers: [HTTPField] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// AWS's id of the request, for its support; nil if there is none that fits into one line.
    package var requestID: String? {
        guard let id = headers["x-amzn-RequestId"] ?? headers["x-amz-request-id"], (1...128).contains(id.utf8.count),
            id.isVisibleASCII
        else { return nil }
        return id
    }
}

/// One HTTP header.
package struct HTTPField: Sendable, Hashable {
    /// Its name, which is not case-sensitive.
    package let name: String
    /// Its value.
    package let value: String

    /// A header.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [HTTPField] {
    /// The first value of a header, whatever the case of its name.
    package subscript(name: String) -> String? {
        first { $0.name.isEqual(ignoringCaseTo: name) }?.value
    }
}

extension String {
    /// Whether two names are equal but for the case of their ASCII letters, the only ones that names of headers have.
    func isEqual(ignoringCaseTo other: String) -> Bool {
        let (one, other) = (utf8, other.utf8)
        guard one.count == other.count else { return false }
        for (byte, otherByte) in zip(one, other) where byte != otherByte && byte.lowercased != otherByte.lowercased {
            return false
        }
        return true
    }
}

extension UInt8 {
    /// The small letter of a capital of ASCII; any other byte as it is.
    var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}

extension StringProtocol {
    /// Whether this has visible ASCII characters only, as URLs and codes do (VCHAR of RFC 5234 appendix B.1).
    var isVisibleASCII: Bool { utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}

/// When one read must have ended, all its attempts and bodies included.
package struct Deadline: Sendable, Hashable {
    /// How long the whole read may take, for messages.
    package let total: Duration
    /// When it ends.
    package let end: ContinuousClock.Instant

    /// A deadline at some time from now.
    package init(in total: Duration) {
        self.total = total
        end = .now + total
    }
}

/// Why no complete response came.
package struct TransportError: Error, Hashable {
    /// One word for scripts: `ConnectionRefused`.
    package let code: String
    /// A sentence for people that says what happened, and with which host.
    package let message: String
    /// Whether it stays so until a setting of ours is changed.
    package let isLasting: Bool

    /// An error; passing unless it is said to last.
    package init(code: String, message: String, isLasting: Bool = false) {
        self.code = code
        self.message = message
        self.isLasting = isLasting
    }
}
