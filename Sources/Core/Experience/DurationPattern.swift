// SPDX-License-Identifier: Apache-2.0

/// What jobs have in common that are expected to take equally long: their kind, and their name without what is numbered in it.
///
/// Each run of digits, each run of at least eight hexadecimal digits, and each UUID is one sign: `n-2026-09-01` and
/// `n-2026-09-10` are one pattern, `n-a` and `n-b` are two.
package struct DurationPattern: Sendable, Hashable {
    /// The kind's name.
    package let kind: String
    /// The name with a ``sign`` for each number in it: `n-#-#-#`.
    package let name: String

    /// What stands for a number; a name with this character itself counts as one with a number there.
    package static let sign = UInt8(ascii: "#")

    /// The least hexadecimal digits that count as a number whatever is among them: the first part of a UUID, a short hash.
    private static let leastHexDigits = 8

    /// The pattern of a job of a kind.
    package init(kind: String, name: String) {
        self.kind = kind
        self.name = Self.pattern(of: Array(name.utf8))
    }

    /// The name with its numbers replaced.
    ///
    /// A run of hexadecimal digits is taken whole, letters at its ends included: `stage9999999` is `stag#`. That is what
    /// makes `run-deadbeef` and `run-12345678` one pattern.
    private static func pattern(of bytes: some Collection<UInt8>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let first = rest.first {
            if let length = uuidLength(rest) {
                result.append(sign)
                rest = rest.dropFirst(length)
                continue
            }
            let run = rest.prefix { $0.isHexDigit }
            guard !run.isEmpty else {
                result.append(first)
                rest = rest.dropFirst()
                continue
            }
            if run.count >= leastHexDigits { result.append(sign) } else { appendDigits(of: run, to: &result) }
            rest = rest.dropFirst(run.count)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Appends a short run of hexadecimal digits, whose letters are letters.
    private static func appendDigits(of run: some Sequence<UInt8>, to result: inout [UInt8]) {
        var isNumber = false
        for byte in run {
            if !byte.isASCIIDigit { result.append(byte) } else if !isNumber { result.append(sign) }
            isNumber = byte.isASCIIDigit
        }
    }

    /// The length of a UUID at the beginning (RFC 9562, section 4); nil if there is none, or if it is part of more digits.
    private static func uuidLength(_ bytes: some Collection<UInt8>) -> Int? {
        var rest = bytes[...]
        for (index, count) in [8, 4, 4, 4, 12].enumerated() {
            if index > 0 {
                guard rest.first == UInt8(ascii: "-") else { return nil }
                rest = rest.dropFirst()
            }
            guard rest.prefix(while: { $0.isHexDigit }).count == count else { return nil }
            rest = rest.dropFirst(count)
        }
        return 36
    }
}
