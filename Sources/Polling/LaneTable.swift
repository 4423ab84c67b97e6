// SPDX-License-Identifier: Apache-2.0

import Core
import DequeModule

/// The lanes, and whose turn it is: those that may make a poll now take turns, the others are looked at when their time comes.
struct LaneTable: Sendable {
    private var lanes: ContiguousArray<Lane?> = []
    private var numbers: [LaneID: LaneNumber] = [:]
    /// Numbers of lanes that were closed.
    private var free: [LaneNumber] = []
    /// The lanes whose ``Lane/turn`` is `ready`, the next one first.
    private var ready: Deque<LaneNumber> = []
    /// The lanes whose ``Lane/turn`` is `later`.
    private var later = Schedule<LaneNumber>()
    /// The lanes in which watches wait for working credentials.
    private(set) var awaitingCredentials: Set<LaneNumber> = []
    /// The lanes whose record is out of date, with nothing to report.
    var unsaved: Set<LaneNumber> = []

    /// A lane; nil for a number that none has.
    subscript(number: LaneNumber) -> Lane? { lanes.indices.contains(number) ? lanes[number] : nil }

    /// The number of a lane; nil if it is not open.
    func number(of id: LaneID) -> LaneNumber? { numbers[id] }

    /// All lanes.
    var all: some Sequence<Lane> { lanes.lazy.compactMap(\.self) }

    /// Opens a lane unless it is open; returns its number.
    mutating func open(_ id: LaneID, limit: RateLimit, resuming saved: SavedVisibility?, at now: Moment) -> LaneNumber {
        if let number = numbers[id] { return number }
        let lane = Lane(id, limit: limit, resuming: saved, at: now)
        let number = free.popLast() ?? lanes.count
        if number < lanes.count { lanes[number] = lane } else { lanes.append(lane) }
        numbers[id] = number
        return number
    }

    /// Closes the lanes that neither a watch nor a list uses any more; `listed` are those of lists.
    mutating func closeUnused(listed: Set<LaneNumber>) {
        for (number, lane) in lanes.enumerated() {
            guard let lane, lane.watches.all == 0, !listed.contains(number) else { continue }
            numbers[lane.id] = nil
            lanes[number] = nil
            free.append(number)
            unsaved.remove(number)
            awaitingCredentials.remove(number)
            ready.removeAll { $0 == number }
        }
    }

    /// Changes a lane without consequences for its turn: its counts.
    mutating func count(_ number: LaneNumber, _ change: (inout Lane.WatchCount) -> Void) {
        lanes[number]?.change { change(&$0.watches) }
    }

    /// Changes a lane, and with it perhaps its turn; nil, and nothing is done, if there is none of this number.
    @discardableResult
    mutating func update<Value>(_ number: LaneNumber, at now: Duration, _ change: (inout Lane) -> Value) -> Value? {
        guard lanes.indices.contains(number) else { return nil }
        let result = lanes[number]?.change(change)
        if result != nil { findTurn(of: number, at: now) }
        return result
    }

    /// Changes all lanes.
    mutating func updateAll(at now: Duration, _ change: (inout Lane) -> Void) {
        for number in lanes.indices { update(number, at: now, change) }
    }

    // MARK: Admission

    /// Returns the next request that a lane admits, in turn; nil if none does.
    mutating func admit(at now: Duration) -> LaneRequest? {
        readyLanes(at: now)
        while let number = ready.popFirst() {
            lanes[number]?.turn = .none
            let admitted = lanes[number]?.change { $0.admit(at: now) } ?? nil
            findTurn(of: number, at: now)
            if let admitted { return admitted }
        }
        return nil
    }

    /// Returns when a lane may admit a watch; nil if none waits for anything but the end of a poll.
    mutating func nextAdmission(at now: Duration) -> Duration? {
        readyLanes(at: now)
        while let number = ready.first {
            if let next = lanes[number]?.nextAdmission(at: now), next <= now { return now }
            // It has changed since it was its turn.
            ready.removeFirst()
            lanes[number]?.turn = .none
            findTurn(of: number, at: now)
        }
        return later.first?.at
    }

    /// Lets the lanes whose time has come take their turns.
    private mutating func readyLanes(at now: Duration) {
        while let first = later.first {
            let isStale = lanes[first.item]?.turn != .later(first.at)
            guard isStale || first.at <= now else { return }
            later.removeFirst()
            guard !isStale else { continue }
            lanes[first.item]?.turn = .none
            findTurn(of: first.item, at: now)
        }
    }

    private mutating func findTurn(of number: LaneNumber, at now: Duration) {
        guard let lane = lanes[number] else { return }
        if lane.awaitsCredentials { awaitingCredentials.insert(number) } else { awaitingCredentials.remove(number) }
        // One that is ready stays in the row, and is looked at again when it is its turn.
        guard lane.turn != .ready else { return }
        switch lane.nextAdmission(at: now) {
        case nil: lanes[number]?.turn = .none
        case let next? where next <= now:
            lanes[number]?.turn = .ready
            ready.append(number)
        case let next?:
            guard lane.turn != .later(next) else { return }
            lanes[number]?.turn = .later(next)
            later.set(number, at: next)
        }
    }
}
