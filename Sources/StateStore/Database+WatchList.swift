// SPDX-License-Identifier: Apache-2.0

import Core

/// Which watches and matchers there are; each within a transaction.
extension Database {
    /// Writes how the watch list changed, or which watches matchers have found.
    ///
    /// Removed watches go first: one in another account that replaces a removed one takes over its row, as a new watch.
    func take(_ change: Commit.ListChange) throws(SQLiteError) {
        for identity in change.removed {
            try run(
                "UPDATE watch SET is_listed = 0 WHERE name = ? AND kind = ? AND resource_id = ? AND region = ?",
                Self.values(identity)
            )
        }
        for watch in change.added {
            let account = Value.optional(watch.account)
            try run(
                """
                UPDATE watch SET account = ?5, state = 'unseen', status = NULL, since = NULL, born_at = NULL,
                    overdue_told = 0, unknown_statuses = '[]', visibility = 'visible', lost_at = NULL,
                    last_answer_at = NULL, not_found_since = NULL, first_miss_at = NULL, unanswered_since = NULL,
                    misses = NULL, only_throttled = NULL, poll_interval = 0, next_poll_at = NULL, reason = NULL,
                    caveats = NULL, unmet = NULL
                WHERE name = ?1 AND kind = ?2 AND resource_id = ?3 AND region = ?4 AND account <> ?5
                """,
                Self.values(watch.identity) + [account]
            )
            try run(
                """
                INSERT INTO watch (name, kind, resource_id, region, account, is_listed, matcher)
                VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)
                ON CONFLICT (name, kind, resource_id, region)
                DO UPDATE SET is_listed = 1, account = coalesce(?5, account), matcher = ?6
                """,
                Self.values(watch.identity) + [account, .optional(watch.matcher)]
            )
        }
        try run("INSERT OR REPLACE INTO list (id) VALUES (1)")
    }

    /// Writes what a matcher knows.
    func save(_ matcher: MatcherSnapshot) throws(SQLiteError) {
        let identity = matcher.identity
        try run(
            """
            INSERT OR REPLACE INTO matcher (name, kind, region, account, endpoint, parent, memory)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(identity.name), .text(identity.kind), .text(identity.region), .optional(identity.account),
                .optional(identity.endpoint), .optional(identity.parent), .json(matcher.memory),
            ]
        )
    }

    /// Forgets what a matcher knows and lets go of the watches that it found.
    func remove(matcher name: String) throws(SQLiteError) {
        try run("UPDATE watch SET is_listed = 0 WHERE matcher = ? AND is_listed", [.text(name)])
        try run("DELETE FROM matcher WHERE name = ?", [.text(name)])
    }
}
