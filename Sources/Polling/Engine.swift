// SPDX-License-Identifier: Apache-2.0

package import Core

/// Decides which poll is due, whether its lane admits it, and what its outcome means for the watch, its lane and people.
///
/// A value without a clock, tasks, input or output: its driver says what time it is, makes the polls it admits, commits
/// their results, and only then has it accept them. So hours of polling can be tested in milliseconds.
///
/// What a step costs does not depend on how many watches or lanes there are, but for a reload's: both are in tables under
/// small numbers, times in heaps, and counts are kept (``Tally``).
package struct Engine: Sendable {
    var entries = EntryTable()
    var lanes = LaneTable()
    /// Which watch is due when: ``WatchEntry/place`` says whether that still counts.
    var schedule = Schedule<EntryID>()
    /// When watches that wait for their lane become overdue: ``WatchEntry/overdueCheck`` says whether that still counts.
    var overdue = Schedule<EntryID>()
    var lists = ListTable()
    var batches = Batches()
    /// The matchers, in the order of the list.
    var matchers: [MatcherEntry] = []
    /// The places of the matchers whose record is out of date, with nothing to report.
    var unsavedMatchers: Set<Int> = []
    /// Whether a matcher is about to list for the first time, and the record does not say so yet.
    package var hasNewMemories = false
    /// When to count the found jobs of a matcher that cannot be read: ``MatcherEntry/sightDue`` says whether that still
    /// counts.
    var sightChecks = Schedule<Int>()
    /// When found jobs are let go.
    var farewells = Schedule<EntryID>()
    var tally = Tally()
    var limits: Limits
    var random: SplitMix64
    /// How long jobs took.
    var experience: LearnedDurations
    /// Watches whose record is out of date, with nothing to report.
    var unsaved: Set<EntryID> = []
    /// The watches: the written ones in the order of the list, then those that matchers have found.
    var listOrder: [EntryID] = []
    /// How many requests are under way, those of watches that have left the list meanwhile included.
    private(set) var requestsInFlight = 0

    init(_ limits: Limits, _ experience: ExperienceBook, seed: UInt64) {
        self.limits = limits
        self.experience = LearnedDurations(experience)
        random = SplitMix64(seed: seed)
    }

    /// The written watches, in the order of the list.
    package var watches: [Watch] { listOrder.compactMap { entries.read($0, \.watch) }.filter { $0.matcher == nil } }

    /// The watches of the jobs that matchers have found.
    var foundWatches: [Watch] { listOrder.compactMap { entries.read($0, \.watch) }.filter { $0.matcher != nil } }

    /// Whether a poll of a watch is under way.
    func isInFlight(_ id: EntryID) -> Bool { entries.place(of: id) == .polled }

    /// Whether a watch is due and waits for its lane.
    func isQueued(_ id: EntryID) -> Bool {
        guard case .queued = entries.place(of: id) else { return false }
        return entries.read(id, \.machine.isSettled) == false
    }

    /// When a watch is due; nil if it is not scheduled.
    func dueTime(of id: EntryID) -> Duration? {
        if case .scheduled(let time) = entries.place(of: id) { time } else { nil }
    }

    // MARK: Admission

    /// Returns the requests to make now: those due, as far as their lanes and the limit on concurrent ones allow.
    package mutating func admit(at now: Moment) -> AdmittedRequests {
        beginListings(at: now)
        while let time = nextDue(), time <= now.steady, let first = schedule.first {
            schedule.removeFirst()
            if let until = deferral(of: first.item, at: now) {
                postponeRead(of: first.item, until: until)
            } else {
                enqueue(first.item, at: now)
            }
        }
        var admitted = AdmittedRequests()
        while requestsInFlight < limits.concurrency, let request = lanes.admit(at: now.steady) {
            switch request {
            case .watch(let id):
                let watch = entries.update(id) { entry in
                    entry.place = .polled
                    entry.overdueCheck = nil
                    return entry.watch
                }
                guard let watch else { continue }
                let companions = companions(of: id, watch, at: now)
                admitted.polls.append(AdmittedPoll(entry: id, watch: watch, companions: companions))
            case .page(let number):
                guard let page = admitPage(of: number) else { continue }
                admitted.pages.append(page)
            }
            requestsInFlight += 1
        }
        return admitted
    }

    /// Returns when to call ``admit(at:)`` and ``nextOverdue(at:)`` again even if no poll ends before; nil if only the
    /// end of a poll can change anything.
    package mutating func nextWake(at now: Moment) -> Duration? {
        let times = [
            nextPoll(at: now), lists.nextDue(), nextOverdueCheck(), farewells.first?.at, sightChecks.first?.at,
        ]
        return times.compactMap { $0 }.min()
    }

    /// Returns when the next poll may be made; nil if none is due before one ends.
    mutating func nextPoll(at now: Moment) -> Duration? {
        let next = nextDue()
        guard requestsInFlight < limits.concurrency, let ready = lanes.nextAdmission(at: now.steady) else {
            return next
        }
        return min(next ?? ready, ready)
    }

    private mutating func nextDue() -> Duration? {
        while let first = schedule.first {
            if entries.place(of: first.item) == .scheduled(at: first.at) { return first.at }
            schedule.removeFirst()
        }
        return nil
    }

    /// Makes a watch due at a time, which replaces any earlier one.
    mutating func makeDue(_ id: EntryID, at time: Duration) {
        entries.update(id) { $0.place = .scheduled(at: time) }
        schedule.set(id, at: time)
    }

    /// Puts a watch that is due into its lane's queue, as the last one or as the first.
    mutating func enqueue(_ id: EntryID, first: Bool = false, at now: Moment) {
        let lane = entries.update(id) { entry in
            entry.place = .queued(since: now.steady)
            return entry.lane
        }
        guard let lane else { return }
        lanes.update(lane, at: now.steady) { $0.enqueue(.watch(id), first: first) }
        scheduleOverdue(id, at: now)
    }

    /// Makes a watch due at a later time, since lists stand in for its read until then.
    mutating func postponeRead(of id: EntryID, until time: Duration) {
        entries.update(id) { $0.planned = time }
        makeDue(id, at: time)
    }

    /// Notes that a poll is no longer under way.
    mutating func pollEnded(_ id: EntryID, isCompanion: Bool) {
        if !isCompanion { requestEnded() }
        entries.update(id) { $0.place = .idle }
    }

    /// Notes that a request is no longer under way.
    mutating func requestEnded() { requestsInFlight -= 1 }

    /// Whether watches wait for working credentials.
    package var awaitsCredentials: Bool { !lanes.awaitingCredentials.isEmpty }

    /// The lanes in which watches wait for working credentials.
    package var lanesAwaitingCredentials: [LaneID] { lanes.awaitingCredentials.sorted().compactMap { lanes[$0]?.id } }

    /// Lets a lane try its credentials again immediately, since they have changed.
    package mutating func credentialsChanged(_ lane: LaneID, at now: Moment) {
        guard let number = lanes.number(of: lane) else { return }
        lanes.update(number, at: now.steady) { $0.condition.credentialsChanged() }
    }

    // MARK: Watches and lanes

    /// Adds a watch, continuing where its last time on the list ended, and schedules it unless it is settled.
    @discardableResult
    mutating func add(_ watch: Watch, resuming past: Resumption, at now: Moment) -> EntryID {
        let lane = openLane(of: watch, resuming: past, at: now)
        let list = list(for: watch, lane: lane)
        let answer = past.lanes[watch.lane]?.lastAnswerAt
        let known = past.snapshot(of: watch).map(Boxed.init)
        let (id, due) = add(watch, in: lane, list: list, resuming: known, laneAnswer: answer, at: now)
        if let due { schedule.set(id, at: due) }
        if let list { planListing(list, at: now) }
        return id
    }

    /// Adds a watch of a lane that a list may show, but neither to the schedule nor to the list's plan; returns when it is
    /// due, if it is.
    mutating func add(
        _ watch: Watch, in lane: LaneNumber, list: ListNumber?, resuming past: Boxed<WatchSnapshot>?,
        laneAnswer: Timestamp?, atOnce: Bool = false, at now: Moment
    ) -> (id: EntryID, due: Duration?) {
        var entry: WatchEntry
        if let past {
            entry = WatchEntry(watch, lane: lane, resuming: past.value, laneAnswer: laneAnswer, at: now)
            resumeExperience(of: &entry)
        } else {
            entry = WatchEntry(watch, lane: lane)
        }
        var due: Duration?
        if !entry.machine.isSettled {
            let first = entry.firstPoll(resuming: past, laneAnswer: past == nil ? nil : laneAnswer, at: now)
            let time = atOnce ? now.steady : first
            entry.place = .scheduled(at: time)
            due = time
        }
        entry.coverage.list = list
        let id = entries.add(entry)
        count(Tally.Standing(entry), in: lane, 1)
        listOrder.append(id)
        if let list { join(list, id, watch, .init(entry), readAt: entry.coverage.readAt, at: now) }
        batches.add(id, watch, lane: lane)
        if let past, let account = watch.account, account != past.value.account { unsaved.insert(id) }
        return (id, due)
    }

    /// Opens the lane of a watch unless it is open; returns its number.
    mutating func openLane(of watch: Watch, resuming past: Resumption, at now: Moment) -> LaneNumber {
        // Watches beside each other in the list mostly have the same settings.
        if let last = listOrder.last,
            let lane = entries.read(last, { $0.watch.settings === watch.settings ? $0.lane : nil }) ?? nil
        {
            return lane
        }
        return lanes.open(watch.lane, limit: limits.rate, resuming: past.lanes[watch.lane], at: now)
    }

    /// Counts a watch, or with -1 no longer.
    mutating func count(_ watch: Tally.Standing, in lane: LaneNumber, _ number: Int) {
        let visibility = lanes[lane]?.condition.visibility.current ?? .visible
        lanes.count(lane) { tally.count(watch, number, &$0, laneIs: visibility) }
    }

    /// Gives a lane another condition, and counts the watches that it hides or shows.
    mutating func setCondition(_ condition: Lane.Condition, of number: LaneNumber, at now: Moment) {
        guard let lane = lanes[number] else { return }
        tally.count(lane.watches, from: lane.condition.visibility.current, to: condition.visibility.current)
        lanes.update(number, at: now.steady) { $0.condition = condition }
    }

    // MARK: The record

    /// Whether the record of some watch or lane is out of date.
    package var hasBookkeeping: Bool { !unsaved.isEmpty || !lanes.unsaved.isEmpty || !unsavedMatchers.isEmpty }

    /// Returns snapshots of the watches and lanes whose record is out of date.
    ///
    /// A watch whose poll changed nothing is not among them: how it is polled follows from what is on record.
    package func bookkeeping(at now: Moment) -> Checkpoint {
        let watches = unsaved.sorted(by: EntryID.isBefore).compactMap { id in
            entries[id]?.snapshot(nextPollIn: delay(of: id, at: now), at: now)
        }
        return Checkpoint(
            watches: watches, lanes: lanes.unsaved.sorted().compactMap { lanes[$0]?.snapshot(at: now) },
            matchers: unsavedMatchers.sorted().compactMap {
                matchers.indices.contains($0) ? matchers[$0].snapshot : nil
            })
    }

    /// Notes that the bookkeeping has been written.
    package mutating func bookkeepingSaved() {
        unsaved = []
        lanes.unsaved = []
        unsavedMatchers = []
        hasNewMemories = false
    }

    /// Returns all that a fresh record has to contain.
    package func recordContent(at now: Moment) -> RecordContent {
        let snapshots = listOrder.compactMap { id in
            entries[id].map { entry in
                entry.snapshot(answer: .init(reason: entry.reason), nextPollIn: delay(of: id, at: now), at: now)
            }
        }
        return RecordContent(
            list: watches, found: foundWatches, watches: snapshots, lanes: lanes.all.map { $0.snapshot(at: now) },
            matchers: matchers.compactMap(\.snapshot))
    }

    private func delay(of id: EntryID, at now: Moment) -> Duration? {
        guard let due = dueTime(of: id), let planned = entries.read(id, \.planned) else { return nil }
        return min(due, planned) - now.steady
    }
}

/// Requests that their lanes have admitted, to be made now.
package struct AdmittedRequests: Sendable {
    /// Reads of watches.
    package fileprivate(set) var polls: [AdmittedPoll] = []
    /// Pages of lists.
    package fileprivate(set) var pages: [AdmittedPage] = []
}

/// A poll that its lane has admitted, to be made now.
package struct AdmittedPoll: Sendable {
    /// The entry it belongs to.
    let entry: EntryID
    /// The watch to read.
    package let watch: Watch
    /// The other watches that the same call reads: of the same resource, or of others that are read in batches.
    package let companions: [AdmittedPoll]
    /// Whether it is itself read with another.
    let isCompanion: Bool

    init(entry: EntryID, watch: Watch, companions: [AdmittedPoll] = [], isCompanion: Bool = false) {
        self.entry = entry
        self.watch = watch
        self.companions = companions
        self.isCompanion = isCompanion
    }
}
