// SPDX-License-Identifier: Apache-2.0

/// What a reload changes, watch by watch.
///
/// Watches are told apart by ``WatchIdentity``: the same name on another resource is one watch removed and one added.
package struct WatchListDiff: Sendable, Hashable {
    /// Watches that only the new list has, in its order.
    package let added: [Watch]
    /// Watches that only the old list has, in its order.
    package let removed: [Watch]
    /// Watches that both have with other settings, as the new list has them: pace, profile, endpoint and so on.
    package let changed: [Watch]
    /// Watches that both have alike, in the new list's order.
    package let unchanged: [Watch]

    /// The difference between two lists, each with unique names.
    package init(from old: some Sequence<Watch>, to new: some Sequence<Watch>) {
        let old = Array(old)
        let new = Array(new)
        let before = Dictionary(old.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Set(new.map(\.identity))
        added = new.filter { before[$0.identity] == nil }
        removed = old.filter { !after.contains($0.identity) }
        let kept = new.filter { before[$0.identity] != nil }
        changed = kept.filter { before[$0.identity] != $0 }
        unchanged = kept.filter { before[$0.identity] == $0 }
    }

    /// Whether both lists have the same watches with the same settings.
    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
}
