// SPDX-License-Identifier: Apache-2.0

package import Core

/// Matchers: listings find the jobs that nobody has typed.
extension Engine {
    // MARK: Which matcher looks where

    /// Adds a matcher, going on with what it knew.
    mutating func add(_ matcher: Matcher, resuming past: Resumption, at now: Moment) {
        guard let listing = matcher.kind.listing else { return }
        let lane = lanes.open(
            matcher.settings.lane, limit: limits.rate, resuming: past.lanes[matcher.settings.lane], at: now)
        let key = ListedKind.Key(lane: matcher.settings.lane, kind: matcher.kind, parent: matcher.parent)
        let list = lists.open(key, matcher.settings, listing, lane: lane)
        let known = past.matchers[matcher.name].flatMap { $0.identity == matcher.identity ? $0.memory : nil }
        let isSame = known?.patterns == matcher.patterns.map(\.text)
        let place = matchers.count
        matchers.append(MatcherEntry(matcher, list: list, memory: isSame ? known : nil))
        lists.update(list) { $0.matchers.append(place) }
        updateMatcherPeriod(of: list)
        planListing(list, at: now)
    }

    private mutating func updateMatcherPeriod(of list: ListNumber) {
        let places = lists.read(list, \.matchers) ?? []
        let period = places.map { matchers[$0].matcher.settings.poll.max }.min()
        lists.update(list) { $0.matcherPeriod = period }
    }

    /// Removes all matchers; those of a new list are added after it.
    mutating func removeMatchers() -> [MatcherEntry] {
        for entry in matchers {
            lists.update(entry.list) { list in
                list.matchers = []
                list.matcherPeriod = nil
            }
        }
        defer { matchers = [] }
        return matchers
    }

    // MARK: What a listing is to ask for matchers

    /// The passes that the matchers of a list need.
    func matcherPasses(of number: ListNumber, at now: Moment) -> [ListBounds] {
        guard let list = lists.read(number, { ($0.matchers, $0.plan, $0.listing.filters) }) else { return [] }
        let (places, plan, filters) = list
        var passes: [ListBounds] = []
        let farBack = places.map { matchers[$0] }.filter(\.looksFarBack)
        if let most = farBack.map(\.matcher.newerThan).max() {
            let since = now.best + (.zero - max(most, Discovery.overlap))
            passes.append(ListBounds(createdAfter: plan.can(.created, filters) ? since : nil))
        }
        let seen = places.compactMap { matchers[$0].looksFarBack ? nil : matchers[$0].memory?.seenUntil }.min()
        if let since = seen.map({ $0 + (.zero - Discovery.overlap) }) {
            if plan.can(.modified, filters) {
                passes.append(ListBounds(modifiedAfter: since))
            } else if plan.can(.created, filters) {
                passes.append(ListBounds(createdAfter: since))
            } else {
                passes.append(.none)
            }
        }
        // What shows everything, or more of the same, makes the others needless.
        return passes.contains(.none) ? [.none] : passes
    }

    /// Begins what matchers know, when their first attempt to list does.
    mutating func beginMemories(of number: ListNumber, at now: Moment) {
        for place in lists.read(number, \.matchers) ?? [] where matchers[place].memory == nil {
            matchers[place].memory = MatcherMemory(
                patterns: matchers[place].matcher.patterns.map(\.text), firstListedAt: now.best)
            unsavedMatchers.insert(place)
            hasNewMemories = true
        }
    }

    /// Keeps an item that a matcher may want.
    mutating func noteCandidate(_ item: ListItem, in number: ListNumber) {
        guard let places = lists.read(number, \.matchers), !places.isEmpty, let id = item.ids.first else { return }
        let name = item.name ?? id
        let isWanted = places.contains { place in
            matchers[place].matcher.matches(name) && (matchers[place].found[id].map { isRenewed($0, by: item) } ?? true)
        }
        guard isWanted else { return }
        lists.update(number) { $0.run?.addCandidate(item) }
    }

    /// Whether an item shows another resource than the one that was found under its id.
    private func isRenewed(_ id: EntryID, by item: ListItem) -> Bool {
        entries.read(id) { ListedSign(item).isNewer(than: $0.listedSign) } ?? true
    }

    // MARK: The end of a listing

    /// Works out what a listing that has ended means for its matchers; `failure` is why it has not reached its end.
    func discover(
        by run: ListingRun, in number: ListNumber, isComplete: Bool, failure: PollFailure?, at now: Moment
    ) -> FoundJobs {
        var found = FoundJobs()
        guard run.servesMatchers else { return found }
        var names: Set<String>?
        for place in lists.read(number, \.matchers) ?? [] where matchers.indices.contains(place) {
            discover(by: run, of: place, isComplete: isComplete, failure: failure, into: &found, names: &names, at: now)
        }
        return found
    }

    private func discover(
        by run: ListingRun, of place: Int, isComplete: Bool, failure: PollFailure?, into found: inout FoundJobs,
        names: inout Set<String>?, at now: Moment
    ) {
        var entry = matchers[place]
        guard var memory = entry.memory else { return }
        let isFirst = memory.seenUntil == nil
        let discovery = Discovery(entry.matcher, memory, isWide: entry.looksFarBack)
        var open: [ListItem] = []
        var others: [(item: ListItem, snapshot: WatchSnapshot?)] = []
        var endedBefore: [String] = []
        for item in run.candidates {
            guard let id = item.ids.first, entry.matcher.matches(item.name ?? id) else { continue }
            switch discovery.verdict(on: item) {
            case .open: open.append(item)
            case .ended: others.append((item, nil))
            case .atRest(let state): others.append((item, atRest(item, state, entry.matcher, at: now)))
            case .endedBefore: endedBefore.append(id)
            case .passedOver: break
            }
        }
        // The newest first, as many as there is room for.
        open.sort { ($0.createdAt ?? run.began.best) > ($1.createdAt ?? run.began.best) }
        let openBefore = openCount(of: entry)
        let room = max(0, entry.matcher.atMost - openBefore)
        let isFull = open.count > room
        let taken =
            open.prefix(room).map { (item: $0, snapshot: WatchSnapshot?.none) } + others.prefix(entry.matcher.atMost)
        if names == nil, !taken.isEmpty { names = Set(listOrder.compactMap { entries.read($0, \.watch.name) }) }
        for (item, snapshot) in taken {
            guard let id = item.ids.first else { continue }
            let old = entry.found[id]
            let name =
                old.flatMap { entries.read($0, \.watch.name) }
                ?? entry.matcher.watchName(ofJob: item.name ?? id, id: id) { names?.contains($0) ?? false }
            names?.insert(name)
            let watch = Watch(name: name, resourceID: id, settings: entry.matcher.settings)
            let known = snapshot.map { $0.named(watch.identity) }
            found.jobs.append(.init(matcher: place, watch: watch, snapshot: known, replaces: old))
            if !isFirst { found.notices.append(watch.foundNotice) }
        }
        let count = entry.found.count + found.jobs.count { $0.matcher == place && $0.replaces == nil }
        if isFull, !memory.isFullReported {
            found.notices.append(entry.matcher.fullNotice(open: openBefore + min(open.count, room)))
            found.remembered.insert(place)
        }
        memory.isFullReported = isFull
        if isComplete {
            if let blind = entry.sees(at: now) {
                found.notices.append(entry.matcher.restoredNotice(after: blind))
                memory.isLossReported = false
            }
            memory.seenUntil = run.date ?? run.began.best
            if isFirst {
                found.notices.append(entry.matcher.firstListedNotice(found: count))
                memory.ended = Array(endedBefore.prefix(MatcherMemory.mostEnded))
                found.remembered.insert(place)
            }
        } else if entry.fails(failure, at: now) {
            found.notices.append(entry.matcher.lostNotice(failure: failure, since: memory.seenUntil))
            memory.isLossReported = true
        }
        entry.memory = memory
        found.matchers[place] = entry
    }

    /// Counts a page that waits for credentials as an attempt of its list's matchers.
    func attemptWithoutCredentials(in number: ListNumber, _ failure: PollFailure, at now: Moment) -> FoundJobs {
        var found = FoundJobs()
        for place in lists.read(number, \.matchers) ?? [] where matchers.indices.contains(place) {
            var entry = matchers[place]
            if entry.fails(failure, at: now) {
                found.notices.append(entry.matcher.lostNotice(failure: failure, since: entry.memory?.seenUntil))
                entry.memory?.isLossReported = true
            }
            found.matchers[place] = entry
        }
        return found
    }

    /// What is known by its item of a resource that is at rest, so that nothing is told of it.
    private func atRest(_ item: ListItem, _ state: JobState, _ matcher: Matcher, at now: Moment) -> WatchSnapshot {
        let identity = WatchIdentity(
            name: "", kind: matcher.kind.name, resourceID: item.ids.first ?? "", region: matcher.settings.region)
        let machine = SavedMachine(
            state: state, status: item.status, since: item.modifiedAt ?? item.createdAt ?? now.wall,
            bornAt: item.createdAt)
        return WatchSnapshot(
            identity: identity, account: matcher.settings.account, machine: machine,
            interval: matcher.settings.poll.max)
    }

    /// How many of the jobs that a matcher has found have not ended.
    func openCount(of entry: MatcherEntry) -> Int {
        entry.found.values.count { entries.read($0) { !$0.machine.isSettled } ?? false }
    }

    /// Accepts what a listing has found, now that it is on record.
    mutating func accept(_ found: FoundJobs, at now: Moment) {
        for (place, entry) in found.matchers where matchers.indices.contains(place) {
            matchers[place] = entry
            unsavedMatchers.insert(place)
        }
        var replaced: Set<EntryID> = []
        for job in found.jobs { if let old = job.replaces { replaced.insert(old) } }
        remove(replaced, at: now)
        for job in found.jobs {
            let known = job.snapshot.map { [$0.identity: $0] } ?? [:]
            let id = add(job.watch, resuming: Resumption(watches: known, lanes: [:], list: nil), at: now)
            matchers[job.matcher].found[job.watch.resourceID] = id
            scheduleLettingGo(id, at: now)
        }
    }

    // MARK: Letting go

    /// How long a found job is shown after its end, and one that AWS no longer has after that was told.
    static let farewell: Duration = .seconds(86_400)

    /// Notes when a found job is let go, if it has ended or AWS no longer has it.
    mutating func scheduleLettingGo(_ id: EntryID, at now: Moment) {
        let due = entries.read(id) { entry -> Duration? in
            guard entry.watch.matcher != nil else { return nil }
            if entry.machine.isSettled {
                let left = entry.machine.since.map { ($0 + Self.farewell).since(now.best) } ?? Self.farewell
                // What ended long ago and was found only now is shown for its day as well.
                return now.steady + (left > .zero ? min(left, Self.farewell) : Self.farewell)
            }
            return entry.machine.visibility.current == .notFound ? now.steady + Self.farewell : nil
        }
        if let due = due ?? nil { farewells.set(id, at: due) }
    }

    /// The found jobs that are let go now, all with one write; nil if there is none.
    ///
    /// ``letGo(_:at:)`` must follow once it is on record.
    package mutating func nextLettingGo(at now: Moment) -> LettingGo? {
        var leaving: [(EntryID, Watch)] = []
        while let first = farewells.first, first.at <= now.steady, leaving.count < 1_000 {
            farewells.removeFirst()
            let watch = entries.read(first.item) { entry -> Watch? in
                entry.machine.isSettled || entry.machine.visibility.current == .notFound ? entry.watch : nil
            }
            if let watch = watch ?? nil { leaving.append((first.item, watch)) }
        }
        guard !leaving.isEmpty else { return nil }
        let change = Commit.ListChange(added: [], removed: leaving.map(\.1.identity))
        return LettingGo(commit: Commit(watch: nil, list: change, notices: []), entries: Set(leaving.map(\.0)))
    }

    /// Forgets found jobs, now that it is on record.
    package mutating func letGo(_ leaving: LettingGo, at now: Moment) {
        for place in matchers.indices {
            matchers[place].found = matchers[place].found.filter { !leaving.entries.contains($0.value) }
        }
        remove(leaving.entries, at: now)
        scheduleSightChecks(at: now)
    }

    /// Tries to let found jobs go later, since the record could not be written.
    package mutating func postpone(_ leaving: LettingGo, at now: Moment) {
        for id in leaving.entries { farewells.set(id, at: now.steady + .seconds(60)) }
    }
}

/// Found jobs that are let go, worked out but not yet accepted.
package struct LettingGo: Sendable {
    /// What must be on record before.
    package let commit: Commit
    fileprivate let entries: Set<EntryID>
}

extension WatchSnapshot {
    /// The same under another identity.
    fileprivate func named(_ identity: WatchIdentity) -> WatchSnapshot {
        WatchSnapshot(
            identity: identity, account: account, machine: machine, interval: interval, nextPollAt: nextPollAt,
            answer: answer)
    }
}
