// SPDX-License-Identifier: Apache-2.0

/// What a reload changes, watch by watch.
///
/// Watches are told apart by ``WatchIdentity`` and their accounts, as far as these are known: the same name on another
/// resource is one watch removed and one added.
package struct WatchListDiff: Sendable, Hashable {
    /// Watches that only the new list has, in its order.
    package let added: [Watch]
    /// Watches that only the old list has, in its order.
    package let removed: [Watch]
    /// Watches that both have with other settings, as the new list has them: pace, profile, endpoint and so on.
    package let changed: [Watch]

    /// The difference between two lists, each with unique names.
    package init(from old: some Sequence<Watch>, to new: some Sequence<Watch>) {
        let old = Array(old)
        let new = Array(new)
        let before = Dictionary(old.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
        func isNew(_ watch: Watch) -> Bool {
            before[watch.identity].map { !watch.mayBe(inAccount: $0.account) } ?? true
        }
        added = new.filter(isNew)
        let kept = new.filter { !isNew($0) }
        let stays = Set(kept.map(\.identity))
        removed = old.filter { !stays.contains($0.identity) }
        changed = kept.filter { before[$0.identity] != $0 }
    }

    /// Whether both lists have the same watches with the same settings.
    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
}
