// SPDX-License-Identifier: Apache-2.0

import Lifecycle

extension Database {
    /// What an earlier run left behind.
    func resumption() throws(SQLiteFault) -> Resumption {
        let watches = try watchSnapshots().map { ($0.identity, $0) }
        let lanes = try laneSnapshots().map { ($0.id, $0.sight) }
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
    func take(_ listing: Commit.Listing) throws(SQLiteFault) {
        for watch in listing.added {
            try run(
                """
                INSERT INTO watch (name, kind, resource_id, region, account, is_listed) VALUES (?1, ?2, ?3, ?4, ?5, 1)
                ON CONFLICT (name, kind, resource_id, region) DO UPDATE SET is_listed = 1, account = ?5
                """,
                Self.values(watch.identity) + [.optional(watch.account)]
            )
        }
        for identity in listing.removed {
            try run(
                "UPDATE watch SET is_listed = 0 WHERE name = ? AND kind = ? AND resource_id = ? AND region = ?",
                Self.values(identity)
            )
        }
        try run("INSERT OR REPLACE INTO list (id) VALUES (1)")
    }

    private static func values(_ identity: WatchIdentity) -> [Value] {
        [.text(identity.name), .text(identity.kind), .text(identity.resourceID), .text(identity.region)]
    }

}
