// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// An HTTP proxy: where it is, and how we sign in there.
package struct Proxy: Sendable, Hashable {
    /// Its host, an IPv6 address without brackets.
    package let host: String
    /// Its port.
    package let port: Int
    /// User name and password, if it wants them.
    package let user: User?

    /// Who signs in at a proxy; never shown.
    package struct User: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
        /// The name.
        package let name: String
        /// The password; empty for none.
        package let password: String

        package var description: String { Redaction.mark }
        package var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// What is wrong with a proxy's address, in words that end a sentence; the address is not quoted.
    struct Fault: Error {
        let reason: String
    }

    /// Reads `http://proxy.example.com:3128` or `proxy.example.com:3128`, a user name and a password in front or not.
    init(_ text: String) throws(Fault) {
        let full = text.contains("://") ? text : "http://\(text)"
        guard full.utf8.count <= 2_048, full.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let url = URLComponents(string: full, encodingInvalidCharacters: false)
        else { throw Fault(reason: "is not a URL") }
        switch url.scheme?.lowercased() {
        case "http": break
        case "https": throw Fault(reason: "is an https address; awaitd speaks to proxies over http only")
        default: throw Fault(reason: "is not the address of an HTTP proxy")
        }
        guard let host = url.host, !host.isEmpty else { throw Fault(reason: "names no host") }
        let port = url.port ?? 80
        guard (1...65_535).contains(port) else { throw Fault(reason: "has a port that is not between 1 and 65535") }
        self.host = HostName(host).text
        self.port = port
        user = url.user.map { User(name: $0, password: url.password ?? "") }
    }

    /// `proxy.example.com:3128`, for people.
    package var place: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
