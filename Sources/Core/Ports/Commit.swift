// SPDX-License-Identifier: Apache-2.0

/// What one poll, or a new watch list, changed: to be written as a whole.
package struct Commit: Sendable, Hashable {
    /// Where the watch stands now; nil if only a lane changed.
    package let watch: WatchSnapshot?
    /// Where its lane stands now; nil if that need not be written.
    package let lane: LaneSnapshot?
    /// How the watch list changed; nil if it did not.
    ///
    /// Even an empty first list is a change.
    package let listing: Listing?
    /// What is to be told about it, in order.
    package let notices: [PendingNotice]

    /// A commit.
    package init(
        watch: WatchSnapshot?,
        lane: LaneSnapshot? = nil,
        listing: Listing? = nil,
        notices: [PendingNotice]
    ) {
        self.watch = watch
        self.lane = lane
        self.listing = listing
        self.notices = notices
    }

    /// Which watches came into the list and which left it.
    package struct Listing: Sendable, Hashable {
        /// Watches that the list has and had not.
        package let added: [Watch]
        /// Watches that the list had and has not.
        package let removed: [WatchIdentity]

        /// A change of the list.
        package init(added: [Watch], removed: [WatchIdentity]) {
            self.added = added
            self.removed = removed
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
