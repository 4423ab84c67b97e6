// SPDX-License-Identifier: Apache-2.0

package import Core

/// Decides which poll is due, whether its lane admits it, and what its outcome means for the watch, its lane and people.
///
/// A value without a clock, tasks, input or output: its driver says what time it is, makes the polls it admits, commits
/// their results, and only then has it accept them. So hours of polling can be tested in milliseconds.
package struct Engine: Sendable {
    var entries: [EntryID: WatchEntry] = [:]
    var lanes: [LaneID: Lane] = [:]
    var schedule = Schedule()
    /// When watches that wait for their lane become overdue.
    var overdue = Schedule()
    var limits: Limits
    var random: SplitMix64
    /// Watches whose record is out of date, with nothing to report.
    var unsaved: Set<EntryID> = []
    /// The watches in the order of the list.
    var listOrder: [EntryID] = []
    /// Lanes in a fixed order, to be served round-robin.
    var laneOrder: [LaneID] = []
    /// The index in ``laneOrder`` of the lane to be served next.
    var nextLane = 0
    /// The number for the next new watch.
    private var nextNumber = 0
    /// Watches whose poll is under way, also those that have left the list meanwhile.
    private var inFlight: Set<EntryID> = []

    /// Makes an engine that has read none of its watches yet.
    ///
    /// The first polls are spread over each watch's `poll.initial`, or are due immediately if `atOnce`. Equal seeds give
    /// equal jitter and event ids, so a daemon takes a random one. Watches known to `past` continue from there.
    package init(
        _ list: WatchList,
        resuming past: Resumption = .none,
        seed: UInt64,
        atOnce: Bool = false,
        at now: Moment
    ) {
        limits = list.limits
        random = SplitMix64(seed: seed)
        for watch in list.watches { add(watch, resuming: past, atOnce: atOnce, at: now) }
        openLanes(resuming: past, at: now)
    }

    /// The watches in the order of the list.
    package var watches: [Watch] { listOrder.compactMap { entries[$0]?.watch } }

    /// How many polls are under way.
    var pollsInFlight: Int { inFlight.count }

    /// Whether a poll of a watch is under way.
    func isInFlight(_ id: EntryID) -> Bool { inFlight.contains(id) }

    /// Whether a watch is due and waits for its lane.
    func isQueued(_ id: EntryID) -> Bool {
        guard let entry = entries[id], !entry.machine.isSettled else { return false }
        return schedule.dueTime(of: id) == nil && !isInFlight(id)
    }

    // MARK: Admission

    /// Returns the polls to make now: those due, as far as their lanes and the limit on concurrent polls allow.
    package mutating func admit(at now: Moment) -> [AdmittedPoll] {
        while let id = schedule.popDue(at: now.steady) {
            enqueue(id, at: now)
        }
        var polls: [AdmittedPoll] = []
        var passedOver = 0
        while pollsInFlight < limits.concurrency, passedOver < laneOrder.count {
            let lane = laneOrder[nextLane]
            nextLane = (nextLane + 1) % laneOrder.count
            guard let id = lanes[lane]?.admit(at: now.steady), let entry = entries[id] else {
                passedOver += 1
                continue
            }
            passedOver = 0
            inFlight.insert(id)
            overdue.remove(id)
            polls.append(AdmittedPoll(entry: id, watch: entry.watch))
        }
        return polls
    }

    /// Returns when to call ``admit(at:)`` and ``nextOverdue(at:)`` again even if no poll ends before; nil if only the
    /// end of a poll can change anything.
    package mutating func nextWake(at now: Moment) -> Duration? {
        [nextPoll(at: now), overdue.nextDue()].compactMap { $0 }.min()
    }

    /// Returns when the next poll may be made; nil if none is due before one ends.
    mutating func nextPoll(at now: Moment) -> Duration? {
        var next = schedule.nextDue()
        guard pollsInFlight < limits.concurrency else { return next }
        for lane in lanes.values {
            guard let ready = lane.nextAdmission(at: now.steady) else { continue }
            next = min(next ?? ready, ready)
        }
        return next
    }

    /// Puts a watch that is due into its lane's queue, as the last one or as the first.
    mutating func enqueue(_ id: EntryID, first: Bool = false, at now: Moment) {
        guard let lane = entries[id]?.watch.lane else { return }
        lanes[lane]?.enqueue(id, first: first)
        entries[id]?.queuedAt = now.steady
        scheduleOverdue(id, at: now)
    }

    /// Notes that a poll is no longer under way.
    mutating func pollEnded(_ id: EntryID) { inFlight.remove(id) }

    /// The lanes in which watches wait for working credentials.
    package var lanesAwaitingCredentials: [LaneID] { lanes.values.filter(\.awaitsCredentials).map(\.id) }

    /// Lets a lane try its credentials again immediately, since they have changed.
    package mutating func credentialsChanged(_ lane: LaneID) { lanes[lane]?.credentialsChanged() }

    // MARK: Watches and lanes

    /// Adds a watch, continuing where its last time on the list ended, and schedules it unless it is settled.
    ///
    /// Its lane may have to be opened: see ``openLanes(resuming:at:)``.
    mutating func add(_ watch: Watch, resuming past: Resumption, atOnce: Bool = false, at now: Moment) {
        let snapshot = past.snapshot(of: watch)
        let entry = snapshot.map { WatchEntry(watch, resuming: $0, at: now) } ?? WatchEntry(watch)
        let id = EntryID(number: nextNumber)
        nextNumber += 1
        entries[id] = entry
        listOrder.append(id)
        if let snapshot, let account = watch.account, account != snapshot.account { unsaved.insert(id) }
        guard !entry.machine.isSettled else { return }
        let delay = atOnce ? .zero : entry.firstDelay(resuming: snapshot, at: now)
        schedule.set(id, at: now.steady + delay)
    }

    /// Opens a lane for each watch that has none.
    mutating func openLanes(resuming past: Resumption, at now: Moment) {
        for id in listOrder {
            guard let lane = entries[id]?.watch.lane, lanes[lane] == nil else { continue }
            lanes[lane] = Lane(lane, limit: limits.rate, resuming: past.lanes[lane], at: now)
            laneOrder.append(lane)
        }
    }

    // MARK: The record

    /// Whether the record of some watch is out of date.
    package var hasBookkeeping: Bool { !unsaved.isEmpty }

    /// Returns snapshots of the watches whose record is out of date, and of all lanes.
    package func bookkeeping(at now: Moment) -> Checkpoint {
        let watches = unsaved.sorted { $0.number < $1.number }.compactMap { id in
            entries[id]?.snapshot(nextPollIn: delay(of: id, at: now), at: now)
        }
        return Checkpoint(watches: watches, lanes: lanes.values.map { $0.snapshot(at: now) })
    }

    /// Notes that the bookkeeping has been written.
    package mutating func bookkeepingSaved() { unsaved = [] }

    /// Returns all that a fresh record has to contain.
    package func recordContent(at now: Moment) -> RecordContent {
        let snapshots = listOrder.compactMap { id in
            entries[id].map { entry in
                entry.snapshot(answer: .init(reason: entry.reason), nextPollIn: delay(of: id, at: now), at: now)
            }
        }
        return RecordContent(list: watches, watches: snapshots, lanes: lanes.values.map { $0.snapshot(at: now) })
    }

    private func delay(of id: EntryID, at now: Moment) -> Duration? { schedule.dueTime(of: id).map { $0 - now.steady } }
}

/// A poll that its lane has admitted, to be made now.
package struct AdmittedPoll: Sendable {
    /// The entry it belongs to.
    let entry: EntryID
    /// The watch to read.
    package let watch: Watch
}
