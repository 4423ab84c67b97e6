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

/// Where watches and lanes stand that have nothing to tell: written now and then, so that a restart goes on from there.
package struct Bookkeeping: Sendable, Hashable {
    /// The watches.
    package let watches: [WatchSnapshot]
    /// The lanes.
    package let lanes: [LaneSnapshot]

    /// Bookkeeping.
    package init(watches: [WatchSnapshot], lanes: [LaneSnapshot]) {
        self.watches = watches
        self.lanes = lanes
    }
}

/// Where a watch stands, as it is kept over a restart.
package struct WatchSnapshot: Sendable, Hashable {
    /// Which watch.
    package let identity: WatchIdentity
    /// In which account, where that is known.
    package let account: String?
    /// Its life so far.
    package let machine: SavedMachine
    /// The interval at which it was polled.
    package let interval: Duration
    /// When it is polled next; nil if it isn't, or if its poll is waiting or under way.
    package let nextPollAt: Timestamp?
    /// What AWS said last; nil if that need not be written.
    package let answer: Answer?

    /// A snapshot.
    package init(
        identity: WatchIdentity,
        account: String? = nil,
        machine: SavedMachine,
        interval: Duration,
        nextPollAt: Timestamp? = nil,
        answer: Answer? = nil
    ) {
        self.identity = identity
        self.account = account
        self.machine = machine
        self.interval = interval
        self.nextPollAt = nextPollAt
        self.answer = answer
    }

    /// The part of an answer that is kept: secrets are stripped from it before it comes here.
    package struct Answer: Sendable, Hashable {
        /// AWS's words about the status; nil if it had none.
        package let reason: String?

        /// An answer.
        package init(reason: String?) {
            self.reason = reason
        }
    }
}

/// Where a lane stands, as it is kept over a restart.
package struct LaneSnapshot: Sendable, Hashable {
    /// Which lane.
    package let id: LaneID
    /// Whether it can be seen.
    package let sight: SavedSight

    /// A snapshot.
    package init(id: LaneID, sight: SavedSight) {
        self.id = id
        self.sight = sight
    }
}
