// SPDX-License-Identifier: Apache-2.0

import Core

/// What listings have shown of one watch, and when it was read by itself last.
struct Coverage: Sendable {
    /// The list that may show it; nil if none does.
    var list: ListNumber?
    /// The number of the listing that showed it last as it was known; 0 if none did.
    var shownIn: UInt32 = 0
    /// When that listing began, in steady time.
    var shownAt: Duration = .zero
    /// When it was read by itself last, in steady time.
    var readAt: Duration = .zero
    /// When lists say that it was created; nil if none did.
    var createdAt: Timestamp?
    /// What the last item said that differed and that a read did not confirm; nil if there is none.
    var disputed: ListedSign?
    /// Whether the last full listing should have shown it and did not.
    var isLacking = false
    /// Whether it is to be read by itself, whatever listings show.
    var isOrdered = false
}

/// What counts of an item: whether two items, or an item and a watch, say the same.
struct ListedSign: Sendable, Hashable {
    /// The status; nil for an item that cannot be read.
    let status: String?
    /// When the resource was created, in whole seconds, since not every list is more exact; nil if the item does not say.
    let created: Int64?

    init(status: String?, createdAt: Timestamp?) {
        self.status = status
        created = createdAt.map { $0.microseconds / 1_000_000 }
    }

    /// What an item says.
    init(_ item: ListItem) { self.init(status: item.status, createdAt: item.createdAt) }

    /// Whether a listing that says this shows a resource that was known as `other`: a modification time does not count.
    func agrees(with other: ListedSign) -> Bool {
        guard status == other.status else { return false }
        guard let created, let known = other.created else { return true }
        return abs(created - known) <= Self.tolerance
    }

    /// How far apart, in seconds, two times of one creation may be: some are rounded, others cut.
    private static let tolerance: Int64 = 1

    /// Whether this is about a resource that was made before the one that is known under the same id.
    func isOlder(than other: ListedSign) -> Bool {
        guard let created, let known = other.created else { return false }
        return created < known - Self.tolerance
    }

    /// Whether this is about a resource that was made after the one that is known under the same id.
    func isNewer(than other: ListedSign) -> Bool { other.isOlder(than: self) }
}
