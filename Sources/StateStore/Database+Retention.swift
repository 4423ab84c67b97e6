// SPDX-License-Identifier: Apache-2.0

import Core

/// What one pass over the record may delete.
struct Pruning {
    /// How much is kept.
    let retention: Retention
    /// The latest time that both the wall clock and what confirms it allow; nil if nothing is to go for its age.
    let now: Timestamp?
    /// The most notices that may go for their age.
    let limit: Int
    /// The last notice that may go for its age: those after it are not older than this process.
    let last: Int64

    /// How many notices one transaction deletes, so that no poll waits long for it.
    static let atOnce = 5_000
    /// Before awaitd existed, so that a notice with such a time was seen by a clock that was not set yet.
    static let leastTime = Timestamp(microseconds: 1_767_225_600_000_000)
    /// How far ahead of the confirmed time a notice's own may be.
    static let tolerance: Duration = .seconds(86_400)
}

extension Database {
    /// Deletes some of what is no longer kept, within a transaction; returns how many notices went for their age, and
    /// whether there may be more.
    ///
    /// Undelivered notices stay. A watch that has left the list is deleted with its last notice.
    func prune(_ pruning: Pruning) throws(SQLiteError) -> (aged: Int, isMore: Bool) {
        let surplus = try sequences(upTo: lastSurplus(pruning.retention.count), limit: Pruning.atOnce)
        for sequence in surplus { try run("DELETE FROM notice WHERE seq = ?", [.integer(sequence)]) }
        let limit = min(pruning.limit, Pruning.atOnce - surplus.count)
        let aged = limit > 0 ? try sequences(upTo: lastAged(pruning), limit: limit) : []
        for sequence in aged { try run("DELETE FROM notice WHERE seq = ?", [.integer(sequence)]) }
        try run(
            "DELETE FROM watch WHERE NOT is_listed AND NOT EXISTS (SELECT 1 FROM notice WHERE watch_id = watch.id)"
        )
        return (aged.count, surplus.count + aged.count == Pruning.atOnce)
    }

    /// The last of the notices beyond the number that is kept; nil if there are none.
    private func lastSurplus(_ count: Int) throws(SQLiteError) -> Int64? {
        try rows("SELECT seq FROM notice ORDER BY seq DESC LIMIT 1 OFFSET ?", [.integer(Int64(count))]) {
            $0.integer(0)
        }
        .first
    }

    /// The last of the notices that are too old; nil if there are none.
    ///
    /// Notices are in the order in which they were seen, so those before the first young one go, whatever the clock said
    /// when they were seen. A time that cannot be right decides nothing: such a notice goes with the next one that is old.
    private func lastAged(_ pruning: Pruning) throws(SQLiteError) -> Int64? {
        guard let now = pruning.now else { return nil }
        let cutoff = max(now + (.zero - pruning.retention.age), Pruning.leastTime)
        let latest = now + Pruning.tolerance
        let firstYoung = try rows(
            "SELECT seq FROM notice NOT INDEXED WHERE observed_at >= ? AND observed_at <= ? ORDER BY seq LIMIT 1",
            [.integer(cutoff.microseconds), .integer(latest.microseconds)]
        ) { $0.integer(0) }
        return try rows(
            """
            SELECT seq FROM notice NOT INDEXED WHERE seq < ? AND seq <= ? AND observed_at >= ? AND observed_at < ?
            ORDER BY seq DESC LIMIT 1
            """,
            [
                .integer(firstYoung.first ?? .max), .integer(pruning.last),
                .integer(Pruning.leastTime.microseconds), .integer(cutoff.microseconds),
            ]
        ) { $0.integer(0) }
        .first
    }

    /// The first delivered notices up to one; none if that is nil.
    private func sequences(upTo last: Int64?, limit: Int) throws(SQLiteError) -> [Int64] {
        guard let last else { return [] }
        return try rows(
            "SELECT seq FROM notice WHERE seq <= ? AND seq NOT IN (SELECT seq FROM outbox) ORDER BY seq LIMIT ?",
            [.integer(last), .integer(Int64(limit))]
        ) { $0.integer(0) }
    }
}

/// How many notices may still go for their age: a tenth of the record an hour, so that no wrong clock takes all of it.
struct PruningAllowance {
    private var left = 0
    /// When it was renewed last, in steady time.
    private var renewedAt: Duration?

    /// The part of the record that may go in one period.
    private static let divisor: Int64 = 10
    private static let period: Duration = .seconds(3_600)

    /// How many may go now, of a record of so many.
    mutating func allowed(of notices: () throws(SQLiteError) -> Int64, at steady: Duration) throws(SQLiteError) -> Int {
        if let renewedAt, steady - renewedAt < Self.period { return left }
        left = Int((try notices() + Self.divisor - 1) / Self.divisor)
        renewedAt = steady
        return left
    }

    /// Notes that so many have gone.
    mutating func spend(_ count: Int) { left = max(0, left - count) }
}
