// SPDX-License-Identifier: Apache-2.0

import Core

/// The sequence numbers of notices, which always grow, even over a database that was lost.
///
/// A record that is started beside a database that was set aside cannot know for certain which numbers that one has
/// given: what is readable of it may be old. So it goes on after the milliseconds since 1970, which no record that gives
/// one number a notice can have reached, and after what can be read of the damaged one, should the clock have been wrong.
enum NoticeSequence {
    /// A larger number is nonsense from a damaged file: JSON readers could not distinguish it from the next.
    static let largest: Int64 = 1 << 53

    /// The number after which a record goes on that is started now; `given` are numbers of earlier notices.
    static func floor(at now: Timestamp, given: [Int64]) -> Int64 {
        given.filter { $0 < largest }.reduce(max(0, now.microseconds / 1_000), max)
    }

    /// The last number that a damaged database has given, as far as it still says so.
    static func last(in path: String) -> [Int64] {
        guard let database = try? Database(path: path, .readingUnchanging) else { return [] }
        return last(in: database)
    }

    /// The last number of a database that is open.
    static func last(in database: Database) -> [Int64] {
        ["SELECT seq FROM sqlite_sequence WHERE name = 'notice'", "SELECT max(seq) FROM notice"]
            .compactMap { try? database.number($0) }
    }
}

extension Database {
    /// Whether a sequence number was ever given.
    func hasSequence() throws(SQLiteError) -> Bool {
        try number("SELECT count(*) FROM sqlite_sequence WHERE name = 'notice'") > 0
    }

    /// Gives no sequence number up to `floor`; within a transaction.
    func startSequence(after floor: Int64) throws(SQLiteError) {
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
