// SPDX-License-Identifier: Apache-2.0

import Core

/// Percent-encoding as SigV4 requires it: everything but RFC 3986's unreserved characters, in upper-case hexadecimal.
///
/// FoundationEssentials has none, and other implementations keep characters that AWS encodes. Source: RFC 3986 section
/// 2.3; AWS IAM User Guide, "Create a signed AWS API request".
package enum PercentEncoding {
    /// `text` with every byte of its UTF-8 encoded except `A-Z a-z 0-9 - . _ ~`, and `/` if slashes are kept.
    package static func encode(_ text: some StringProtocol, keepingSlashes: Bool = false) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count + 16)
        append(text, keepingSlashes: keepingSlashes, to: &result)
        return String(decoding: result, as: UTF8.self)
    }

    /// Appends what ``encode(_:keepingSlashes:)`` returns, as bytes.
    static func append(_ text: some StringProtocol, keepingSlashes: Bool = false, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            if isUnreserved(byte) || (keepingSlashes && byte == UInt8(ascii: "/")) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digit(byte >> 4, ten: UInt8(ascii: "A")))
                bytes.append(digit(byte & 0x0F, ten: UInt8(ascii: "A")))
            }
        }
    }

    /// Parameters as a query, sorted by their encoded names and then their encoded values, as SigV4 signs them.
    ///
    /// Source: AWS IAM User Guide, "Create a signed AWS API request", step 1.
    static func query(_ parameters: [(name: String, value: String)]) -> String {
        guard !parameters.isEmpty else { return "" }
        return parameters.map { (name: encode($0.name), value: encode($0.value)) }
            .sorted { $0 < $1 }
            .map { "\($0.name)=\($0.value)" }
            .joined(separator: "&")
    }

    /// `text` with each `%XX` replaced by its byte; a `%` that two hexadecimal digits do not follow stands for itself.
    ///
    /// Nil if the result is not UTF-8.
    static func decode(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy(\.isHexDigit),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: byte.isASCIILetterOrDigit
        }
    }
}

extension Sequence<UInt8> {
    /// These bytes as lower-case hexadecimal digits, two for each.
    package var hex: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(underestimatedCount * 2)
        digits.append(hexOf: self)
        return String(decoding: digits, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends bytes as lower-case hexadecimal digits, two for each.
    mutating func append(hexOf bytes: some Sequence<UInt8>) {
        for byte in bytes {
            append(digit(byte >> 4, ten: UInt8(ascii: "a")))
            append(digit(byte & 0x0F, ten: UInt8(ascii: "a")))
        }
    }
}

/// The hexadecimal digit of a value below 16; `ten` is the digit for 10.
private func digit(_ value: UInt8, ten: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : ten + (value - 10)
}
