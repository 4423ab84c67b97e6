// SPDX-License-Identifier: Apache-2.0

import Core

/// The places in the record, which grow for ever, also over a database that was lost.
///
/// A record that is begun beside a database that was set aside cannot know for certain which places that had given: what
/// is readable of it may be old. So it goes on behind the milliseconds since 1970, which no record that gives one place
/// for each notice can have come to, and behind what can be read of the damaged one, should the clock have been wrong.
enum RecordPlaces {
    /// A larger number is nonsense from a damaged file: JSON readers would no longer tell it from the next.
    static let largest: Int64 = 1 << 53

    /// The place behind which a record goes on that is begun now; `known` are places that were given before.
    static func floor(at now: Timestamp, known: [Int64]) -> Int64 {
        known.filter { $0 < largest }.reduce(max(0, now.microseconds / 1_000), max)
    }

    /// The last place that a damaged database gave, as far as it still says so.
    static func last(in path: String) -> [Int64] {
        guard let database = try? Database(path: path, .readingUnchanging) else { return [] }
        return last(in: database)
    }

    /// The same of one that is open.
    static func last(in database: Database) -> [Int64] {
        ["SELECT seq FROM sqlite_sequence WHERE name = 'notice'", "SELECT max(seq) FROM notice"]
            .compactMap { try? database.number($0) }
    }
}

extension Database {
    /// Whether a place in the record was ever given.
    func hasBegun() throws(SQLiteFault) -> Bool {
        try number("SELECT count(*) FROM sqlite_sequence WHERE name = 'notice'") > 0
    }

    /// Gives no place up to `floor`; within a transaction.
    func beginSequence(behind floor: Int64) throws(SQLiteFault) {
        try run("DELETE FROM sqlite_sequence WHERE name = 'notice' AND seq < ?", [.integer(floor)])
        try run(
            """
            INSERT INTO sqlite_sequence (name, seq)
            SELECT 'notice', ?1 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'notice')
            """,
            [.integer(floor)]
        )
    }
}
