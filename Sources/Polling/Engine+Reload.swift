// SPDX-License-Identifier: Apache-2.0

package import Core

/// A new watch list and all that changes with it, worked out but not yet applied.
package struct ListChange: Sendable {
    /// What must be on record before the engine may apply the rest; nil if no watch is added or removed.
    package let commit: Commit?
    /// Which watches are added, removed and changed.
    package let diff: WatchListDiff

    fileprivate let list: WatchList
    /// The record of watches that were on the list before.
    fileprivate let past: Resumption
    fileprivate let random: SplitMix64
}

extension Engine {
    /// Whether a list has watches that this engine lacks.
    package func isMissing(_ list: WatchList) -> Bool {
        !WatchListDiff(from: watches, to: list.watches).added.isEmpty
    }

    /// Works out what a new list means, without changing anything: see ``apply(_:at:)``.
    ///
    /// Watches known to `past` continue from there.
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

    /// Applies a new list, now that what changes with it is on record.
    ///
    /// An unchanged watch keeps everything, its next poll and its place in a queue included; a watch with new settings
    /// keeps its state. A poll under way of a watch that has left is ended by ``abandon(_:at:)``.
    package mutating func apply(_ change: ListChange, at now: Moment) {
        random = change.random
        let known = Dictionary(listOrder.compactMap { id in entries[id].map { ($0.watch.identity, id) } }) { one, _ in
            one
        }
        remove(Set(change.diff.removed.compactMap { known[$0.identity] }))
        for watch in change.diff.added { add(watch, resuming: change.past, at: now) }

        var ids = known
        for id in listOrder { if let watch = entries[id]?.watch { ids[watch.identity] = id } }
        listOrder = change.list.watches.compactMap { ids[$0.identity] }

        if change.list.limits.rate != limits.rate {
            for lane in lanes.keys { lanes[lane]?.setLimit(change.list.limits.rate, at: now.steady) }
        }
        limits = change.list.limits
        let changed = change.diff.changed.compactMap { watch in ids[watch.identity].map { (id: $0, watch: watch) } }
        let moved = Set(changed.filter { entries[$0.id]?.watch.lane != $0.watch.lane }.map(\.id))
        for (id, watch) in changed { update(id, to: watch, at: now) }
        openLanes(resuming: change.past, at: now)
        move(moved, at: now)
        closeLanes()
    }

    /// Makes a watch due immediately; false if the list has no watch of this name.
    ///
    /// One that is being polled or waits for its lane is due anyway. One that has ended is read once more.
    package mutating func pollNow(_ name: String, at now: Moment) -> Bool {
        guard let id = listOrder.first(where: { entries[$0]?.watch.name == name }) else { return false }
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
        listOrder.removeAll(where: leaving.contains)
    }

    /// Moves watches that are due from the queues of their old lanes to those of their new ones.
    private mutating func move(_ moved: Set<EntryID>, at now: Moment) {
        guard !moved.isEmpty else { return }
        for lane in laneOrder {
            for id in lanes[lane]?.withdraw(moved) ?? [] { enqueue(id, at: now) }
        }
    }

    /// Gives a watch new settings, and with them perhaps an earlier next poll.
    private mutating func update(_ id: EntryID, to watch: Watch, at now: Moment) {
        guard let before = entries[id]?.watch else { return }
        entries[id]?.update(to: watch, at: now)
        if before.account != watch.account { unsaved.insert(id) }
        if isQueued(id) { scheduleOverdue(id, at: now) }
        guard let due = schedule.dueTime(of: id), let entry = entries[id] else { return }
        var next = due
        // A shorter interval counts from now, spread like a first poll, since many watches may have got it together.
        let longest = now.steady + entry.backoff.interval
        if before.poll != watch.poll, due > longest {
            next = now.steady + entry.backoff.interval * watch.identity.phase
        }
        if let deadline = entry.machine.deadline(at: now) { next = min(next, deadline) }
        if next != due { schedule.set(id, at: next) }
    }

    /// Closes lanes that no watch uses any more.
    private mutating func closeLanes() {
        let used = Set(entries.values.map(\.watch.lane))
        guard used.count < lanes.count else { return }
        let upcoming =
            laneOrder.indices.contains(nextLane) ? laneOrder[nextLane...] + laneOrder[..<nextLane] : laneOrder[...]
        let first = upcoming.first(where: used.contains)
        laneOrder.removeAll { !used.contains($0) }
        nextLane = first.flatMap { laneOrder.firstIndex(of: $0) } ?? 0
        lanes = lanes.filter { used.contains($0.key) }
    }
}
