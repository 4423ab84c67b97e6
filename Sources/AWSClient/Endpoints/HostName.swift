// SPDX-License-Identifier: Apache-2.0

import Core

/// The host of a URL: a name, or an address.
struct HostName: Sendable, Hashable {
    /// The name in lower case, without a dot at its end and without brackets.
    let text: String
    /// The address, if it is one.
    let address: IPAddress?
    /// Whether it is this machine, or a link-local address: the instance's metadata, a container's credentials.
    ///
    /// No name but `localhost` is: what a name leads to is known to the DNS only.
    let isLocal: Bool

    /// A host as written in a URL, an IPv6 address with or without brackets.
    init(_ host: String) {
        var text = Substring(host.lowercased())
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        // A zone (`%eth0`) selects an interface and is not part of the address. What ends in a dot is a name.
        address = IPAddress(text.prefix { $0 != "%" })
        isLocal = address?.isLocal ?? text.isLoopbackHost
        if text.hasSuffix(".") { text = text.dropLast() }
        self.text = String(text)
    }
}

extension IPAddress {
    /// The loopback addresses, 169.254.0.0/16, fe80::/10, and AWS's own fd00:ec2::/32.
    fileprivate var isLocal: Bool {
        if isLoopback { return true }
        if bytes.count == 4 { return bytes.starts(with: [169, 254]) }
        return bytes.starts(with: [0xFD, 0x00, 0x0E, 0xC2]) || (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80)
    }
}
