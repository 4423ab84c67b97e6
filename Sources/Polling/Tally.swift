// SPDX-License-Identifier: Apache-2.0

import Core

/// How many watches are in which state, and how many cannot be seen: counted at each change, never again from the beginning.
struct Tally: Sendable, Hashable {
    /// How many watches are in which state.
    private(set) var states: [JobState: Int] = [:]
    /// How many found jobs that have ended are in which state, as long as they are on the list.
    private(set) var past: [JobState: Int] = [:]
    /// How many of those still polled cannot be seen, and why.
    private(set) var notVisible: [Visibility: Int] = [:]

    /// What counts of one watch.
    struct Standing: Sendable, Hashable {
        fileprivate let state: JobState
        fileprivate let isSettled: Bool
        /// Whether it is of a found job that has ended, which is counted no more.
        fileprivate let isPast: Bool
        fileprivate let visibility: Visibility

        /// What counts of a watch as it is.
        init(_ entry: WatchEntry) {
            self.init(entry.machine, isFound: entry.watch.matcher != nil)
        }

        /// What counts of a watch in this state.
        init(_ machine: WatchMachine, isFound: Bool) {
            state = machine.state
            isSettled = machine.isSettled
            isPast = isFound && machine.isSettled
            visibility = machine.visibility.current
        }
    }

    /// Counts a watch of a lane, or with -1 no longer.
    mutating func count(_ watch: Standing, _ number: Int, _ lane: inout Lane.WatchCount, laneIs visibility: Visibility)
    {
        if watch.isPast { Self.add(number, to: &past[watch.state]) } else { Self.add(number, to: &states[watch.state]) }
        lane.all += number
        guard !watch.isSettled else { return }
        lane.polled += number
        if watch.visibility == .visible {
            lane.seen += number
            count(visibility, number)
        } else {
            count(watch.visibility, number)
        }
    }

    /// Counts the watches of a lane again whose visibility is the lane's.
    mutating func count(_ lane: Lane.WatchCount, from old: Visibility, to new: Visibility) {
        guard old != new else { return }
        count(old, -lane.seen)
        count(new, lane.seen)
    }

    private mutating func count(_ visibility: Visibility, _ number: Int) {
        if visibility != .visible { Self.add(number, to: &notVisible[visibility]) }
    }

    private static func add(_ number: Int, to count: inout Int?) {
        let sum = (count ?? 0) + number
        count = sum == 0 ? nil : sum
    }
}
