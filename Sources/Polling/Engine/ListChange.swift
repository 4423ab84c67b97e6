// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

/// A new watch list, and all that changes with it: worked out and not yet taken in.
package struct ListChange: Sendable {
    /// What has to be on record before the engine may take the rest in; nil if no watch comes or goes.
    package let commit: Commit?
    /// Watch by watch.
    package let diff: WatchListDiff

    let list: WatchList
    /// Where watches stood that were on the list before.
    let past: Resumption
    let random: SplitMix64
}

extension Engine {
    /// Whether a list has watches that this one lacks.
    package func isMissing(_ list: WatchList) -> Bool {
        !WatchListDiff(from: watches, to: list.watches).added.isEmpty
    }

    /// Works out what a new list means.
    ///
    /// Changes nothing: see ``apply(_:at:)``. Watches that leave are told before those that come, so that a name that
    /// stands for another resource now reads well. One that `past` knows goes on from there.
    package func change(to list: WatchList, resuming past: Resumption = .none, at now: Moment) -> ListChange {
        let diff = WatchListDiff(from: watches, to: list.watches)
        var random = self.random
        let machines = Dictionary(entries.values.map { ($0.watch.identity, $0.machine) }) { one, _ in one }
        let left = diff.removed.map { watch in
            let machine = machines[watch.identity]
            return watch.removedNotice(state: machine?.state ?? .unseen, status: machine?.status)
        }
        let notices = left + diff.added.map(\.addedNotice)
        let pending = notices.map {
            Commit.PendingNotice($0, eventID: random.nextEventID(), observedAt: now.wall)
        }
        return ListChange(
            commit: pending.isEmpty
                ? nil
                : Commit(
                    watch: nil,
                    listing: .init(added: diff.added, removed: diff.removed.map(\.identity)),
                    notices: pending
                ),
            diff: diff,
            list: list,
            past: past,
            random: random
        )
    }
}
