// SPDX-License-Identifier: Apache-2.0

extension StringProtocol {
    /// Whether this has the form of a region's name, which is also a host name label: 1 to 63 lower-case letters, digits
    /// and inner hyphens (RFC 1123 section 2.1).
    ///
    /// Which regions exist depends on the service: see ``AWSService``.
    package var isRegionName: Bool {
        (1...63).contains(utf8.count) && !hasPrefix("-") && !hasSuffix("-")
            && utf8.allSatisfy { $0.isASCIILowercase || $0.isASCIIDigit || $0 == UInt8(ascii: "-") }
    }

    /// Whether STS accepts this as the external id of a role: 2 to 1224 letters, digits and characters of `_=,.@:/-+`.
    ///
    /// Source: AWS Security Token Service API Reference, "AssumeRole".
    package var isExternalID: Bool {
        (2...1_224).contains(utf8.count)
            && utf8.allSatisfy { $0.isASCIILetterOrDigit || "_=,.@:/-+".utf8.contains($0) }
    }
}

extension UInt8 {
    /// Whether this is an ASCII letter or digit, in UTF-8.
    package var isASCIILetterOrDigit: Bool { isASCIIDigit || isASCIIUppercase || isASCIILowercase }

    /// Whether this is a digit of a hexadecimal number in ASCII.
    package var isHexDigit: Bool { isASCIIDigit || (0x41...0x46).contains(self) || (0x61...0x66).contains(self) }

    /// Whether this is an ASCII digit.
    package var isASCIIDigit: Bool { (0x30...0x39).contains(self) }

    /// Whether this is an upper-case ASCII letter.
    var isASCIIUppercase: Bool { (0x41...0x5A).contains(self) }

    /// Whether this is a lower-case ASCII letter.
    var isASCIILowercase: Bool { (0x61...0x7A).contains(self) }
}
