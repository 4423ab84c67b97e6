// SPDX-License-Identifier: Apache-2.0

import Core

/// An HTTP proxy: where it is, and how to sign in to it.
package struct Proxy: Sendable, Hashable {
    /// Its host, an IPv6 address without brackets.
    package let host: String
    /// Its port.
    package let port: Int
    /// User name and password, if it requires them.
    package let user: User?

    /// The user that signs in to a proxy; never shown.
    package struct User: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
        /// The name.
        package let name: String
        /// The password; empty for none.
        package let password: String

        /// What precedes the `@` of a URL, percent-encoded; nil if it is not UTF-8 when decoded.
        fileprivate init?(_ text: Substring) {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0]),
                let password = PercentEncoding.decode(parts.count > 1 ? parts[1] : "")
            else { return nil }
            (self.name, self.password) = (name, password)
        }

        package var description: String { Redaction.mark }
        package var customMirror: Mirror { Mirror(self, children: []) }

        /// The header that signs in (RFC 7617).
        var authorization: String {
            let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
            let bytes = Array("\(name):\(password)".utf8)
            var encoded: [UInt8] = []
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let group = bytes[start..<min(start + 3, bytes.count)]
                let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
                encoded += (0..<4).map { $0 <= group.count ? alphabet[bits >> (18 - 6 * $0) & 63] : UInt8(ascii: "=") }
            }
            return "Basic \(String(decoding: encoded, as: UTF8.self))"
        }
    }

    /// Reads `http://proxy.example.com:3128` or `proxy.example.com:3128`, with or without a user name and password, from
    /// a variable that messages name.
    ///
    /// The last `@` ends the user name and password, the first colon separates them, and a `%` that encodes nothing stands
    /// for itself, as in curl and urllib3; there too a raw `/`, `?` or `#` ends the part that they stand in.
    fileprivate init(_ text: String, from variable: String) throws(TransportError) {
        func invalid(_ reason: String) -> TransportError {
            // The address is not quoted: it may contain a password.
            TransportError(
                code: "InvalidProxy",
                message: "the proxy in \(variable) \(reason); give one such as http://proxy.example.com:3128",
                isLasting: true
            )
        }
        var rest = Substring(text)
        if let mark = text.firstRange(of: "://") {
            switch text[..<mark.lowerBound].lowercased() {
            case "http": rest = text[mark.upperBound...]
            case "https": throw invalid("is an https address; awaitd connects to proxies over http only")
            default: throw invalid("is not the address of an HTTP proxy")
            }
        }
        guard text.utf8.count <= 2_048, text.isVisibleASCII else {
            throw invalid(
                "is not a URL: it is too long, or has a space or another character that has to be written as %XX")
        }
        let authority = rest.prefix { !"/?#".contains($0) }
        guard !rest[authority.endIndex...].contains("@") else {
            throw invalid("has a '/', '?' or '#' in its user name or password; write them as %2F, %3F and %23")
        }
        var place = authority
        if let sign = authority.lastIndex(of: "@") {
            place = authority[authority.index(after: sign)...]
            guard let user = User(authority[..<sign]) else {
                throw invalid("has a user name or password that is not UTF-8 when decoded")
            }
            self.user = user
        } else {
            user = nil
        }
        let url: EndpointURL
        do throws(EndpointURLError) {
            url = try EndpointURL("http://\(place)")
        } catch {
            switch error {
            case .noHost: throw invalid("has no host")
            case .invalidPort: throw invalid("has a port that is not between 1 and 65535")
            default: throw invalid("is not a URL: it \(error.description)")
            }
        }
        host = HostName(url.host).text
        port = url.port ?? 80
    }

    /// Host and port for messages: `proxy.example.com:3128`.
    package var place: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Which proxy a request goes through, by the customary environment variables.
///
/// `https_proxy` and `http_proxy` by the endpoint's scheme, lower case before upper case, as in curl, Python and the AWS
/// CLI. This machine and link-local addresses are never reached through a proxy: an instance's metadata is for that
/// instance alone.
package struct ProxySettings: Sendable {
    private let secure: Result<Proxy, TransportError>?
    private let plain: Result<Proxy, TransportError>?
    private let exceptions: NoProxyList

    /// The settings of an environment captured at the start.
    package init(environment: [String: String]) {
        secure = Self.proxy("HTTPS_PROXY", environment)
        plain = Self.proxy("HTTP_PROXY", environment)
        let list = Self.value("NO_PROXY", environment)
        exceptions = NoProxyList(list?.text ?? "", from: list?.name ?? "NO_PROXY")
    }

    /// The proxy to an endpoint; nil if it is reached directly.
    ///
    /// Throws if the configured proxy cannot be used: a direct connection instead would defeat its purpose.
    package func proxy(to endpoint: Endpoint) throws(TransportError) -> Proxy? {
        guard let proxy = endpoint.isSecure ? secure : plain else { return nil }
        let host = HostName(endpoint.host)
        if host.isLocal || exceptions.covers(host, port: endpoint.port ?? (endpoint.isSecure ? 443 : 80)) { return nil }
        return try proxy.get()
    }

    /// What is wrong with the variables, a sentence each.
    package var faults: [String] {
        let proxies = [secure, plain].compactMap { if case .failure(let error) = $0 { error.message } else { nil } }
        return proxies + exceptions.faults
    }

    private static func value(_ name: String, _ environment: [String: String]) -> (name: String, text: String)? {
        for name in [name.lowercased(), name] {
            if let text = Credentials.trimmed(environment[name]) { return (name, text) }
        }
        return nil
    }

    private static func proxy(
        _ name: String,
        _ environment: [String: String]
    ) -> Result<Proxy, TransportError>? {
        guard let (name, text) = value(name, environment) else { return nil }
        return Result { () throws(TransportError) in try Proxy(text, from: name) }
    }
}

/// The hosts that are reached without a proxy, from `NO_PROXY`.
///
/// Separated by commas or spaces: `*` for all; a name, with or without a leading dot, for itself and all names below it;
/// an address; a block of addresses (`10.0.0.0/8`). A name or an address may be followed by a port. Names are not
/// resolved.
///
/// An entry that is none of these covers nothing, as in other tools, and is named in ``faults``: the list is shared with
/// programs that may understand it.
private struct NoProxyList: Sendable {
    private enum Rule {
        case all
        case domain(String, port: Int?)
        case block(IPAddress, length: Int, port: Int?)
    }

    /// The most entries that are heeded.
    private static let limit = 1_000

    private let rules: [Rule]
    /// What is wrong with the list, a sentence each.
    let faults: [String]

    /// Reads the list of a variable.
    init(_ text: String, from variable: String) {
        let entries = text.split { $0 == "," || $0.isWhitespace }
        var rules: [Rule] = []
        var unusable: [String] = []
        for entry in entries.prefix(Self.limit) {
            if let rule = Self.rule(String(entry)) {
                rules.append(rule)
            } else {
                unusable.append("'\(entry.cleaned(limit: 60))'")
            }
        }
        var faults: [String] = []
        if !unusable.isEmpty {
            let rest = unusable.count > 5 ? " and \(unusable.count - 5) more" : ""
            let words = unusable.prefix(5).joined(separator: ", ") + rest
            faults.append(
                "\(variable) has entries that are neither host names nor addresses, and cover nothing: \(words)")
        }
        if entries.count > Self.limit {
            faults.append("\(variable) has \(entries.count) entries, of which the first \(Self.limit) are heeded")
        }
        (self.rules, self.faults) = (rules, faults)
    }

    /// Whether a host is reached directly.
    func covers(_ host: HostName, port: Int) -> Bool {
        rules.contains { rule in
            switch rule {
            case .all: true
            case .domain(let name, let own):
                (own ?? port) == port && (host.text == name || host.text.hasSuffix(".\(name)"))
            case .block(let address, let length, let own):
                (own ?? port) == port && (host.address?.hasPrefix(of: address, length: length) ?? false)
            }
        }
    }

    private static func rule(_ text: String) -> Rule? {
        if text == "*" { return .all }
        if let slash = text.lastIndex(of: "/") {
            guard let address = IPAddress(String(text[..<slash])), let length = Int(text[text.index(after: slash)...]),
                (0...address.bytes.count * 8).contains(length)
            else { return nil }
            return .block(address, length: length, port: nil)
        }
        let (name, port) = parts(text)
        let host = HostName(name)
        if let address = host.address { return .block(address, length: address.bytes.count * 8, port: port) }
        let domain = host.text.hasPrefix("*.") ? host.text.dropFirst(2) : host.text.drop { $0 == "." }
        guard !domain.isEmpty, domain.utf8.allSatisfy({ $0.isASCIILetterOrDigit || "-._".utf8.contains($0) })
        else { return nil }
        return .domain(String(domain), port: port)
    }

    /// Host and port; if the colon belongs to an IPv6 address, the whole text is the host.
    private static func parts(_ text: String) -> (host: String, port: Int?) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return (text, nil)
        }
        let host = text[..<colon]
        guard !host.contains(":") || host.hasSuffix("]") else { return (text, nil) }
        return (String(host), Int(port))
    }
}
