// SPDX-License-Identifier: Apache-2.0

import Core

extension ValueRules {
    /// More polls than any service allows; a larger number is a mistake.
    private static let highestRate = 1_000_000.0

    /// `2/s`, `30/m`, `100/h` or `unlimited`; decimals are allowed.
    static func rate(_ text: String) throws(Fault) -> RateLimit {
        if text == "unlimited" { return .unlimited }
        let help = "so many polls per second, minute or hour: 2/s, 30/m, 100/h; or unlimited"
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let seconds: Double? =
            switch parts.last {
            case "s" where parts.count == 2: 1
            case "m" where parts.count == 2: 60
            case "h" where parts.count == 2: 3_600
            default: nil
            }
        guard let seconds, let number = parts.first.flatMap(signedDecimal) else {
            throw Fault("is '\(shown(text))', which is not a rate", help: help)
        }
        guard number > 0 else { throw Fault("must be more than zero", help: help) }
        guard number <= highestRate else {
            throw Fault("is more than \(Int(highestRate)), the most that is allowed", help: help)
        }
        return .perSecond(number / seconds)
    }

    /// Digits with at most one point between them; a minus sign is understood so that it can be refused by name.
    private static func signedDecimal(_ text: Substring) -> Double? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
        guard digits.utf8.count <= 20, (1...2).contains(parts.count), isPlain else { return nil }
        return Double(text)
    }
}
