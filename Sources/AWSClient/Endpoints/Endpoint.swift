// SPDX-License-Identifier: Apache-2.0

import Core
import FoundationEssentials

/// Where a service is reached: scheme, host, port, and the path in front of each operation's own.
package struct Endpoint: Sendable, Hashable {
    /// Whether the connection is encrypted: https.
    package let isSecure: Bool
    /// The host in lower case, an IPv6 address in brackets.
    package let host: String
    /// The port, unless it is the scheme's default.
    package let port: Int?
    /// The path in front, percent-encoded, without a slash at its end; empty for none.
    package let basePath: String

    /// The endpoint of one of AWS's hosts: https, no path.
    package init(host: String) {
        isSecure = true
        self.host = host
        port = nil
        basePath = ""
    }

    /// The endpoint at a URL from the configuration: `http://127.0.0.1:9000/aws`.
    package init(_ text: String) throws(EndpointError) {
        guard text.utf8.count <= 2_048, text.isVisibleASCII,
            let url = URLComponents(string: text, encodingInvalidCharacters: false)
        else { throw EndpointError(reason: "is not a URL") }
        switch url.scheme?.lowercased() {
        case "http": isSecure = false
        case "https": isSecure = true
        default: throw EndpointError(reason: "does not begin with http:// or https://")
        }
        guard let host = url.host, !host.isEmpty else { throw EndpointError(reason: "has no host") }
        guard Self.isHost(host) else {
            throw EndpointError(reason: "has a host with characters that host names do not have")
        }
        guard url.user == nil, url.password == nil else {
            throw EndpointError(reason: "has a user name or password in it")
        }
        guard url.query == nil, url.fragment == nil else { throw EndpointError(reason: "has a query or a fragment") }
        self.host = host.lowercased()
        if let port = url.port {
            guard (1...65_535).contains(port) else {
                throw EndpointError(reason: "has a port that is not between 1 and 65535")
            }
            self.port = port == (isSecure ? 443 : 80) ? nil : port
        } else {
            port = nil
        }
        var path = Substring(url.percentEncodedPath)
        if path.last == "/" { path.removeLast() }
        // Signers and servers normalize such segments differently, so the signature would not match.
        let isAmbiguous = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .contains { $0.isEmpty || $0 == "." || $0 == ".." }
        guard !isAmbiguous else { throw EndpointError(reason: "has '//', '/./' or '/../' in its path") }
        basePath = String(path)
    }

    /// The Host header: the host, and the port unless it is the scheme's default.
    package var hostHeader: String {
        port.map { "\(host):\($0)" } ?? host
    }

    /// The URL up to the path: `http://127.0.0.1:9000`.
    package var origin: String {
        "\(isSecure ? "https" : "http")://\(hostHeader)"
    }

    /// Whether an environment allows plain http to other machines.
    ///
    /// The environment is set by the administrator; the watch file may be written by others.
    package static func isPlainHTTPAllowed(by environment: [String: String]) -> Bool {
        environment["AWAITD_ALLOW_PLAIN_HTTP"] == "1"
    }

    private static func isHost(_ host: String) -> Bool {
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        return host.utf8.allSatisfy { byte in
            byte.isASCIILetterOrDigit || "-._".utf8.contains(byte) || isBracketed && ":[]".utf8.contains(byte)
        }
    }
}

extension Endpoint: CustomStringConvertible {
    /// The whole URL.
    package var description: String { origin + basePath }
}

/// Why a URL cannot be an endpoint.
package struct EndpointError: Error, Hashable {
    /// The end of a sentence about the URL, which is never quoted: `is not a URL`.
    package let reason: String
}
