// SPDX-License-Identifier: Apache-2.0

import HeapModule

/// What is due when: a heap by time.
///
/// Only the last time set for something counts. It is kept with the thing itself: an element of the heap that says another
/// is stale, and is dropped when it comes up.
struct Schedule<Item: Sendable & Hashable>: Sendable {
    /// When something is due, as it was set once.
    struct Due: Sendable {
        /// The time, in steady time.
        let at: Duration
        /// What is due.
        let item: Item
        /// Which one was set first, of those that are due together.
        fileprivate let order: UInt32
    }

    private var heap = Heap<Due>()
    private var count: UInt32 = 0

    /// Sets a time for something.
    mutating func set(_ item: Item, at time: Duration) {
        count &+= 1
        heap.insert(Due(at: time, item: item, order: count))
    }

    /// Sets times for many, in their order: cheaper than one after the other.
    mutating func set(_ items: some Sequence<(id: Item, at: Duration)>) {
        heap.insert(
            contentsOf: items.map { item in
                count &+= 1
                return Due(at: item.at, item: item.id, order: count)
            })
    }

    /// The first of all, stale or not; nil if there is none.
    var first: Due? { heap.min }

    /// Removes the first of all.
    mutating func removeFirst() { _ = heap.popMin() }
}

extension Schedule.Due: Comparable {
    static func < (left: Schedule.Due, right: Schedule.Due) -> Bool {
        (left.at, left.order) < (right.at, right.order)
    }

    static func == (left: Schedule.Due, right: Schedule.Due) -> Bool {
        left.at == right.at && left.order == right.order
    }
}
