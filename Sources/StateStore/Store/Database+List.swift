// SPDX-License-Identifier: Apache-2.0

import Core

extension Database {
    /// What an earlier run left behind.
    func resumption() throws(SQLiteFault) -> Resumption {
        let watches = try watchSnapshots().map { ($0.identity, $0) }
        let lanes = try laneSnapshots().map { ($0.id, $0.visibility) }
        return Resumption(
            watches: Dictionary(watches) { first, _ in first },
            lanes: Dictionary(lanes) { first, _ in first },
            list: try number("SELECT count(*) FROM list") > 0 ? try listed() : nil
        )
    }

    /// The watches of the last list; of a kind that awaitd does not know itself only the name is known.
    private func listed() throws(SQLiteFault) -> [Watch] {
        try rows("SELECT name, kind, resource_id, region, account FROM watch WHERE is_listed ORDER BY id") { row in
            Watch(
                name: row.identity.name,
                kind: Kind.named(row.identity.kind) ?? .undeclared(row.identity.kind),
                resourceID: row.identity.resourceID,
                region: row.identity.region,
                account: row.optionalText(4)
            )
        }
    }

    /// Writes how the watch list changed; within a transaction.
    ///
    /// What leaves goes first: a watch in another account, which comes in its place, takes over its row, and begins anew.
    func take(_ listing: Commit.Listing) throws(SQLiteFault) {
        for identity in listing.removed {
            try run(
                "UPDATE watch SET is_listed = 0 WHERE name = ? AND kind = ? AND resource_id = ? AND region = ?",
                Self.values(identity)
            )
        }
        for watch in listing.added {
            let account = Value.optional(watch.account)
            try run(
                """
                UPDATE watch SET account = ?5, state = 'unseen', status = NULL, since = NULL, born_at = NULL,
                    overdue_told = 0, unknown_statuses = '[]', visibility = 'visible', lost_at = NULL,
                    last_answer_at = NULL, not_found_since = NULL, first_miss_at = NULL, unanswered_since = NULL,
                    misses = NULL, only_throttled = NULL, poll_interval = 0, next_poll_at = NULL, reason = NULL
                WHERE name = ?1 AND kind = ?2 AND resource_id = ?3 AND region = ?4 AND account <> ?5
                """,
                Self.values(watch.identity) + [account]
            )
            try run(
                """
                INSERT INTO watch (name, kind, resource_id, region, account, is_listed) VALUES (?1, ?2, ?3, ?4, ?5, 1)
                ON CONFLICT (name, kind, resource_id, region)
                DO UPDATE SET is_listed = 1, account = coalesce(?5, account)
                """,
                Self.values(watch.identity) + [account]
            )
        }
        try run("INSERT OR REPLACE INTO list (id) VALUES (1)")
    }

    private static func values(_ identity: WatchIdentity) -> [Value] {
        [.text(identity.name), .text(identity.kind), .text(identity.resourceID), .text(identity.region)]
    }

}
