// SPDX-License-Identifier: Apache-2.0

/// An IP address, its bytes in network order.
///
/// An IPv4-mapped IPv6 address (`::ffff:127.0.0.1`) is the IPv4 address that Linux connects to in its place.
package struct IPAddress: Sendable, Hashable {
    /// Four or sixteen bytes.
    package let bytes: [UInt8]

    /// Reads `127.0.0.1` or `::1`, in the forms of inet_pton(3) and RFC 4291 section 2.2 only; nil for anything else.
    ///
    /// `127.1`, `0x7f.0.0.1`, `127.0.0.010` and `2130706433` are nil: programs disagree about what they mean, and some of
    /// such spellings are looked up as names.
    package init?(_ text: some StringProtocol) {
        if let four = Self.four(text) {
            bytes = four
        } else if let sixteen = Self.sixteen(text) {
            let isMapped = sixteen.prefix(10).allSatisfy { $0 == 0 } && sixteen[10] == 0xFF && sixteen[11] == 0xFF
            bytes = isMapped ? Array(sixteen.suffix(4)) : sixteen
        } else {
            return nil
        }
    }

    /// Whether it is an address of this machine's loopback interface: 127.0.0.0/8 or ::1.
    ///
    /// Sources: RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3.
    package var isLoopback: Bool {
        if bytes.count == 4 { return bytes[0] == 127 }
        return bytes.last == 1 && bytes.dropLast().allSatisfy { $0 == 0 }
    }

    /// Whether the first `length` bits are those of another address of the same family.
    package func hasPrefix(of other: IPAddress, length: Int) -> Bool {
        guard bytes.count == other.bytes.count, (0...bytes.count * 8).contains(length) else { return false }
        let whole = length / 8
        guard bytes.prefix(whole) == other.bytes.prefix(whole) else { return false }
        let rest = length % 8
        return rest == 0 || (bytes[whole] ^ other.bytes[whole]) >> (8 - rest) == 0
    }

    private static func four(_ text: some StringProtocol) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { part -> UInt8? in
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy(\.isASCIIDigit),
                part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0")
            else { return nil }
            return UInt8(part)
        }
        return bytes.count == 4 ? bytes : nil
    }

    private static func sixteen(_ text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.count <= 45 else { return nil }
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        guard let last = halves.last, let tail = groups(last, isLast: true) else { return nil }
        guard halves.count == 2 else { return tail.count == 16 ? tail : nil }
        // The gap stands for one group at least.
        guard let head = groups(halves[0], isLast: false), head.count + tail.count <= 14 else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// The bytes of groups of hexadecimal digits; the last group of an address may be written as IPv4.
    private static func groups(_ text: some StringProtocol, isLast: Bool) -> [UInt8]? {
        if text.isEmpty { return [] }
        let pieces = text.split(separator: ":", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (index, piece) in pieces.enumerated() {
            if isLast, index == pieces.count - 1, let four = four(piece) {
                bytes += four
            } else {
                guard (1...4).contains(piece.utf8.count), piece.utf8.allSatisfy(\.isHexDigit),
                    let group = UInt16(piece, radix: 16)
                else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
            }
        }
        return bytes
    }
}

extension StringProtocol {
    /// Whether this, as the host of a URL, is this machine and nothing else: exactly `localhost`, in any case, or an address
    /// of the loopback interface, an IPv6 one with or without brackets.
    ///
    /// Names below `localhost` are none, nor is `localhost.`: the C library may ask a DNS server for them, whose answer
    /// can be any machine. `localhost` itself is never looked up by this program.
    package var isLoopbackHost: Bool {
        if utf8.count == 9, lowercased() == "localhost" { return true }
        let isBracketed = hasPrefix("[") && hasSuffix("]")
        let address = isBracketed ? IPAddress(dropFirst().dropLast()) : IPAddress(self)
        return address?.isLoopback ?? false
    }
}
