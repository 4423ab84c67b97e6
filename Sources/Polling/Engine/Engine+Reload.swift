// SPDX-License-Identifier: Apache-2.0

package import Core

extension Engine {
    /// Takes in a new list, now that what changes with it is on record.
    ///
    /// An untouched watch keeps everything, its next poll and its place in a queue included. A watch with other settings
    /// keeps its life. A poll under way of a watch that has left is ended by ``abandon(_:at:)``.
    package mutating func apply(_ change: ListChange, at now: Moment) {
        random = change.random
        let known = Dictionary(order.compactMap { id in entries[id].map { ($0.watch.identity, id) } }) { one, _ in one }
        remove(Set(change.diff.removed.compactMap { known[$0.identity] }))
        for watch in change.diff.added { begin(watch, resuming: change.past, at: now) }

        var ids = known
        for id in order { if let watch = entries[id]?.watch { ids[watch.identity] = id } }
        order = change.list.watches.compactMap { ids[$0.identity] }

        if change.list.limits.rate != limits.rate {
            for lane in lanes.keys { lanes[lane]?.limit(to: change.list.limits.rate, at: now.steady) }
        }
        limits = change.list.limits
        let changed = change.diff.changed.compactMap { watch in ids[watch.identity].map { (id: $0, watch: watch) } }
        let moved = Set(changed.filter { entries[$0.id]?.watch.lane != $0.watch.lane }.map(\.id))
        for (id, watch) in changed { adopt(watch, for: id, at: now) }
        openLanes(resuming: change.past, at: now)
        move(moved, at: now)
        closeLanes()
    }

    /// Makes a watch due at once; false if the list has no watch of this name.
    ///
    /// One that is being polled, or waits for its lane, is so anyway. One that has ended is read once more.
    package mutating func pollNow(_ name: String, at now: Moment) -> Bool {
        guard let id = order.first(where: { entries[$0]?.watch.name == name }) else { return false }
        let isWaiting = entries[id].flatMap { lanes[$0.watch.lane]?.isWaiting(id) } ?? false
        if !isInFlight(id), !isWaiting { schedule.set(id, at: now.steady) }
        return true
    }

    private mutating func remove(_ leaving: Set<EntryID>) {
        guard !leaving.isEmpty else { return }
        for lane in lanes.keys { _ = lanes[lane]?.withdraw(leaving) }
        for id in leaving {
            schedule.remove(id)
            overdue.remove(id)
            entries[id] = nil
        }
        order.removeAll(where: leaving.contains)
    }

    /// Takes watches that are due out of the lanes that are no longer theirs, and puts them into their own.
    private mutating func move(_ moved: Set<EntryID>, at now: Moment) {
        guard !moved.isEmpty else { return }
        for lane in laneOrder {
            for id in lanes[lane]?.withdraw(moved) ?? [] { enqueue(id, at: now) }
        }
    }

    /// Gives a watch other settings, and with them perhaps an earlier next poll.
    private mutating func adopt(_ watch: Watch, for id: EntryID, at now: Moment) {
        guard let before = entries[id]?.watch else { return }
        entries[id]?.adopt(watch, at: now)
        if before.account != watch.account { unsaved.insert(id) }
        if isQueued(id) { awaitOverdue(id, at: now) }
        guard let due = schedule.dueTime(of: id), let entry = entries[id] else { return }
        var next = due
        // A shorter interval counts from now, spread like a first poll: many watches may have got it at once.
        let longest = now.steady + entry.cadence.interval
        if before.poll != watch.poll, due > longest {
            next = now.steady + entry.cadence.interval * watch.identity.phase
        }
        if let deadline = entry.machine.deadline(at: now) { next = min(next, deadline) }
        if next != due { schedule.set(id, at: next) }
    }

    /// Lets go of lanes that no watch takes any more.
    private mutating func closeLanes() {
        let used = Set(entries.values.map(\.watch.lane))
        guard used.count < lanes.count else { return }
        let next = laneOrder.indices.contains(turn) ? laneOrder[turn...] + laneOrder[..<turn] : laneOrder[...]
        let first = next.first(where: used.contains)
        laneOrder.removeAll { !used.contains($0) }
        turn = first.flatMap { laneOrder.firstIndex(of: $0) } ?? 0
        lanes = lanes.filter { used.contains($0.key) }
    }
}
