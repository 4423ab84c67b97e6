// SPDX-License-Identifier: Apache-2.0

import Core

extension Database {
    /// How many notices one transaction lets go of, so that no poll waits long for it.
    private static let prunedAtOnce: Int64 = 5_000

    /// Lets go of some of what is no longer kept, within a transaction; true if there may be more.
    ///
    /// A watch goes with its last notice once it has left the list.
    func prune(_ retention: Retention, at now: Timestamp) throws(SQLiteFault) -> Bool {
        let last = try rows(
            "SELECT seq FROM notice ORDER BY seq DESC LIMIT 1 OFFSET ?",
            [.integer(Int64(retention.count))]
        ) { $0.integer(0) }
        let sequences = try rows(
            """
            SELECT seq FROM notice
            WHERE (seq <= ? OR observed_at < ?) AND seq NOT IN (SELECT seq FROM outbox)
            LIMIT ?
            """,
            [
                .integer(last.first ?? 0),
                .integer((now + (.zero - retention.age)).microseconds),
                .integer(Self.prunedAtOnce),
            ]
        ) { $0.integer(0) }
        for sequence in sequences { try run("DELETE FROM notice WHERE seq = ?", [.integer(sequence)]) }
        try run(
            "DELETE FROM watch WHERE NOT is_listed AND NOT EXISTS (SELECT 1 FROM notice WHERE watch_id = watch.id)"
        )
        return sequences.count == Int(Self.prunedAtOnce)
    }
}
