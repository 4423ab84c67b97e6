// SPDX-License-Identifier: Apache-2.0

extension Commit {
    /// What changed between the last run's list and this run's.
    ///
    /// A first list is taken without a word: nobody needs to hear of each watch that they have just written down.
    package init(resuming past: Resumption, to watches: [Watch], random: inout SplitMix64, at now: Timestamp) {
        self.init(
            WatchListDiff(from: past.list ?? [], to: watches),
            tellsAdded: past.list != nil,
            random: &random,
            at: now
        ) { past.watches[$0.identity].map { ($0.machine.state, $0.machine.status) } }
    }

    /// What a changed list changes on record, and what is told of it.
    ///
    /// Watches that leave are told before those that come, so that a name that stands for another resource now reads well.
    /// `place` says where a watch is that leaves, if that is known.
    package init(
        _ diff: WatchListDiff,
        tellsAdded: Bool = true,
        random: inout SplitMix64,
        at now: Timestamp,
        place: (Watch) -> (state: JobState, status: String?)?
    ) {
        let left = diff.removed.map { watch in
            let last = place(watch)
            return watch.removedNotice(state: last?.state ?? .unseen, status: last?.status)
        }
        let notices = left + (tellsAdded ? diff.added.map(\.addedNotice) : [])
        self.init(
            watch: nil,
            listing: Listing(added: diff.added, removed: diff.removed.map(\.identity)),
            notices: notices.map { PendingNotice($0, eventID: random.nextEventID(), observedAt: now) }
        )
    }
}
