// SPDX-License-Identifier: Apache-2.0

extension BinaryInteger {
    /// This many of something, in words: `1 watch`, `2 watches`.
    ///
    /// The plural is the singular and an `s` unless it is given.
    package func counted(_ singular: String, _ plural: String? = nil) -> String {
        self == 1 ? "1 \(singular)" : "\(self) \(plural ?? singular + "s")"
    }
}
