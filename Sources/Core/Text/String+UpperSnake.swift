// SPDX-License-Identifier: Apache-2.0

extension String {
    /// An API member's name in upper snake case: `BinaryAUC` is `BINARY_AUC`, `MLModelType` is `ML_MODEL_TYPE`.
    ///
    /// A word begins at a capital behind a small letter or a digit, and at the last capital of a run before a small
    /// letter. What is no ASCII letter or digit becomes an underscore, since journal field names have nothing else.
    package var upperSnake: String {
        let bytes = Array(utf8)
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            let previous = index > 0 ? bytes[index - 1] : 0
            if Self.isUpper(byte), index > 0 {
                let afterSmall = Self.isLower(previous) || Self.isDigit(previous)
                let endOfRun = Self.isUpper(previous) && Self.isLower(next)
                if afterSmall || endOfRun, result.last != 95 { result.append(95) }
            }
            if Self.isLower(byte) {
                result.append(byte - 32)
            } else if Self.isUpper(byte) || Self.isDigit(byte) {
                result.append(byte)
            } else if !result.isEmpty, result.last != 95 {
                result.append(95)
            }
        }
        while result.last == 95 { result.removeLast() }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isUpper(_ byte: UInt8) -> Bool { (65...90).contains(byte) }
    private static func isLower(_ byte: UInt8) -> Bool { (97...122).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
