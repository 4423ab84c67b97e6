// SPDX-License-Identifier: Apache-2.0

/// What an earlier run left behind: where its watches and lanes stood, and which watches its list had.
package struct Resumption: Sendable, Hashable {
    /// Where every watch stands that was ever on the list and is still on record.
    package let watches: [WatchIdentity: WatchSnapshot]
    /// Where the lanes stand.
    package let lanes: [LaneID: SavedVisibility]
    /// The watches of the last list, with nothing but what tells them apart; nil if there was no list yet.
    package let list: [Watch]?

    /// Where a watch stands; nil if that is not known.
    package func snapshot(of watch: Watch) -> WatchSnapshot? {
        Self.snapshot(of: watch, in: watches)
    }

    private static func snapshot(of watch: Watch, in watches: [WatchIdentity: WatchSnapshot]) -> WatchSnapshot? {
        watches[watch.identity].flatMap { watch.mayBe(inAccount: $0.account) ? $0 : nil }
    }

    /// Nothing: the first run.
    package static let none = Resumption(watches: [:], lanes: [:], list: nil)

    /// What an earlier run left.
    package init(watches: [WatchIdentity: WatchSnapshot], lanes: [LaneID: SavedVisibility], list: [Watch]?) {
        self.watches = watches
        self.lanes = lanes
        self.list = list
    }
}

extension Resumption {
    /// What an earlier run will have left once these commits are on record too, oldest first.
    package func adding(_ commits: [Commit]) -> Resumption {
        var (watches, lanes, list) = (watches, lanes, list)
        for commit in commits {
            if let listing = commit.listing {
                let moved = Set(listing.added.map(\.identity) + listing.removed)
                list = (list ?? []).filter { !moved.contains($0.identity) } + listing.added
                for watch in listing.added {
                    let known = Self.snapshot(of: watch, in: watches)
                    watches[watch.identity] = known?.filled(account: watch.account) ?? WatchSnapshot(unseen: watch)
                }
            }
            if let watch = commit.watch {
                let earlier = watches[watch.identity]
                watches[watch.identity] = watch.filled(account: earlier?.account, answer: earlier?.answer)
            }
            if let lane = commit.lane { lanes[lane.id] = lane.visibility }
        }
        return Resumption(watches: watches, lanes: lanes, list: list)
    }
}

extension WatchSnapshot {
    /// A watch that is on the list and was never read.
    fileprivate init(unseen watch: Watch) {
        self.init(
            identity: watch.identity,
            account: watch.account,
            machine: SavedMachine(),
            interval: .zero,
            answer: Answer(reason: nil)
        )
    }

    /// This snapshot with what it does not say itself, as the record keeps it.
    fileprivate func filled(account: String?, answer: Answer? = nil) -> WatchSnapshot {
        WatchSnapshot(
            identity: identity,
            account: self.account ?? account,
            machine: machine,
            interval: interval,
            nextPollAt: nextPollAt,
            answer: self.answer ?? answer
        )
    }
}
