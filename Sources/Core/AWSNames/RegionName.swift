// SPDX-License-Identifier: Apache-2.0

extension StringProtocol {
    /// Whether this has the form of a region's name, which is also a host name's label: 1 to 63 lower-case letters, digits
    /// and inner hyphens (RFC 1123 section 2.1).
    ///
    /// Which regions there are depends on the service: see ``AWSService``.
    package var isRegionName: Bool {
        (1...63).contains(utf8.count) && !hasPrefix("-") && !hasSuffix("-")
            && utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }
}
