// SPDX-License-Identifier: Apache-2.0

/// The port to the record: what is told stands there first.
package protocol StateStore: Sendable {
    /// Writes the outcome of one poll and its notices in one transaction, or nothing of it.
    ///
    /// Gives each notice its place in the record; they are in the outbox from then on.
    func commit(_ commit: Commit) async throws(StateStoreError)

    /// Writes where watches and lanes stand that have nothing to tell.
    func note(_ bookkeeping: Bookkeeping) async throws(StateStoreError)

    /// The oldest notices that were not told yet, in the record's order; at most `limit`.
    func undelivered(limit: Int) async throws(StateStoreError) -> [Notice]

    /// What was committed of every watch and lane, on the list or not.
    func resumption() async throws(StateStoreError) -> Resumption

    /// Notes that notices were told; they leave the outbox.
    func markDelivered(_ sequences: [Int64]) async throws(StateStoreError)

    /// Whether the record turned out to be damaged: nothing can be read or written before ``renew(_:at:)``.
    var isDamaged: Bool { get }

    /// Sets a damaged record aside and begins it anew with what the daemon knows and the notices that were not told yet.
    ///
    /// These keep their identity and their place; no later place is lower than one that was given before. Does nothing
    /// for a sound record.
    func renew(_ content: RecordContent, at now: Timestamp) async throws(StateStoreError)
}

/// Why the record could not be read or written.
package struct StateStoreError: Error, Hashable {
    /// What is wrong, in words for people.
    package let reason: String

    /// An error.
    package init(reason: String) {
        self.reason = reason
    }
}
