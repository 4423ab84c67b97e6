// SPDX-License-Identifier: Apache-2.0

/// The port to the record, which has every notice before it is delivered.
package protocol StateStore: Sendable {
    /// Writes the outcomes of polls and their notices in one transaction, all or nothing.
    ///
    /// Gives each notice its sequence number; they are in the outbox from then on.
    func commit(_ commits: [Commit]) async throws(StateStoreError)

    /// Writes the state of watches, lanes and matchers that have nothing to report.
    func note(_ bookkeeping: Checkpoint) async throws(StateStoreError)

    /// The oldest notices that were not delivered yet, in the record's order; at most `limit`.
    func undelivered(limit: Int) async throws(StateStoreError) -> [Notice]

    /// What was committed of every watch, lane and matcher, on the list or not.
    func resumption() async throws(StateStoreError) -> Resumption

    /// What was committed of these watches and of every lane; nothing at all if there are no watches. The list, what
    /// was found and the matchers are left out.
    func resumption(of watches: [Watch]) async throws(StateStoreError) -> Resumption

    /// Removes delivered notices from the outbox.
    func markDelivered(_ sequences: [Int64]) async throws(StateStoreError)

    /// Compares the record's files with those of their names: whether they were removed or replaced meanwhile.
    func comparePresence() async

    /// Whether the record turned out to be damaged, removed or replaced: nothing can be read or written before
    /// ``renew(_:at:)``.
    var isDamaged: Bool { get }

    /// Sets a damaged record aside and starts a fresh one with what the daemon knows and the undelivered notices.
    ///
    /// These keep their identity and their sequence number; no later number is lower than one that was given before.
    /// Does nothing for a sound record.
    func renew(_ content: RecordContent, at now: Timestamp) async throws(StateStoreError)
}

extension StateStore {
    /// Writes the outcome of one poll and its notices in a transaction of its own.
    package func commit(_ commit: Commit) async throws(StateStoreError) { try await self.commit([commit]) }

    package func resumption(of watches: [Watch]) async throws(StateStoreError) -> Resumption {
        watches.isEmpty ? .none : try await resumption().byIdentity
    }
}

/// Why the record cannot be opened, read or written.
package struct StateStoreError: Error, Hashable {
    /// What sort of trouble it is; decides the exit status of a daemon that cannot start.
    package enum Cause: Sendable, Hashable {
        /// A folder or file cannot be created, read or written.
        case unwritable
        /// Something that awaitd must not touch is in the database's place.
        case foreign
        /// Another daemon works in the folder.
        case inUse
    }

    /// What sort of trouble it is.
    package let cause: Cause
    /// What is wrong, and what to do if the user can do something, in words for people.
    package let reason: String

    /// An error.
    package init(_ cause: Cause = .unwritable, reason: String) {
        self.cause = cause
        self.reason = reason
    }
}
