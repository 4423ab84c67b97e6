// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Lifecycle

extension ValueRules {
    /// Characters that any region has; which regions there are depends on the service.
    static func region(_ text: String) throws(Fault) -> String {
        let isPlain = text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        guard isPlain, (1...64).contains(text.utf8.count), !text.hasPrefix("-"), !text.hasSuffix("-") else {
            let meant = Suggestion.nearest(to: text, among: Set(Kind.all.flatMap(\.service.regions)).sorted())
            throw Fault(
                text.isEmpty ? "is empty" : "'\(shown(text))' is not a region",
                help: meant.map { "did you mean '\($0)'?" } ?? "a region looks like us-east-1"
            )
        }
        return text
    }

    /// An absolute http or https URL with a host, and with nothing that a request could not use (RFC 3986).
    static func endpoint(_ text: String) throws(Fault) -> String {
        let help = "an address looks like http://127.0.0.1:9000"
        func refuse(_ message: String) -> Fault { Fault("'\(shown(text))' \(message)", help: help) }
        guard (1...2_048).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let parts = URLComponents(string: text, encodingInvalidCharacters: false)
        else { throw Fault(text.isEmpty ? "is empty" : "'\(shown(text))' is not a URL", help: help) }
        guard let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https" else {
            throw refuse("does not begin with http:// or https://")
        }
        guard parts.user == nil, parts.password == nil else {
            throw Fault("has a user name in it", help: "remove it; credentials come from `profile:` or the environment")
        }
        guard let host = parts.host, !host.isEmpty else { throw refuse("names no host") }
        guard parts.query == nil, parts.fragment == nil else {
            throw refuse("has a query or a fragment, which have no use here")
        }
        if let port = parts.port, !(1...65_535).contains(port) {
            throw refuse("has a port that is not from 1 to 65535")
        }
        return text
    }
}
