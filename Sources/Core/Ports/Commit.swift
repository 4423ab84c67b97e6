// SPDX-License-Identifier: Apache-2.0

/// What one poll, or a new watch list, changed: written as a whole.
package struct Commit: Sendable, Hashable {
    /// The watch's new state; nil if only a lane changed.
    package let watch: WatchSnapshot?
    /// Its lane's new state; nil if that need not be written.
    package let lane: LaneSnapshot?
    /// How the watch list changed, or the watches that matchers found; nil if they did not.
    ///
    /// Even an empty first list is a change.
    package let list: ListChange?
    /// The names of matchers that have left the list, or that now mean another one: they are forgotten, and the watches
    /// that they had found are let go, before anything else of the commit counts.
    package let removedMatchers: [String]
    /// What the matchers know that it is about.
    package let matchers: [MatcherSnapshot]
    /// The notices about it, in order.
    package let notices: [PendingNotice]

    /// A commit.
    package init(
        watch: WatchSnapshot?,
        lane: LaneSnapshot? = nil,
        list: ListChange? = nil,
        removedMatchers: [String] = [],
        matchers: [MatcherSnapshot] = [],
        notices: [PendingNotice]
    ) {
        self.watch = watch
        self.lane = lane
        self.list = list
        self.removedMatchers = removedMatchers
        self.matchers = matchers
        self.notices = notices
    }

    /// Which watches were added and which were removed, of the list or of what matchers found.
    package struct ListChange: Sendable, Hashable {
        /// Watches that are new in the list, or newly found by the matcher that they name.
        package let added: [Watch]
        /// Watches that have left the list, or that their matcher lets go.
        package let removed: [WatchIdentity]

        /// A change of the list.
        package init(added: [Watch], removed: [WatchIdentity]) {
            self.added = added
            self.removed = removed
        }
    }

    /// A notice without a sequence number.
    package struct PendingNotice: Sendable, Hashable {
        /// What it says.
        package let notice: Notice
        /// The identity it will carry.
        package let eventID: String
        /// When it was observed.
        package let observedAt: Timestamp

        /// A notice to be recorded.
        package init(_ notice: Notice, eventID: String, observedAt: Timestamp) {
            self.notice = notice
            self.eventID = eventID
            self.observedAt = observedAt
        }
    }
}

extension Commit {
    /// What changed between the last run's list and this run's.
    ///
    /// A first list is loaded without a notice of each watch: its author has just written them down.
    package init(resuming past: Resumption, to watches: [Watch], random: inout SplitMix64, at now: Timestamp) {
        self.init(
            WatchListDiff(from: past.list ?? [], to: watches),
            announcesAdded: past.list != nil,
            random: &random,
            at: now
        ) { past.watches[$0.identity].map { ($0.machine.state, $0.machine.status) } }
    }

    /// What a changed list changes on record, with its notices.
    ///
    /// Watches that leave come before those that are added, so that a name that now means another resource reads well.
    /// `lastState` gives the last state of a watch that leaves, if it is known.
    package init(
        _ diff: WatchListDiff,
        announcesAdded: Bool = true,
        random: inout SplitMix64,
        at now: Timestamp,
        lastState: (Watch) -> (state: JobState, status: String?)?
    ) {
        let left = diff.removed.map { watch in
            let last = lastState(watch)
            return watch.removedNotice(state: last?.state ?? .unseen, status: last?.status)
        }
        let notices = left + (announcesAdded ? diff.added.map(\.addedNotice) : [])
        self.init(
            watch: nil,
            list: ListChange(added: diff.added, removed: diff.removed.map(\.identity)),
            notices: notices.map { PendingNotice($0, eventID: random.nextEventID(), observedAt: now) }
        )
    }
}
