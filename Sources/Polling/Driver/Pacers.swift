// SPDX-License-Identifier: Apache-2.0

/// Lets the status be told at most once a second, and not again before something changed.
struct StatusPacer {
    private var isStale = true
    private var lastAt: Duration?

    mutating func changed() { isStale = true }

    mutating func isDue(at now: Duration) -> Bool {
        guard isStale, lastAt.map({ now - $0 >= .seconds(1) }) ?? true else { return false }
        isStale = false
        lastAt = now
        return true
    }

    /// When a change that was not told may be.
    var nextTurn: Duration? { isStale ? lastAt.map { $0 + .seconds(1) } : nil }
}

/// Lets the bookkeeping be written at most once a minute.
struct BookPacer {
    /// The shortest time between two writes.
    static let interval: Duration = .seconds(60)

    private var lastAt: Duration

    init(startingAt now: Duration) { lastAt = now }

    mutating func isDue(at now: Duration) -> Bool {
        guard now >= nextTurn else { return false }
        lastAt = now
        return true
    }

    /// When it may be written next.
    var nextTurn: Duration { lastAt + Self.interval }
}
