// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Where a service is: scheme, host, port and the path that stands in front of every operation's.
package struct Endpoint: Sendable, Hashable {
    /// Whether the connection is encrypted: https.
    package let isSecure: Bool
    /// The host in lower case, an IPv6 address in brackets.
    package let host: String
    /// The port, if it is not the scheme's own.
    package let port: Int?
    /// The path in front, percent-encoded, without a slash at its end; empty for none.
    package let basePath: String

    /// What is wrong with a URL as an endpoint, in words that end a sentence.
    package struct Fault: Error, Hashable {
        /// Words such as `is not an http or https URL`.
        package let reason: String
    }

    /// A service's own address: https, no path.
    package init(host: String) {
        isSecure = true
        self.host = host
        port = nil
        basePath = ""
    }

    /// Reads the URL that somebody gave as a service's address: `http://127.0.0.1:9000/aws`.
    package init(_ text: String) throws(Fault) {
        guard text.utf8.count <= 2_048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let url = URLComponents(string: text, encodingInvalidCharacters: false)
        else { throw Fault(reason: "is not a URL") }
        switch url.scheme?.lowercased() {
        case "http": isSecure = false
        case "https": isSecure = true
        default: throw Fault(reason: "does not begin with http:// or https://")
        }
        guard let host = url.host, !host.isEmpty else { throw Fault(reason: "names no host") }
        guard Self.isHost(host) else { throw Fault(reason: "names a host with characters that no host name has") }
        guard url.user == nil, url.password == nil else { throw Fault(reason: "has a user name or password in it") }
        guard url.query == nil, url.fragment == nil else { throw Fault(reason: "has a query or a fragment") }
        self.host = host.lowercased()
        if let port = url.port {
            guard (1...65_535).contains(port) else { throw Fault(reason: "has a port that is not between 1 and 65535") }
            self.port = port == (isSecure ? 443 : 80) ? nil : port
        } else {
            port = nil
        }
        var path = Substring(url.percentEncodedPath)
        if path.last == "/" { path.removeLast() }
        // Signers and servers disagree about what they mean, so that no signature would hold.
        let odd = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .contains { $0.isEmpty || $0 == "." || $0 == ".." }
        guard !odd else { throw Fault(reason: "has '//', '/./' or '/../' in its path") }
        basePath = String(path)
    }

    /// The Host header: the host, and the port where it is not the scheme's own.
    package var hostHeader: String {
        port.map { "\(host):\($0)" } ?? host
    }

    /// The URL up to the path: `http://127.0.0.1:9000`.
    package var origin: String {
        "\(isSecure ? "https" : "http")://\(hostHeader)"
    }

    private static func isHost(_ host: String) -> Bool {
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        return host.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            case UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"): isBracketed
            default: false
            }
        }
    }
}

extension Endpoint: CustomStringConvertible {
    /// The URL, as people would write it.
    package var description: String { origin + basePath }
}
