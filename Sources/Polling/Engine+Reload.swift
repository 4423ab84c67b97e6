// SPDX-License-Identifier: Apache-2.0

package import Core

/// A new watch list and all that changes with it, worked out but not yet applied.
package struct ListChange: Sendable {
    /// What must be on record before the engine may apply the rest; nil if no watch is added or removed.
    package let commit: Commit?
    /// Which watches are added, removed and changed.
    package let diff: WatchListDiff

    /// What changes for the matchers.
    package let matchers: MatcherChanges
    /// What must be on record before the engine may apply the rest.
    package var commits: [Commit] { [commit, matcherCommit].compactMap(\.self) }

    fileprivate let matcherCommit: Commit?
    fileprivate let list: WatchList
    /// The record of watches that were on the list before.
    fileprivate let past: Resumption
    fileprivate let random: SplitMix64
}

extension Engine {
    /// Works out what is different in another list.
    package func difference(to list: WatchList) -> WatchListDiff { WatchListDiff(from: watches, to: list.watches) }

    /// Works out what a new list means, without changing anything: see ``apply(_:at:)``.
    ///
    /// Watches known to `past` continue from there. `diff` is ``difference(to:)``, if that is known.
    package func change(
        to list: WatchList,
        _ diff: WatchListDiff? = nil,
        resuming past: Resumption = .none,
        at now: Moment
    ) -> ListChange {
        let diff = diff ?? difference(to: list)
        var random = self.random
        let leaving = Set(diff.removed.map(\.identity))
        var last: [WatchIdentity: (state: JobState, status: String?)] = [:]
        if !leaving.isEmpty {
            for id in listOrder {
                guard let entry = entries[id], leaving.contains(entry.watch.identity) else { continue }
                last[entry.watch.identity] = (entry.machine.state, entry.machine.status)
            }
        }
        let commit = Commit(diff, random: &random, at: now.wall) { last[$0.identity] }
        let known = matchers.map { MatcherChanges.Known($0.matcher, $0.memory) }
        let found = {
            listOrder.compactMap { id in
                entries.read(id) { $0.watch.matcher == nil ? nil : ($0.watch, !$0.machine.isSettled) } ?? nil
            }
        }
        let changes = MatcherChanges(from: known, found: found, to: list.matchers, at: now.best)
        return ListChange(
            commit: commit.notices.isEmpty ? nil : commit,
            diff: diff,
            matchers: changes,
            matcherCommit: changes.commit(random: &random, at: now.wall),
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
        if change.list.limits.rate != limits.rate {
            let rate = change.list.limits.rate
            lanes.updateAll(at: now.steady) { $0.condition.setLimit(rate, at: now.steady) }
        }
        let usesLists = limits.listings
        limits = change.list.limits
        if limits.listings != usesLists { planListings(at: now) }
        retryLists(at: now)
        let written = listOrder.prefix { entries.read($0) { $0.watch.matcher == nil } ?? false }.count
        if !change.diff.isEmpty || written != change.list.watches.count || !isInOrder(change.list) {
            replaceList(by: change, at: now)
        }
        // The old list need not be kept for those of its watches that the new one has as well.
        for (id, watch) in zip(listOrder, change.list.watches) { entries.update(id) { $0.adopt(watch) } }
        replaceMatchers(by: change, at: now)
        closeUnusedLists()
        lanes.closeUnused(listed: Set(lists.all.compactMap { lists.read($0, \.lane) }))
    }

    /// Makes a watch due immediately; false if the list has no watch of this name.
    ///
    /// One that is being polled or waits for its lane is due anyway. One that has ended is read once more.
    package mutating func pollNow(_ name: String, at now: Moment) -> Bool {
        guard let id = listOrder.first(where: { entries.read($0) { $0.watch.name == name } ?? false }) else {
            return false
        }
        switch entries.place(of: id) {
        case .idle, .scheduled:
            entries.update(id) { $0.coverage.isOrdered = true }
            makeDue(id, at: now.steady)
        case .queued, .polled: break
        }
        return true
    }

    private func isInOrder(_ list: WatchList) -> Bool {
        zip(listOrder, list.watches).allSatisfy { id, watch in
            entries.read(id) { $0.watch.name == watch.name } ?? false
        }
    }

    private mutating func replaceList(by change: ListChange, at now: Moment) {
        let known = Dictionary(listOrder.compactMap { id in entries[id].map { ($0.watch.identity, id) } }) { one, _ in
            one
        }
        remove(Set(change.diff.removed.compactMap { known[$0.identity] }), at: now)
        for watch in change.diff.added { add(watch, resuming: change.past, at: now) }

        var ids = known
        for id in listOrder { if let watch = entries.read(id, \.watch) { ids[watch.identity] = id } }
        let found = listOrder.filter { entries.read($0) { $0.watch.matcher != nil } ?? false }
        listOrder = change.list.watches.compactMap { ids[$0.identity] } + found

        let changed = change.diff.changed.compactMap { watch in ids[watch.identity].map { (id: $0, watch: watch) } }
        var moved: Set<EntryID> = []
        for (id, watch) in changed {
            if update(id, to: watch, resuming: change.past, at: now) { moved.insert(id) }
        }
        move(moved, at: now)
    }

    /// Puts the matchers of a new list in the place of the old ones: what they know and have found stays, as far as they are
    /// still the same and the names still match.
    private mutating func replaceMatchers(by change: ListChange, at now: Moment) {
        guard !matchers.isEmpty || !change.list.matchers.isEmpty else { return }
        let old = removeMatchers()
        unsavedMatchers = []
        sightChecks = Schedule()
        let begun = Dictionary(change.matchers.changed.map { ($0.matcher.name, $0.memory) }) { first, _ in first }
        let gone = Set(change.matchers.removed.map(\.matcher.name))
        let known = Dictionary(
            old.compactMap { entry in
                gone.contains(entry.matcher.name)
                    ? nil : (begun[entry.matcher.name] ?? entry.snapshot).map { (entry.matcher.name, $0) }
            }
        ) { first, _ in first }
        let past = Resumption(watches: [:], lanes: change.past.lanes, list: nil, matchers: known)
        for matcher in change.list.matchers { add(matcher, resuming: past, at: now) }
        let places = Dictionary(matchers.indices.map { (matchers[$0].matcher.name, $0) }) { first, _ in first }
        let left = Set(change.matchers.left.map(\.identity))
        var leaving: Set<EntryID> = []
        for entry in old {
            let place = gone.contains(entry.matcher.name) ? nil : places[entry.matcher.name]
            for (resource, id) in entry.found {
                guard let place, let watch = entries.read(id, \.watch), !left.contains(watch.identity) else {
                    leaving.insert(id)
                    continue
                }
                matchers[place].found[resource] = id
                let settings = matchers[place].matcher.settings
                guard watch.settings != settings else { continue }
                let renewed = Watch(name: watch.name, resourceID: resource, settings: settings)
                if update(id, to: renewed, resuming: past, at: now) { move([id], at: now) }
            }
        }
        remove(leaving, at: now)
        scheduleSightChecks(at: now)
    }

    mutating func remove(_ leaving: Set<EntryID>, at now: Moment) {
        guard !leaving.isEmpty else { return }
        lanes.updateAll(at: now.steady) { _ = $0.withdraw(leaving) }
        for id in leaving {
            guard let entry = entries[id] else { continue }
            count(Tally.Standing(entry), in: entry.lane, -1)
            leaveList(id, entry, at: now)
            batches.remove(id, entry.watch, lane: entry.lane)
            entries.remove(id)
            unsaved.remove(id)
        }
        listOrder.removeAll(where: leaving.contains)
    }

    /// Moves watches that are due from the queues of their old lanes to those of their new ones.
    private mutating func move(_ moved: Set<EntryID>, at now: Moment) {
        guard !moved.isEmpty else { return }
        var waiting: [EntryID] = []
        lanes.updateAll(at: now.steady) { waiting += $0.withdraw(moved) }
        for id in waiting { enqueue(id, at: now) }
    }

    /// Gives a watch new settings, and with them perhaps an earlier next poll; true if it has another lane now.
    private mutating func update(_ id: EntryID, to watch: Watch, resuming past: Resumption, at now: Moment) -> Bool {
        guard let before = entries[id] else { return false }
        let lane = lanes.open(watch.lane, limit: limits.rate, resuming: past.lanes[watch.lane], at: now)
        let after = entries.update(id) { entry in
            entry.update(to: watch, at: now)
            entry.lane = lane
            return entry
        }
        guard let after else { return false }
        count(Tally.Standing(before), in: before.lane, -1)
        count(Tally.Standing(after), in: lane, 1)
        moveToList(id, from: before, to: watch, lane: lane, at: now)
        batches.remove(id, before.watch, lane: before.lane)
        batches.add(id, watch, lane: lane)
        if before.watch.account != watch.account { unsaved.insert(id) }
        if isQueued(id) { scheduleOverdue(id, at: now) }
        guard let due = dueTime(of: id) else { return before.lane != lane }
        var next = due
        // A shorter interval counts from now, spread like a first poll, since many watches may have got it together.
        if before.watch.poll != watch.poll, due > now.steady + after.interval {
            next = now.steady + after.interval * watch.identity.phase
            entries.update(id) { $0.planned = next }
        }
        if let deadline = after.machine.deadline(at: now) { next = min(next, deadline) }
        if next != due { makeDue(id, at: next) }
        return before.lane != lane
    }
}
