// SPDX-License-Identifier: Apache-2.0

import Core
import Glibc

/// The host of a URL: a name, or an address.
struct HostName: Sendable, Hashable {
    /// The name in lower case, without a dot at its end and without brackets.
    let text: String
    /// The address, if it is one.
    let address: IPAddress?

    /// A host as written in a URL, an IPv6 address with or without brackets.
    init(_ host: String) {
        var text = Substring(host.lowercased())
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        if text.hasSuffix(".") { text = text.dropLast() }
        self.text = String(text)
        address = IPAddress(self.text)
    }

    /// Whether it is this machine, or a link-local address: the instance's metadata, a container's credentials.
    var isLocal: Bool { address?.isLocal ?? text.isLoopbackHost }
}

/// An IP address, its bytes in network order; an IPv4-mapped IPv6 address (`::ffff:127.0.0.1`) is IPv4.
struct IPAddress: Sendable, Hashable {
    /// Four or sixteen bytes.
    let bytes: [UInt8]

    /// Reads `127.0.0.1` or `::1`, in the forms of inet_pton(3) only; nil for anything else.
    init?(_ text: String) {
        // A zone (`%eth0`) selects an interface and is not part of the address.
        let plain = String(text.prefix { $0 != "%" })
        if let four = Self.parse(plain, AF_INET, count: 4) {
            bytes = four
        } else if let sixteen = Self.parse(plain, AF_INET6, count: 16) {
            let isMapped = sixteen.prefix(10).allSatisfy { $0 == 0 } && sixteen[10] == 0xFF && sixteen[11] == 0xFF
            bytes = isMapped ? Array(sixteen.suffix(4)) : sixteen
        } else {
            return nil
        }
    }

    /// 127.0.0.0/8, 169.254.0.0/16, ::1, fe80::/10, and AWS's own fd00:ec2::/32.
    var isLocal: Bool {
        if bytes.count == 4 { return bytes[0] == 127 || bytes.starts(with: [169, 254]) }
        if bytes.last == 1, bytes.dropLast().allSatisfy({ $0 == 0 }) { return true }
        return bytes.starts(with: [0xFD, 0x00, 0x0E, 0xC2]) || (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80)
    }

    /// Whether the first `length` bits are those of another address of the same family.
    func hasPrefix(of other: IPAddress, length: Int) -> Bool {
        guard bytes.count == other.bytes.count, (0...bytes.count * 8).contains(length) else { return false }
        let whole = length / 8
        guard bytes.prefix(whole) == other.bytes.prefix(whole) else { return false }
        let rest = length % 8
        return rest == 0 || (bytes[whole] ^ other.bytes[whole]) >> (8 - rest) == 0
    }

    private static func parse(_ text: String, _ family: CInt, count: Int) -> [UInt8]? {
        var result = [UInt8](repeating: 0, count: count)
        let status = unsafe result.withUnsafeMutableBytes { unsafe inet_pton(family, text, $0.baseAddress) }
        return status == 1 ? result : nil
    }
}
