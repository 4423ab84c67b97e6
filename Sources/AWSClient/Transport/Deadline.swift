// SPDX-License-Identifier: Apache-2.0

/// The end of the time that one read has, all its attempts and bodies included.
package struct Deadline: Sendable, Hashable {
    /// How long the whole read may take; what messages speak of.
    package let total: Duration
    /// When it ends.
    package let end: ContinuousClock.Instant

    /// A deadline so long from now.
    package init(in total: Duration) {
        self.total = total
        end = .now + total
    }
}
