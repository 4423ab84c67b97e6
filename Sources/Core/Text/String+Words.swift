// SPDX-License-Identifier: Apache-2.0

extension String {
    /// An API member's name in upper snake case: `BinaryAUC` is `BINARY_AUC`, `MLModelType` is `ML_MODEL_TYPE`.
    ///
    /// A word begins at a capital after a small letter or a digit, and at the last capital of a run before a small letter.
    /// Everything but ASCII letters and digits becomes an underscore, since journal field names allow nothing else.
    package var upperSnake: String {
        let underscore = UInt8(ascii: "_")
        let bytes = Array(utf8)
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            let previous = index > 0 ? bytes[index - 1] : 0
            if byte.isASCIIUppercase, index > 0 {
                let afterSmall = previous.isASCIILowercase || previous.isASCIIDigit
                let endOfRun = previous.isASCIIUppercase && next.isASCIILowercase
                if afterSmall || endOfRun, result.last != underscore { result.append(underscore) }
            }
            if byte.isASCIILowercase {
                result.append(byte - 32)
            } else if byte.isASCIILetterOrDigit {
                result.append(byte)
            } else if !result.isEmpty, result.last != underscore {
                result.append(underscore)
            }
        }
        while result.last == underscore { result.removeLast() }
        return String(decoding: result, as: UTF8.self)
    }
}

extension BinaryInteger {
    /// This many of something, in words: `1 watch`, `2 watches`.
    ///
    /// `plural` defaults to the singular and an `s`.
    package func counted(_ singular: String, _ plural: String? = nil) -> String {
        self == 1 ? "1 \(singular)" : "\(self) \(plural ?? singular + "s")"
    }
}

extension RandomAccessCollection<String> {
    /// The first three of these names, or of `count` of which they are the first, cleaned: `a, b and c`, `a, b, c and 9 more`.
    package func inWords(outOf count: Int? = nil, joinedBy word: String) -> String {
        var parts = prefix(3).map { $0.cleaned(limit: 100) }
        let more = (count ?? self.count) - parts.count
        if more > 0, !parts.isEmpty { return "\(parts.joined(separator: ", ")) \(word) \(more) more" }
        guard let last = parts.popLast() else { return "" }
        return parts.isEmpty ? last : "\(parts.joined(separator: ", ")) \(word) \(last)"
    }
}
