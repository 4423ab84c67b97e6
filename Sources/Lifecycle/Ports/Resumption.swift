// SPDX-License-Identifier: Apache-2.0

/// What an earlier run left behind: where its watches and lanes stood, and which watches its list had.
package struct Resumption: Sendable, Hashable {
    /// Where every watch stands that was ever on the list and is still on record.
    package let watches: [WatchIdentity: WatchSnapshot]
    /// Where the lanes stand.
    package let lanes: [LaneID: SavedSight]
    /// The watches of the last list, with nothing but what tells them apart; nil if there was no list yet.
    package let list: [Watch]?

    /// Nothing: the first run.
    package static let none = Resumption(watches: [:], lanes: [:], list: nil)

    /// What an earlier run left.
    package init(watches: [WatchIdentity: WatchSnapshot], lanes: [LaneID: SavedSight], list: [Watch]?) {
        self.watches = watches
        self.lanes = lanes
        self.list = list
    }
}

extension Commit {
    /// What changed between the last run's list and this run's.
    ///
    /// A first list is taken without a word: nobody needs to hear of each watch that they have just written down.
    package init(resuming past: Resumption, to watches: [Watch], random: inout SplitMix64, at now: Timestamp) {
        let diff = WatchListDiff(from: past.list ?? [], to: watches)
        var notices = diff.removed.map { watch in
            let machine = past.watches[watch.identity]?.machine
            return watch.removedNotice(state: machine?.state ?? .unseen, status: machine?.status)
        }
        if past.list != nil { notices += diff.added.map(\.addedNotice) }
        self.init(
            watch: nil,
            listing: Listing(added: diff.added, removed: diff.removed.map(\.identity)),
            notices: notices.map { PendingNotice($0, eventID: random.nextEventID(), observedAt: now) }
        )
    }
}
