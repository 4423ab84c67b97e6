// SPDX-License-Identifier: Apache-2.0

package import Core

/// Which poll is due, whom it may ask, and what its outcome means for the watch, its lane and people.
///
/// A value without clock, tasks or input and output: whoever drives it says what time it is, makes the polls it orders,
/// commits what they came to, and only then lets it take that in. So hours of polling can be tested in milliseconds.
package struct Engine: Sendable {
    var entries: [EntryID: Entry] = [:]
    var lanes: [LaneID: Lane] = [:]
    var schedule = Schedule()
    /// When watches that wait for their lane become overdue.
    var overdue = Schedule()
    var limits: Limits
    var random: SplitMix64
    /// Watches that stand elsewhere than the record says.
    var unsaved: Set<EntryID> = []
    /// The watches in the order of the list.
    var order: [EntryID] = []
    /// The number that the next new watch gets.
    var nextNumber = 0
    /// Watches whose poll is under way, also those that have left the list meanwhile.
    private var inFlight: Set<EntryID> = []
    /// Lanes in a fixed order, for taking turns.
    var laneOrder: [LaneID] = []
    var turn = 0

    /// How many polls are under way.
    var underWay: Int { inFlight.count }

    /// An engine whose watches are all still to be read.
    ///
    /// The first polls are spread over each watch's `poll.initial`; `atOnce` makes them due at once instead. Equal seeds
    /// give equal jitter and event ids: a daemon takes a random one. Watches that `past` knows go on from there.
    package init(
        _ list: WatchList,
        resuming past: Resumption = .none,
        seed: UInt64,
        atOnce: Bool = false,
        at now: Moment
    ) {
        limits = list.limits
        random = SplitMix64(seed: seed)
        for watch in list.watches { begin(watch, resuming: past, atOnce: atOnce, at: now) }
        openLanes(resuming: past, at: now)
    }

    /// The polls to make now: what is due, as far as its lane and the limit on polls under way allow.
    package mutating func admit(at now: Moment) -> [PollOrder] {
        while let id = schedule.popDue(at: now.steady) {
            enqueue(id, at: now)
        }
        var orders: [PollOrder] = []
        var passedOver = 0
        while underWay < limits.concurrency, passedOver < laneOrder.count {
            let lane = laneOrder[turn]
            turn = (turn + 1) % laneOrder.count
            guard let id = lanes[lane]?.admit(at: now.steady), let entry = entries[id] else {
                passedOver += 1
                continue
            }
            passedOver = 0
            inFlight.insert(id)
            overdue.remove(id)
            orders.append(PollOrder(entry: id, watch: entry.watch))
        }
        return orders
    }

    /// When ``admit(at:)`` and ``nextOverdue(at:)`` should be asked again even if no poll ends before; nil if only an
    /// ending poll can help.
    package mutating func nextWake(at now: Moment) -> Duration? {
        [nextPoll(at: now), overdue.nextDue()].compactMap { $0 }.min()
    }

    /// When a poll may be made next; nil if none is due before one ends.
    mutating func nextPoll(at now: Moment) -> Duration? {
        var next = schedule.nextDue()
        guard underWay < limits.concurrency else { return next }
        for lane in lanes.values {
            guard let ready = lane.nextAdmission(at: now.steady) else { continue }
            next = min(next ?? ready, ready)
        }
        return next
    }

    /// The lanes where watches wait for better credentials.
    package var heldUpLanes: [LaneID] {
        lanes.values.filter(\.isHeldUp).map(\.id)
    }

    /// A lane's credentials may be good again.
    package mutating func credentialsChanged(_ lane: LaneID) {
        lanes[lane]?.credentialsChanged()
    }

    /// Whether a poll of a watch is under way.
    func isInFlight(_ id: EntryID) -> Bool { inFlight.contains(id) }

    /// Whether a watch is due and waits for its lane.
    func isQueued(_ id: EntryID) -> Bool {
        guard let entry = entries[id], !entry.machine.isSettled else { return false }
        return schedule.dueTime(of: id) == nil && !isInFlight(id)
    }

    /// Notes that a poll is no longer under way.
    mutating func pollEnded(_ id: EntryID) {
        inFlight.remove(id)
    }

    /// Takes a watch in under a number of its own; it is neither scheduled nor has it a lane yet.
    mutating func add(_ entry: Entry) -> EntryID {
        let id = EntryID(number: nextNumber)
        nextNumber += 1
        entries[id] = entry
        order.append(id)
        return id
    }

    /// Takes a watch in where an earlier time on the list left it, and schedules it unless it has ended.
    mutating func begin(_ watch: Watch, resuming past: Resumption, atOnce: Bool = false, at now: Moment) {
        let snapshot = past.snapshot(of: watch)
        let entry = snapshot.map { Entry(watch, resuming: $0, at: now) } ?? Entry(watch)
        let id = add(entry)
        if let snapshot, let account = watch.account, account != snapshot.account { unsaved.insert(id) }
        guard !entry.machine.isSettled else { return }
        let delay = atOnce ? .zero : entry.firstDelay(resuming: snapshot, at: now)
        schedule.set(id, at: now.steady + delay)
    }

    /// Makes a lane for each watch that has none.
    mutating func openLanes(resuming past: Resumption, at now: Moment) {
        for id in order {
            guard let lane = entries[id]?.watch.lane, lanes[lane] == nil else { continue }
            lanes[lane] = Lane(lane, limit: limits.rate, at: now.steady)
            if let visibility = past.lanes[lane] {
                lanes[lane]?.visibility = LaneVisibility(saved: visibility, at: now)
            }
            laneOrder.append(lane)
        }
    }

    /// The watches in the order of the list.
    package var watches: [Watch] {
        order.compactMap { entries[$0]?.watch }
    }
}
