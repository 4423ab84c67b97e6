// SPDX-License-Identifier: Apache-2.0

/// The port to the record: what is told stands there first.
package protocol StateStore: Sendable {
    /// Writes the outcome of one poll and its notices in one transaction, or nothing of it.
    ///
    /// Gives each notice its place in the record; they are in the outbox from then on.
    func commit(_ commit: Commit) async throws(StateStoreError)

    /// The oldest notices that were not told yet, in the record's order; at most `limit`.
    func untold(limit: Int) async throws(StateStoreError) -> [Notice]

    /// Notes that a notice was told; it leaves the outbox.
    func markTold(_ sequence: Int64) async throws(StateStoreError)
}

/// What one poll changed, to be written as a whole.
package struct Commit: Sendable, Hashable {
    /// The watch's machine and cadence as they are now; nil if only a lane changed.
    package let watch: Snapshot?
    /// What is to be told about it, in order.
    package let notices: [PendingNotice]

    /// A commit.
    package init(watch: Snapshot?, notices: [PendingNotice]) {
        self.watch = watch
        self.notices = notices
    }

    /// Where a watch stands.
    package struct Snapshot: Sendable, Hashable {
        /// Which watch.
        package let identity: WatchIdentity
        /// Its life so far.
        package let machine: WatchMachine
        /// Its pace.
        package let cadence: Cadence

        /// A snapshot.
        package init(identity: WatchIdentity, machine: WatchMachine, cadence: Cadence) {
            self.identity = identity
            self.machine = machine
            self.cadence = cadence
        }
    }

    /// A notice without a place in the record.
    package struct PendingNotice: Sendable, Hashable {
        /// What it says.
        package let notice: Notice
        /// The identity it will carry.
        package let eventID: String
        /// When it was seen.
        package let observedAt: Timestamp

        /// A notice to be recorded.
        package init(_ notice: Notice, eventID: String, observedAt: Timestamp) {
            self.notice = notice
            self.eventID = eventID
            self.observedAt = observedAt
        }
    }
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
