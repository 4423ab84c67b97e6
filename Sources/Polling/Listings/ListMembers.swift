// SPDX-License-Identifier: Apache-2.0

import Core

/// How many watches a list may show, and how they are: counted at each change.
struct ListMembers: Sendable, Hashable {
    /// What counts of one watch.
    struct Standing: Sendable, Hashable {
        /// Whether it is still polled.
        let isOpen: Bool
        /// Whether it waits for its first successful read.
        let isUnread: Bool
        /// Whether nothing has changed for so long that it is polled at its longest interval.
        let isAtRest: Bool
        /// Its longest interval.
        let longest: Duration
        /// Its status; nil before the first read.
        let status: String?
    }

    /// Those that are still polled.
    private(set) var open = 0
    /// Those of them that wait for their first read.
    private(set) var unread = 0
    /// Those at rest, by their longest intervals.
    private(set) var atRest: [Duration: Int] = [:]
    /// Those that are still polled, by their longest intervals.
    private var longest: [Duration: Int] = [:]
    /// Those that are still polled, by their statuses.
    private var byStatus: [String: Int] = [:]
    /// All of them.
    private(set) var all = 0

    /// Counts a watch, or with -1 no longer.
    mutating func count(_ watch: Standing, _ number: Int) {
        all += number
        guard watch.isOpen else { return }
        open += number
        if watch.isUnread { unread += number }
        if watch.isAtRest { Self.add(number, to: &atRest[watch.longest]) }
        Self.add(number, to: &longest[watch.longest])
        if let status = watch.status { Self.add(number, to: &byStatus[status]) }
    }

    /// How many watches listings may stand in for now.
    var resting: Int { atRest.values.reduce(0, +) }

    /// The shortest of the longest intervals: how often a listing must come to stand in for reads; nil without watches.
    var period: Duration? { longest.keys.min() }

    /// The statuses of the watches that are still polled, in a fixed order.
    var statuses: [String] { byStatus.keys.sorted() }

    /// How many reads listings would save in `period`.
    var savings: Double {
        guard let period else { return 0 }
        return atRest.reduce(0) { $0 + Double($1.value) * (period.inSeconds / max($1.key.inSeconds, 0.001)) }
    }

    private static func add(_ number: Int, to count: inout Int?) {
        let sum = (count ?? 0) + number
        count = sum == 0 ? nil : sum
    }
}

extension ListMembers.Standing {
    /// What counts of a watch as it is.
    init(_ entry: WatchEntry) {
        let machine = entry.machine
        let isSeen = machine.state != .unseen
        self.init(
            isOpen: !machine.isSettled,
            // One that AWS does not have or does not let us read is not waited for.
            isUnread: !isSeen && machine.visibility.current == .visible,
            isAtRest: entry.isAtRest,
            longest: entry.watch.poll.max,
            status: machine.status
        )
    }
}
