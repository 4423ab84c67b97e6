// SPDX-License-Identifier: Apache-2.0

extension StringProtocol {
    /// Whether STS takes this as the external id of a role: 2 to 1224 letters, digits and characters of `_=,.@:/-+`.
    ///
    /// Source: AWS Security Token Service API Reference, "AssumeRole".
    package var isExternalID: Bool {
        (2...1_224).contains(utf8.count)
            && utf8.allSatisfy { $0.isASCIILetterOrDigit || "_=,.@:/-+".utf8.contains($0) }
    }
}

extension UInt8 {
    /// Whether this is an ASCII letter or digit, in UTF-8.
    package var isASCIILetterOrDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
