// SPDX-License-Identifier: Apache-2.0

/// How much of the record is kept; what was not told yet is kept in any case.
package struct Retention: Sendable, Hashable {
    /// How long a notice is kept.
    package var age: Duration
    /// How many notices are kept at most.
    package var count: Int

    /// 90 days, and a million notices: about half a gigabyte.
    package static let standard = Retention(age: .seconds(90 * 86_400), count: 1_000_000)

    /// A retention.
    package init(age: Duration, count: Int) {
        self.age = age
        self.count = count
    }
}
