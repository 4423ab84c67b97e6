// SPDX-License-Identifier: Apache-2.0

import Core

/// The number that the engine gives a watch; never used again for another.
struct EntryID: Sendable, Hashable {
    /// Where the entry is in the table.
    fileprivate let index: Int32
    /// How many entries were there before it.
    fileprivate let generation: Int32

    /// The order in a list of numbers: that of the places in the table.
    static func isBefore(_ left: EntryID, _ right: EntryID) -> Bool { left.index < right.index }
}

/// The entries of all watches, side by side: a dictionary would have a third of its places empty, and a copy of each key.
struct EntryTable: Sendable {
    private struct Slot: Sendable {
        var generation: Int32 = 0
        var entry: WatchEntry?

        mutating func change<Value>(_ body: (inout WatchEntry) -> Value) -> Value? {
            entry?.change(body)
        }
    }

    private var slots: ContiguousArray<Slot> = []
    /// Places whose watch has left the list.
    private var free: [Int32] = []

    /// Makes room for so many entries, so that the table does not have to grow by doubling.
    mutating func reserveCapacity(_ count: Int) { slots.reserveCapacity(count) }

    /// A copy of an entry; nil once its watch has left the list.
    subscript(id: EntryID) -> WatchEntry? {
        let slot = Int(id.index)
        return slots[slot].generation == id.generation ? slots[slot].entry : nil
    }

    /// Reads something of an entry without copying it; nil once its watch has left the list.
    func read<Value>(_ id: EntryID, _ body: (WatchEntry) -> Value) -> Value? {
        let slot = Int(id.index)
        guard slots[slot].generation == id.generation, let entry = slots[slot].entry else { return nil }
        return body(entry)
    }

    /// Where a watch is on its way from one poll to the next; idle once it has left the list.
    func place(of id: EntryID) -> WatchEntry.Place {
        let slot = Int(id.index)
        guard slots[slot].generation == id.generation else { return .idle }
        return slots[slot].entry?.place ?? .idle
    }

    /// Changes an entry where it is; nil, and nothing is done, once its watch has left the list.
    @discardableResult
    mutating func update<Value>(_ id: EntryID, _ body: (inout WatchEntry) -> Value) -> Value? {
        let slot = Int(id.index)
        guard slots[slot].generation == id.generation else { return nil }
        return slots[slot].change(body)
    }

    /// Adds an entry.
    mutating func add(_ entry: WatchEntry) -> EntryID {
        guard let index = free.popLast() else {
            slots.append(Slot(entry: entry))
            return EntryID(index: Int32(slots.count - 1), generation: 0)
        }
        slots[Int(index)].entry = entry
        return EntryID(index: index, generation: slots[Int(index)].generation)
    }

    /// Removes an entry; its number is valid no longer.
    mutating func remove(_ id: EntryID) {
        let slot = Int(id.index)
        guard slots[slot].generation == id.generation else { return }
        slots[slot] = Slot(generation: slots[slot].generation &+ 1)
        free.append(id.index)
    }
}
