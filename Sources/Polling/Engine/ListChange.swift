// SPDX-License-Identifier: Apache-2.0

package import Core

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
    /// Changes nothing: see ``apply(_:at:)``. A watch that `past` knows goes on from there.
    package func change(to list: WatchList, resuming past: Resumption = .none, at now: Moment) -> ListChange {
        let diff = WatchListDiff(from: watches, to: list.watches)
        var random = self.random
        let machines = Dictionary(entries.values.map { ($0.watch.identity, $0.machine) }) { one, _ in one }
        let commit = Commit(diff, random: &random, at: now.wall) { watch in
            machines[watch.identity].map { ($0.state, $0.status) }
        }
        return ListChange(
            commit: commit.notices.isEmpty ? nil : commit,
            diff: diff,
            list: list,
            past: past,
            random: random
        )
    }
}
