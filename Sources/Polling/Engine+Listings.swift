// SPDX-License-Identifier: Apache-2.0

import Core

/// Listings: one list operation's pages stand in for the reads of many watches.
///
/// A list is a hint and Get* the authority. What lists show as it was known moves a watch's next read on; what they show
/// otherwise, or not at all, has the watch read at once. A watch whose list says nothing is read when it is due, as ever.
extension Engine {
    // MARK: Which list shows what

    /// The list that may show a watch, which is opened unless it is open; nil if none does.
    mutating func list(for watch: Watch, lane: LaneNumber) -> ListNumber? {
        guard let listing = watch.kind.listing, listing.showsStatus else { return nil }
        let parent = watch.kind.listParent(ofID: watch.resourceID)
        if !listing.parent.isEmpty, parent == nil { return nil }
        // Watches beside each other in the list mostly are in the same one.
        if parent == nil, let last = listOrder.last,
            let number = entries.read(last, { $0.watch.settings === watch.settings ? $0.coverage.list : nil }) ?? nil
        {
            return number
        }
        let key = ListedKind.Key(lane: watch.lane, kind: watch.kind, parent: parent)
        return lists.open(key, watch.settings, listing, lane: lane)
    }

    /// Counts a watch among those that its list may show, and plans the list anew.
    mutating func joinList(_ id: EntryID, at now: Moment) {
        guard let entry = entries[id], let number = entry.coverage.list else { return }
        join(number, id, entry.watch, .init(entry), readAt: entry.coverage.readAt, at: now)
        planListing(number, at: now)
    }

    /// Counts a watch among those that a list may show; `readAt` is when it was read last.
    mutating func join(
        _ number: ListNumber, _ id: EntryID, _ watch: Watch, _ standing: ListMembers.Standing, readAt: Duration,
        at now: Moment
    ) {
        lists.update(number) { list in
            list.members.count(standing, 1)
            list.index?.add(id, watch.resourceID)
            list.confirmations.set(id, at: readAt)
            if list.plan.unlistedSince == nil { list.plan.unlistedSince = now.steady }
        }
    }

    /// Counts a watch no longer among those that its list may show.
    mutating func leaveList(_ id: EntryID, _ entry: WatchEntry, at now: Moment) {
        guard let number = entry.coverage.list else { return }
        lists.update(number) { list in
            list.members.count(.init(entry), -1)
            list.index?.remove(id, entry.watch.resourceID)
            list.changes[id] = nil
            list.run?.shown[id] = nil
        }
        planListing(number, at: now)
    }

    /// Counts a watch anew after a poll.
    mutating func recount(_ id: EntryID, from before: ListMembers.Standing, at now: Moment) {
        guard let number = entries.read(id, \.coverage.list) ?? nil,
            let after = entries.read(id, { ListMembers.Standing($0) }), before != after
        else { return }
        lists.update(number) { list in
            list.members.count(before, -1)
            list.members.count(after, 1)
            if let earlier = before.status, let status = after.status, earlier != status {
                list.note(change: RecentChange(earlier: earlier, at: now.steady), of: id)
            }
        }
        planListing(number, at: now)
    }

    /// Puts a watch with new settings into the list that may show it now.
    mutating func moveToList(_ id: EntryID, from before: WatchEntry, to watch: Watch, lane: LaneNumber, at now: Moment)
    {
        leaveList(id, before, at: now)
        let number = list(for: watch, lane: lane)
        entries.update(id) { entry in
            if number != before.coverage.list { entry.coverage = Coverage() }
            entry.coverage.list = number
        }
        joinList(id, at: now)
    }

    /// Works out anew when each list is asked, since listings are used now, or are no longer.
    mutating func planListings(at now: Moment) {
        for number in lists.all { planListing(number, at: now) }
    }

    /// Lets refused lists be tried again at once: a reload may be because they are allowed now.
    mutating func retryLists(at now: Moment) {
        for number in lists.all {
            let isRefused = lists.update(number) { list -> Bool in
                guard list.plan.refusal != nil else { return false }
                list.plan.refusal?.retryAt = now.steady
                return true
            }
            if isRefused == true { planListing(number, at: now) }
        }
    }

    /// Closes the lists that show nothing that is watched any more.
    mutating func closeUnusedLists() {
        for number in lists.all
        where lists.read(number, { $0.members.all == 0 && $0.matchers.isEmpty && $0.run == nil }) == true {
            lists.close(number)
        }
    }

    // MARK: When

    /// Works out when a list is asked next, unless a listing is under way.
    mutating func planListing(_ number: ListNumber, at now: Moment) {
        guard lists.read(number, { $0.run == nil }) == true, let next = nextListing(of: number, at: now) else { return }
        lists.setDue(
            number, at: min(next.forWatches ?? next.forMatchers ?? now.steady, next.forMatchers ?? .seconds(1 << 40)))
    }

    /// When a list is to be asked for watches and for matchers; nil if for neither.
    private func nextListing(
        of number: ListNumber, at now: Moment
    ) -> (forWatches: Duration?, forMatchers: Duration?)? {
        guard let list = lists.read(number, { ($0.plan, $0.members, $0.matcherPeriod, $0.matchers) }) else {
            return nil
        }
        let (plan, members, period, places) = list
        let forWatches =
            limits.listings == .automatic ? plan.nextListing(for: members, at: now.steady) : nil
        let isNew = places.contains { matchers[$0].looksFarBack && matchers[$0].memory?.isFullReported != true }
        let forMatchers = period.map { plan.nextListing(every: $0, isNew: isNew, at: now.steady) }
        return forWatches == nil && forMatchers == nil ? nil : (forWatches, forMatchers)
    }

    /// Begins the listings that are due: each asks for its first page when it is its turn in its lane's queue.
    mutating func beginListings(at now: Moment) {
        while let number = lists.takeDue(at: now.steady) {
            guard lists.read(number, { $0.run == nil }) == true, let next = nextListing(of: number, at: now) else {
                continue
            }
            let isForMatchers = next.forMatchers.map { $0 <= now.steady } ?? false
            // One listing for both, if one is due anyway and the other wants it at all.
            let isForWatches = next.forWatches.map { $0 <= now.steady || isForMatchers && standsIn(number) } ?? false
            guard isForMatchers || isForWatches else {
                planListing(number, at: now)
                continue
            }
            begin(number, forWatches: isForWatches, at: now)
        }
    }

    private func standsIn(_ number: ListNumber) -> Bool { lists.read(number, \.plan.standsIn) ?? false }

    private mutating func begin(_ number: ListNumber, forWatches: Bool, at now: Moment) {
        guard let list = lists[number] else { return }
        if list.index == nil { indexWatches(of: number) }
        var (passes, isFull): ([ListBounds], Bool) = ([], false)
        if forWatches {
            (passes, isFull) = list.plan.passes(
                for: list.members, of: list.key.kind, list.listing.filters, oldest: { oldestOpen(in: number) },
                at: now.steady)
        }
        let servesMatchers = !list.matchers.isEmpty
        if servesMatchers {
            beginMemories(of: number, at: now)
            passes = ListBounds.merged(passes, matcherPasses(of: number, at: now))
        }
        let mostPages = servesMatchers ? ListingPlan.mostPages : list.plan.mostPages(for: list.members)
        lists.update(number) { list in
            list.run = ListingRun(
                number: list.plan.begin(), passes: passes, isFull: isFull, servesWatches: forWatches,
                servesMatchers: servesMatchers, mostPages: mostPages, at: now)
        }
        askForPage(of: number, at: now)
    }

    /// Has the next page of a list wait for its turn in its lane.
    mutating func askForPage(of number: ListNumber, first: Bool = false, at now: Moment) {
        guard let lane = lists.read(number, \.lane) else { return }
        lanes.update(lane, at: now.steady) { $0.enqueue(.page(number), first: first) }
    }

    private mutating func indexWatches(of number: ListNumber) {
        var index = ResourceIndex()
        for id in listOrder {
            guard entries.read(id, { $0.coverage.list == number }) == true,
                let resource = entries.read(id, \.watch.resourceID)
            else { continue }
            index.add(id, resource)
        }
        lists.update(number) { $0.index = index }
    }

    /// When the oldest open watch was created; nil if AWS does not say when watches of this kind are.
    private func oldestOpen(in number: ListNumber) -> Timestamp? {
        guard lists.read(number, { $0.key.kind.response.created != nil }) == true else { return nil }
        var oldest: Timestamp?
        for id in listOrder {
            let created = entries.read(id) { entry -> Timestamp? in
                guard entry.coverage.list == number, !entry.machine.isSettled else { return nil }
                return entry.machine.bornAt
            }
            if let created = created ?? nil { oldest = min(oldest ?? created, created) }
        }
        return oldest
    }

    // MARK: What a watch's list has to say when its read is due

    /// Until when lists stand in for a watch's read that is due now, in steady time; nil if it is to be read.
    func deferral(of id: EntryID, at now: Moment) -> Duration? {
        let until = entries.read(id) { entry -> Duration? in
            guard limits.listings == .automatic, let number = entry.coverage.list, !entry.coverage.isOrdered,
                entry.isAtRest,
                let known = lists.read(number, { $0.plan.knowledge(of: entry.coverage) }) ?? nil
            else { return nil }
            if let overdueAt = entry.machine.overdueAt, overdueAt <= now.best { return nil }
            // Spread over the end of the interval, so that lists that fail leave no burst behind.
            let spread = entry.watch.poll.max * (1 - (1 - ListingPlan.share) * entry.jitter * 0.8)
            var until = min(known + spread, entry.coverage.readAt + ListingPlan.longestTrust)
            if let byExperience = entry.nextRead(afterListing: known, at: now) { until = min(until, byExperience) }
            guard until > now.steady else { return awaitsPages(of: number, entry, known, at: now) }
            return min(until, entry.machine.deadline(at: now) ?? until)
        }
        return until ?? nil
    }

    /// When to look again at a watch whose list is being asked and takes longer than usual; nil if it is to be read.
    ///
    /// A read of each watch would take the lane's turns from the pages, and the list longer still.
    private func awaitsPages(
        of number: ListNumber, _ entry: WatchEntry, _ known: Duration, at now: Moment
    ) -> Duration? {
        let longest = entry.watch.poll.max
        let isAsked = lists.read(number) { $0.run.map { $0.servesWatches && $0.began.steady > known } ?? false }
        let isTrusted = entry.coverage.readAt + ListingPlan.longestTrust > now.steady
        guard isAsked == true, isTrusted, now.steady < known + longest * Self.longestWait else { return nil }
        return now.steady + longest * 0.05
    }

    /// How many of its longest intervals a watch waits for a list that is being asked.
    private static let longestWait = 1.25

    /// Has a watch be read as soon as its lane allows, whatever lists show.
    mutating func order(_ id: EntryID, at now: Moment) {
        let isWanted = entries.update(id) { entry -> Bool in
            switch entry.place {
            case .idle, .scheduled:
                entry.coverage.isOrdered = true
                return true
            case .queued:
                entry.coverage.isOrdered = true
                return false
            // It is being read.
            case .polled: return false
            }
        }
        if isWanted == true { makeDue(id, at: now.steady) }
    }
}
