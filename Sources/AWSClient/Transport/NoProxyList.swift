// SPDX-License-Identifier: Apache-2.0

/// The hosts that are asked without a proxy, from `NO_PROXY`.
///
/// Between commas or spaces: `*` for all; a name for itself and all below it, a dot in front or not; an address; a block
/// of addresses (`10.0.0.0/8`). A name or an address may have a port behind it. Names are not looked up.
struct NoProxyList: Sendable {
    private enum Rule {
        case all
        case domain(String, port: Int?)
        case block(IPAddress, length: Int, port: Int?)
    }

    private let rules: [Rule]

    /// Reads the list; what is no rule is passed over, as everywhere.
    init(_ text: String) {
        rules = text.split { $0 == "," || $0.isWhitespace }.prefix(1_000).compactMap { Self.rule(String($0)) }
    }

    /// Whether a host is asked directly.
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
        return domain.isEmpty ? nil : .domain(String(domain), port: port)
    }

    /// Host and port; all of it is the host where a colon belongs to an IPv6 address.
    private static func parts(_ text: String) -> (host: String, port: Int?) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return (text, nil)
        }
        let host = text[..<colon]
        guard !host.contains(":") || host.hasSuffix("]") else { return (text, nil) }
        return (String(host), Int(port))
    }
}
