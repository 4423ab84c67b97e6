// SPDX-License-Identifier: Apache-2.0

/// The port to people: takes one notice and makes it known.
package protocol NoticeSink: Sendable {
    /// Tells one notice.
    ///
    /// Returns when it was taken for certain. Throws ``DeliveryError`` when it was not; the caller tries again later
    /// with the same notice. May wait as long as the other side does; nothing else may depend on it.
    func deliver(_ notice: Notice) async throws(DeliveryError)

    /// Makes sure of what was taken since the last time; throws ``DeliveryError`` when some of it may be lost, and all of
    /// it has to be told again.
    ///
    /// May take a while, so it is for many notices at once. For a sink that keeps what it takes there is nothing to do.
    func confirm() async throws(DeliveryError)
}

extension NoticeSink {
    package func confirm() async throws(DeliveryError) {}
}

/// A notice that nobody took.
package struct DeliveryError: Error, Hashable {
    /// Why, in words that end a sentence: `the journal's socket is not there`.
    package let reason: String

    /// A refusal.
    package init(reason: String) {
        self.reason = reason
    }
}
