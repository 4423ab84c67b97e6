// SPDX-License-Identifier: Apache-2.0

extension StringProtocol {
    /// Whether, as the host of a URL, it is surely this machine: `localhost`, `127.0.0.1`, `[::1]`.
    ///
    /// Addresses in any but their usual form are not understood, and names are not looked up. Sources: RFC 6761 section
    /// 6.3, RFC 1122 section 3.2.1.3.
    package var isLoopbackHost: Bool {
        let name = lowercased()
        if ["localhost", "::1", "[::1]"].contains(name) || name.hasSuffix(".localhost") { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { $0.utf8.count <= 3 && !$0.hasPrefix("+") && UInt8($0) != nil }
    }
}
