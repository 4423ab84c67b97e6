// SPDX-License-Identifier: Apache-2.0

/// Percent-encoding as SigV4 wants it: everything but RFC 3986's unreserved characters, in upper-case hexadecimal.
///
/// FoundationEssentials has none, and the ones elsewhere keep characters that AWS encodes. Source: RFC 3986 section 2.3;
/// AWS IAM User Guide, "Create a signed AWS API request".
package enum PercentEncoding {
    /// `text` with every byte of its UTF-8 encoded that is none of `A-Z a-z 0-9 - . _ ~`, and no `/` that is to stay.
    package static func encode(_ text: some StringProtocol, keepingSlashes: Bool = false) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            if isUnreserved(byte) || (keepingSlashes && byte == UInt8(ascii: "/")) {
                result.append(byte)
            } else {
                result.append(UInt8(ascii: "%"))
                result.append(upperDigit(byte >> 4))
                result.append(upperDigit(byte & 0x0F))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }

    private static func upperDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? 48 + value : 55 + value
    }
}
