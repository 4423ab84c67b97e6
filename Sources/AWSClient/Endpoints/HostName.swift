// SPDX-License-Identifier: Apache-2.0

import Core

/// The host of a URL: a name, or an address.
struct HostName: Sendable, Hashable {
    /// The name in lower case, without a dot at its end and without brackets.
    let text: String
    /// The address, if it is one.
    let address: IPAddress?

    /// A host as a URL has it, an IPv6 address with or without brackets.
    init(_ host: String) {
        var text = Substring(host.lowercased())
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        if text.hasSuffix(".") { text = text.dropLast() }
        self.text = String(text)
        address = IPAddress(self.text)
    }

    /// Whether it is this machine, or an address that only this link has: the instance's metadata, a container's
    /// credentials.
    var isLocal: Bool { address?.isLocal ?? text.isLoopbackHost }
}
