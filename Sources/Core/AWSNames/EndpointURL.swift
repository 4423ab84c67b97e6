// SPDX-License-Identifier: Apache-2.0

/// The URL of a service that a watch, the environment or a profile gives: `http://127.0.0.1:9000/aws`.
///
/// An absolute http or https URL with a host, and with nothing that a request could not use (RFC 3986).
package struct EndpointURL: Sendable, Hashable {
    /// The URL as it was given.
    package let text: String
    /// Whether the connection is encrypted: https.
    package let isSecure: Bool
    /// The host in lower case, an IPv6 address in brackets.
    package let host: String
    /// The port, 1 to 65535, if one is given that is not the scheme's own.
    package let port: Int?
    /// The path, percent-encoded, without a slash at its end; empty for none.
    package let path: String

    /// Whether requests would go to another machine without encryption, see `isLoopbackHost`.
    package var isRemotePlainHTTP: Bool { !isSecure && !host.isLoopbackHost }

    /// Reads a URL.
    package init(_ text: String) throws(EndpointURLError) {
        guard text.utf8.count <= 2_048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .malformed
        }
        self.text = text
        switch text.prefix(while: { $0 != ":" }).lowercased() {
        case "http": isSecure = false
        case "https": isSecure = true
        default: throw .otherScheme
        }
        let rest = text.drop { $0 != ":" }.dropFirst()
        guard rest.hasPrefix("//") else { throw .noHost }
        let authority = rest.dropFirst(2).prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else { throw .userInformation }
        let isBracketed = authority.hasPrefix("[")
        let host =
            isBracketed
            ? authority[...(authority.firstIndex(of: "]") ?? authority.startIndex)] : authority.prefix { $0 != ":" }
        guard !host.isEmpty else { throw .noHost }
        guard Self.isHost(host, isBracketed: isBracketed) else { throw .invalidHost }
        self.host = host.lowercased()
        let tail = rest[authority.endIndex...]
        guard !tail.contains("?"), !tail.contains("#") else { throw .queryOrFragment }
        port = try Self.port(authority[host.endIndex...], schemes: isSecure ? 443 : 80)
        path = try Self.path(tail)
    }

    private static func isHost(_ host: Substring, isBracketed: Bool) -> Bool {
        if isBracketed {
            let address = host.dropFirst().dropLast()
            return host.last == "]" && address.contains(":")
                && address.utf8.allSatisfy { $0.isHexDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
        }
        return host.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-._".utf8.contains($0) }
    }

    private static func port(_ text: Substring, schemes own: Int) throws(EndpointURLError) -> Int? {
        if text.isEmpty { return nil }
        let digits = text.dropFirst()
        guard text.hasPrefix(":"), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits),
            (1...65_535).contains(port)
        else { throw .invalidPort }
        return port == own ? nil : port
    }

    private static func path(_ text: Substring) throws(EndpointURLError) -> String {
        let path = text.hasSuffix("/") ? text.dropLast() : text
        let pieces = path.split(separator: "%", omittingEmptySubsequences: false)
        let isEncoded = pieces.dropFirst().allSatisfy {
            $0.utf8.count >= 2 && $0.utf8.prefix(2).allSatisfy(\.isHexDigit)
        }
        let isPlain = pieces.allSatisfy { $0.utf8.allSatisfy { $0.isASCIILetterOrDigit || pathSigns.contains($0) } }
        guard isEncoded, isPlain else { throw .malformed }
        // Signers and servers disagree about the meaning of these, so no signature would match.
        let isAmbiguous = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .contains { $0.isEmpty || $0 == "." || $0 == ".." }
        guard !isAmbiguous else { throw .ambiguousPath }
        return String(path)
    }

    private static let pathSigns = Array("/-._~!$&'()*+,;=:@".utf8)
}

/// Why a text is not the URL of an endpoint.
package enum EndpointURLError: Error, Hashable, CustomStringConvertible {
    /// Not a URL at all.
    case malformed
    /// Neither http nor https.
    case otherScheme
    /// No host.
    case noHost
    /// A host that is neither a name nor an address.
    case invalidHost
    /// A user name, and perhaps a password, before the host.
    case userInformation
    /// A query or a fragment.
    case queryOrFragment
    /// A port outside of 1 to 65535.
    case invalidPort
    /// A path with `//`, `/./` or `/../`.
    case ambiguousPath

    /// Words that follow the name of the setting: `is not a URL`.
    package var description: String {
        switch self {
        case .malformed: "is not a URL"
        case .otherScheme: "must begin with http:// or https://"
        case .noHost: "names no host"
        case .invalidHost: "names a host with characters that no host name has"
        case .userInformation: "has a user name in it"
        case .queryOrFragment: "has a query or a fragment, which have no use here"
        case .invalidPort: "has a port that is not from 1 to 65535"
        case .ambiguousPath: "has '//', '/./' or '/../' in its path"
        }
    }
}
