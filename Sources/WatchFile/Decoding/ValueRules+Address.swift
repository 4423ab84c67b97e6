// SPDX-License-Identifier: Apache-2.0

import Core
import FoundationEssentials

extension ValueRules {
    /// Characters that any region has; which regions there are depends on the service.
    static func region(_ text: String) throws(Fault) -> String {
        if text.isEmpty { throw Fault("is empty") }
        guard text.isRegionName else {
            let meant = Suggestion.nearest(to: text, among: AWSService.allRegions)
            throw Fault(
                "'\(shown(text))' is not a region",
                help: meant.map { "did you mean '\($0)'?" } ?? "a region looks like us-east-1",
                isSentence: true
            )
        }
        return text
    }

    /// An absolute http or https URL with a host, and with nothing that a request could not use (RFC 3986).
    static func endpoint(_ text: String) throws(Fault) -> String {
        let help = "an address looks like http://127.0.0.1:9000"
        if text.isEmpty { throw Fault("is empty", help: help) }
        let isPlain = text.utf8.count <= 2_048 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard isPlain, let parts = URLComponents(string: text, encodingInvalidCharacters: false) else {
            throw Fault("is not a URL", help: help)
        }
        guard let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https" else {
            throw Fault("must begin with http:// or https://", help: help)
        }
        guard parts.user == nil, parts.password == nil else {
            throw Fault("has a user name in it", help: "remove it; credentials come from `profile:` or the environment")
        }
        guard let host = parts.host, !host.isEmpty else { throw Fault("names no host", help: help) }
        guard parts.query == nil, parts.fragment == nil else {
            throw Fault("has a query or a fragment, which have no use here", help: help)
        }
        guard hasPlainPort(parts, text) else { throw Fault("has a port that is not from 1 to 65535", help: help) }
        return text
    }

    /// Whether an address that ``endpoint(_:)`` has taken goes to another machine without encryption.
    static func isPlainHTTPAbroad(_ address: String) -> Bool {
        guard let parts = URLComponents(string: address), parts.scheme?.lowercased() == "http" else { return false }
        return !(parts.host ?? "").isLoopbackHost
    }

    /// Whether there is no port, or one from 1 to 65535: a number too large to be read counts as none in `parts`.
    private static func hasPlainPort(_ parts: URLComponents, _ text: String) -> Bool {
        if let port = parts.port { return (1...65_535).contains(port) }
        let authority = text.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" }
        return authority.last == "]" || !authority.contains(":")
    }
}
