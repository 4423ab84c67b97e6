// SPDX-License-Identifier: Apache-2.0

/// What is different in the matchers of two watch lists.
package struct MatcherListDiff: Sendable, Hashable {
    /// The matchers that only the new list has, in its order.
    package let added: [Matcher]
    /// The matchers that only the old list has, in its order.
    package let removed: [Matcher]
    /// The matchers that both lists have with different patterns or settings, as the new list has them.
    package let changed: [Matcher]

    /// The difference between the matchers of two lists, each with unique names.
    package init(from old: [Matcher], to new: [Matcher]) {
        let before = Dictionary(old.map { ($0.identity, $0) }) { first, _ in first }
        let after = Set(new.map(\.identity))
        added = new.filter { before[$0.identity] == nil }
        removed = old.filter { !after.contains($0.identity) }
        changed = new.filter { matcher in before[matcher.identity].map { $0 != matcher } ?? false }
    }
}
