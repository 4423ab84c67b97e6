// SPDX-License-Identifier: Apache-2.0

import HeapModule

/// Which watch is due when: a heap by due time.
///
/// Only the last time set for a watch counts: rescheduling leaves its old place in the heap as a stale one, which is
/// dropped when it comes up.
struct Schedule: Sendable {
    private var heap = Heap<Due>()
    private var dueTimes: [EntryID: Duration] = [:]

    private struct Due: Comparable, Sendable {
        let at: Duration
        let entry: EntryID

        static func < (left: Due, right: Due) -> Bool {
            (left.at, left.entry.number) < (right.at, right.entry.number)
        }
    }

    /// Makes a watch due at a time, which replaces any earlier one.
    mutating func set(_ entry: EntryID, at time: Duration) {
        dueTimes[entry] = time
        heap.insert(Due(at: time, entry: entry))
    }

    /// Removes a watch.
    mutating func remove(_ entry: EntryID) {
        dueTimes[entry] = nil
    }

    /// Returns when a watch is due; nil if it is not scheduled.
    func dueTime(of entry: EntryID) -> Duration? { dueTimes[entry] }

    /// Returns when the next watch is due; nil if none is scheduled.
    mutating func nextDue() -> Duration? {
        dropStale()
        return heap.min?.at
    }

    /// Removes and returns the next watch that is due at `now`; nil if none is.
    mutating func popDue(at now: Duration) -> EntryID? {
        dropStale()
        guard let first = heap.min, first.at <= now else { return nil }
        heap.removeMin()
        dueTimes[first.entry] = nil
        return first.entry
    }

    private mutating func dropStale() {
        while let first = heap.min, dueTimes[first.entry] != first.at { heap.removeMin() }
    }
}
