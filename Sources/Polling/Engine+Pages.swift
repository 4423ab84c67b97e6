// SPDX-License-Identifier: Apache-2.0

package import Core

/// A page of a list that its lane has admitted, to be asked for now.
package struct AdmittedPage: Sendable {
    /// The list it belongs to.
    let list: ListNumber
    /// The number of its listing.
    let run: UInt32
    /// Its place among the pages of its listing, from 1 on.
    let page: Int
    /// What to ask for.
    package let request: ListRequest
}

/// What a page of a list came to, and what must be on record before the engine may accept the rest of it.
package struct PageResult: Sendable {
    /// What must be on record, all or nothing; empty if nothing has to be.
    package let commits: [Commit]
    /// What was asked for.
    package let request: ListRequest
    /// Its place among the pages of its listing, from 1 on.
    package let page: Int
    /// What came of it.
    package let outcome: ListOutcome
    /// Whether the listing that ended with it has shown all; nil if none ended.
    package let isComplete: Bool?

    fileprivate let list: ListNumber
    fileprivate let lane: LaneNumber
    fileprivate let condition: Lane.Condition
    /// How the refusal of the list is told.
    fileprivate let told: ListRefusal.Told?
    /// What matchers have found, if the listing has ended.
    fileprivate let found: FoundJobs
}

extension Engine {
    /// The page that a list's listing asks for, now that it is its turn; nil if the listing has been given up.
    mutating func admitPage(of number: ListNumber) -> AdmittedPage? {
        lists.update(number) { list -> AdmittedPage? in
            guard let run = list.run else { return nil }
            list.run?.asks()
            let request = run.request(list.settings, parent: list.key.parent)
            return AdmittedPage(list: number, run: run.number, page: run.pages + 1, request: request)
        } ?? nil
    }

    /// Works out what a page means for the watches that it shows, and for its lane.
    ///
    /// ``accept(_:at:)`` or ``postpone(_:at:)`` must follow. Nil if its listing has been given up meanwhile.
    package mutating func take(_ page: AdmittedPage, _ outcome: ListOutcome, at now: Moment) -> PageResult? {
        requestEnded()
        guard let list = lists.read(page.list, { ($0.lane, $0.key, $0.run?.number) }), list.2 == page.run,
            var condition = lanes[list.0]?.condition
        else {
            if let lane = lanes.number(of: page.request.settings.lane) {
                lanes.update(lane, at: now.steady) { $0.condition.pollAbandoned() }
            }
            return nil
        }
        let (lane, key) = (list.0, list.1)
        let failure: PollFailure? = if case .failed(let failure) = outcome { failure } else { nil }
        let laneEvent = condition.requestEnded(
            failure, longestPause: page.request.settings.poll.max, jitter: random.nextSample(), at: now)
        var notices: [Commit.PendingNotice] = []
        if let laneEvent, let lane = lanes[lane] {
            let notice = lane.id.notice(of: laneEvent, watches: lane.watches.polled)
            notices.append(.init(notice, eventID: random.nextEventID(), observedAt: now.wall))
        }
        var told: ListRefusal.Told?
        var ended: EndedRun?
        switch outcome {
        case .page(let shown): ended = show(shown, of: page.list, at: now)
        case .failed(let failure):
            (ended, told) = fail(page, failure, at: now)
            if told != nil {
                let blind = (lists.read(page.list, \.matchers) ?? []).map { matchers[$0].matcher.name }
                let notice = key.lane.listingRefusedNotice(kind: key.kind, failure: failure, matchers: blind)
                notices.append(.init(notice, eventID: random.nextEventID(), observedAt: now.wall))
            }
        }
        let waiting = failure.flatMap { failure in
            failure.cause == .credentials ? attemptWithoutCredentials(in: page.list, failure, at: now) : nil
        }
        let found =
            ended.map { discover(by: $0.run, in: page.list, isComplete: $0.isComplete, failure: failure, at: now) }
            ?? waiting ?? FoundJobs()
        let snapshot = lanes[lane].map { condition.snapshot(of: $0.id, at: now) }
        let own = notices.isEmpty ? [] : [Commit(watch: nil, lane: snapshot, notices: notices)]
        return PageResult(
            commits: own + found.commits(random: &random, at: now), request: page.request, page: page.page,
            outcome: outcome, isComplete: ended?.isComplete,
            list: page.list, lane: lane, condition: condition, told: told, found: found)
    }

    /// A listing that is under way no more.
    struct EndedRun {
        /// What it has shown.
        let run: ListingRun
        /// Whether it has reached its end.
        let isComplete: Bool
    }

    /// Accepts what a page came to, now that it is on record.
    package mutating func accept(_ page: PageResult, at now: Moment) {
        setCondition(page.condition, of: page.lane, at: now)
        lanes.unsaved.insert(page.lane)
        accept(page.found, at: now)
        if let told = page.told { lists.update(page.list) { $0.plan.refusal?.told = told } }
    }

    /// Leaves the lane's visibility as it was, because the record could not be written: it is told later.
    package mutating func postpone(_ page: PageResult, at now: Moment) {
        guard let before = lanes[page.lane]?.condition.visibility else { return }
        setCondition(page.condition.with(visibility: before), of: page.lane, at: now)
    }

    // MARK: A page

    private mutating func show(_ page: ListPage, of number: ListNumber, at now: Moment) -> EndedRun? {
        var isDistrusted = false
        for item in page.items {
            let watches = lists.read(number) { $0.index?.watches(of: item) ?? [] } ?? []
            for id in watches where show(item, of: id, in: number, at: now) { isDistrusted = true }
            noteCandidate(item, in: number)
        }
        if isDistrusted { lists.update(number) { $0.plan.distrust(at: now.steady) } }
        switch lists.update(number, { $0.run?.pass(page) }) ?? nil {
        case .continues:
            askForPage(of: number, at: now)
            return nil
        case .ended: return complete(number, at: now)
        case .repeated: return giveUp(number, at: now)
        case .tooLong:
            let isForMatchers = lists.read(number) { !$0.matchers.isEmpty } ?? false
            lists.update(number) { $0.plan.tooLong(for: $0.members, at: now.steady) }
            // Matchers list all the same, and are told to be blind in the end.
            if isForMatchers { return giveUp(number, at: now) }
            return end(number, isComplete: false, at: now)
        case nil: return nil
        }
    }

    /// Ends the listing that is under way, and works out when the next one is due.
    mutating func end(_ number: ListNumber, isComplete: Bool, at now: Moment) -> EndedRun? {
        let run = lists.update(number) { $0.run.take() } ?? nil
        planListing(number, at: now)
        return run.map { EndedRun(run: $0, isComplete: isComplete) }
    }

    /// Applies what a listing shows of a watch; true if lists turn out not to be believed.
    private mutating func show(_ item: ListItem, of id: EntryID, in number: ListNumber, at now: Moment) -> Bool {
        guard let run = lists.read(number, { $0.run.map { ($0.number, $0.began.steady) } }) ?? nil,
            let entry = entries[id]
        else { return false }
        let sign = ListedSign(item)
        let isContradiction = lists.update(number) { $0.run?.contradicts(sign, of: id) ?? false } ?? false
        let isStale = followsChange(of: id, item, in: number, began: run.1)
        let known = entry.listedSign
        // An item of an earlier resource under the same id says nothing about this one.
        guard !sign.isOlder(than: known) else { return isStale }
        var coverage = entry.coverage
        let differs = isContradiction || !sign.agrees(with: known)
        // What was read after the listing began is known better.
        let isOlder = entry.coverage.readAt > run.1
        if entry.machine.isSettled {
            // It has ended, and lists may lag; made anew under the same id it is another resource.
            if sign.isNewer(than: known), !isOlder {
                entries.update(id) { $0.coverage.disputed = sign }
                order(id, at: now)
            }
            return isStale
        }
        if !differs {
            coverage.shownIn = run.0
            coverage.shownAt = run.1
            coverage.disputed = nil
            coverage.isLacking = false
            if let created = item.createdAt { coverage.createdAt = created }
        } else if !isOlder {
            // Shown so again after a read has found otherwise, it is read at its own cadence only.
            let isNews = coverage.disputed != sign || isContradiction
            coverage.disputed = sign
            coverage.isLacking = false
            entries.update(id) { $0.coverage = coverage }
            if isNews { order(id, at: now) }
            return isStale
        }
        entries.update(id) { $0.coverage = coverage }
        return isStale
    }

    /// Compares an item with a change that was read earlier; true if lists go on showing what was before it.
    private mutating func followsChange(
        of id: EntryID, _ item: ListItem, in number: ListNumber, began: Duration
    ) -> Bool {
        lists.update(number) { list -> Bool in
            guard var change = list.changes[id] else { return false }
            guard item.status == change.earlier else {
                list.changes[id] = nil
                return false
            }
            guard began > change.at + RecentChange.allowedLag else { return false }
            change.contradictions += 1
            list.changes[id] = change
            return change.contradictions >= RecentChange.mostContradictions
        } ?? false
    }

    // MARK: The end of a listing

    private mutating func complete(_ number: ListNumber, at now: Moment) -> EndedRun? {
        guard let run = lists.read(number, \.run) ?? nil else { return nil }
        lists.update(number) { list in
            let wasDistrusted = if case .distrusted = list.plan.standing { true } else { false }
            let standing = list.plan.standing
            list.plan.completed(run, for: list.members, at: now)
            if wasDistrusted { list.plan.standing = standing }
            list.run = nil
            list.changes = list.changes.filter { run.shown[$0.key] != nil }
            if let since = list.plan.unlistedSince, run.isFull, since <= run.began.steady {
                list.plan.unlistedSince = nil
            }
        }
        if run.isFull { orderUnshown(of: number, by: run, at: now) }
        if lists.read(number, { $0.plan.standsIn }) == true { confirmOne(of: number, at: now) }
        deferQueued(in: number, at: now)
        planListing(number, at: now)
        return EndedRun(run: run, isComplete: true)
    }

    /// Has the watches be read that a full listing should have shown and did not.
    private mutating func orderUnshown(of number: ListNumber, by run: ListingRun, at now: Moment) {
        for id in listOrder {
            let isMissing = entries.read(id) { entry in
                entry.coverage.list == number && !entry.machine.isSettled && run.shown[id] == nil
                    && entry.coverage.readAt <= run.began.steady
            }
            guard isMissing == true else { continue }
            let isNews = entries.update(id) { entry -> Bool in
                defer { entry.coverage.isLacking = true }
                return !entry.coverage.isLacking && entry.isAtRest
            }
            if isNews == true { order(id, at: now) }
        }
    }

    /// Has the one watch be read that has gone longest without, of those that lists stand in for.
    private mutating func confirmOne(of number: ListNumber, at now: Moment) {
        var passedOver: [(EntryID, Duration)] = []
        // A bound keeps a listing's cost from growing with those that are not covered; one that was read meanwhile is passed
        // over once for that read.
        var uncovered = 0
        while uncovered < 64 {
            guard
                let first = lists.update(
                    number,
                    { list -> Schedule<EntryID>.Due? in
                        defer { list.confirmations.removeFirst() }
                        return list.confirmations.first
                    }) ?? nil
            else { break }
            let coverage = entries.read(first.item) { $0.machine.isSettled ? nil : $0.coverage } ?? nil
            guard let coverage, coverage.list == number else { continue }
            passedOver.append((first.item, max(coverage.readAt, first.at)))
            let isRead = coverage.readAt > first.at
            let isCovered = lists.read(number) { $0.plan.knowledge(of: coverage) != nil } ?? false
            if isRead { continue }
            guard isCovered else {
                uncovered += 1
                continue
            }
            passedOver[passedOver.count - 1].1 = now.steady
            order(first.item, at: now)
            break
        }
        lists.update(number) { list in
            for (id, time) in passedOver { list.confirmations.set(id, at: time) }
        }
    }

    /// Takes the watches out of their lane's queue that lists stand in for since the listing has ended.
    private mutating func deferQueued(in number: ListNumber, at now: Moment) {
        guard let lane = lists.read(number, \.lane), let queued = lanes[lane]?.queuedWatches else { return }
        var deferred: [EntryID: Duration] = [:]
        for id in queued where entries.read(id, { $0.coverage.list == number }) == true {
            if let until = deferral(of: id, at: now) { deferred[id] = until }
        }
        guard !deferred.isEmpty else { return }
        lanes.update(lane, at: now.steady) { _ = $0.withdraw(Set(deferred.keys)) }
        for (id, until) in deferred { postponeRead(of: id, until: until) }
    }
}
