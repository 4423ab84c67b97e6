// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// The tables of the database, and the migrations to them from every earlier version.
enum Schema {
    /// `awai`, in the header of each of our databases (`PRAGMA application_id`).
    static let applicationID: Int64 = 0x6177_6169

    /// The migrations from each version to the next, beginning with an empty database.
    ///
    /// Only ever added to; a released migration stays as it is.
    static let migrations = [version1, version2, version3, version4, version5]

    /// The same tables, as awaitd 0.2 writes them: with the number, version 0.1 refuses the record instead of writing into it.
    private static let version2 = "-- No table has changed."

    /// What the last read of a watch had against its completion; null where an earlier version made it.
    private static let version3 = "ALTER TABLE watch ADD COLUMN caveats TEXT;"

    /// The matchers with what they know, and which of them found a watch; null if the watch is written.
    ///
    /// A memory is JSON, as `MatcherMemory` codes it.
    private static let version4 = """
        ALTER TABLE watch ADD COLUMN matcher TEXT;
        CREATE TABLE matcher (
            name TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            region TEXT NOT NULL,
            account TEXT,
            endpoint TEXT,
            parent TEXT,
            memory TEXT NOT NULL
        ) STRICT;
        """

    /// What is unmet of what was expected of a watch's completion, and nothing if all was met; null if it was not checked.
    private static let version5 = "ALTER TABLE watch ADD COLUMN unmet TEXT;"

    /// The version that this awaitd reads and writes.
    static var version: Int { migrations.count }

    /// The tables of the first version and their columns.
    static let columns = [
        "watch": """
        id, name, kind, resource_id, region, account, is_listed, state, status, since, born_at, overdue_told,
        unknown_statuses, visibility, lost_at, last_answer_at, not_found_since, first_miss_at, unanswered_since,
        misses, only_throttled, poll_interval, next_poll_at, reason, details
        """,
        "lane": """
        service, region, credentials, endpoint, visibility, lost_at, last_answer_at, restored_at, first_miss_at,
        unanswered_since, misses, only_throttled
        """,
        "notice": "seq, event_id, observed_at, watch_id, event, priority, message, fields",
        "outbox": "seq",
        "list": "id",
    ]

    /// The columns that were added since, with the version that has added them; a table comes with its first ones.
    static let addedColumns = [
        (table: "watch", columns: "caveats", version: 3),
        (table: "watch", columns: "matcher", version: 4),
        (table: "watch", columns: "unmet", version: 5),
        (table: "matcher", columns: "name, kind, region, account, endpoint, parent, memory", version: 4),
    ]

    /// The tables of a version, each with its columns.
    static func tables(of version: Int64) -> [(name: String, columns: String)] {
        var columns = columns.mapValues { [$0] }
        for added in addedColumns where added.version <= version {
            columns[added.table, default: []].append(added.columns)
        }
        return columns.sorted { $0.key < $1.key }.map { ($0.key, $0.value.joined(separator: ", ")) }
    }

    /// Times are microseconds since 1970, durations microseconds; lists are JSON.
    ///
    /// A watch's details are no longer written, since they were never read.
    private static let version1 = """
        CREATE TABLE watch (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            resource_id TEXT NOT NULL,
            region TEXT NOT NULL,
            account TEXT,
            is_listed INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'unseen',
            status TEXT,
            since INTEGER,
            born_at INTEGER,
            overdue_told INTEGER NOT NULL DEFAULT 0,
            unknown_statuses TEXT NOT NULL DEFAULT '[]',
            visibility TEXT NOT NULL DEFAULT 'visible',
            lost_at INTEGER,
            last_answer_at INTEGER,
            not_found_since INTEGER,
            first_miss_at INTEGER,
            unanswered_since INTEGER,
            misses INTEGER,
            only_throttled INTEGER,
            poll_interval INTEGER NOT NULL DEFAULT 0,
            next_poll_at INTEGER,
            reason TEXT,
            details TEXT NOT NULL DEFAULT '[]',
            UNIQUE (name, kind, resource_id, region)
        ) STRICT;

        CREATE TABLE lane (
            service TEXT NOT NULL,
            region TEXT NOT NULL,
            credentials TEXT NOT NULL,
            endpoint TEXT NOT NULL,
            visibility TEXT NOT NULL,
            lost_at INTEGER,
            last_answer_at INTEGER,
            restored_at INTEGER,
            first_miss_at INTEGER,
            unanswered_since INTEGER,
            misses INTEGER,
            only_throttled INTEGER,
            PRIMARY KEY (service, region, credentials, endpoint)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE notice (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            event_id TEXT NOT NULL UNIQUE,
            observed_at INTEGER NOT NULL,
            watch_id INTEGER REFERENCES watch (id),
            event TEXT NOT NULL,
            priority INTEGER NOT NULL,
            message TEXT NOT NULL,
            fields TEXT NOT NULL
        ) STRICT;
        CREATE INDEX notice_of_watch ON notice (watch_id, seq);
        CREATE INDEX notice_by_time ON notice (observed_at);

        CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY REFERENCES notice (seq)
        ) STRICT;

        CREATE TABLE list (
            id INTEGER PRIMARY KEY CHECK (id = 1)
        ) STRICT;
        """
}

extension Database {
    /// Brings the database to the version of this awaitd, one transaction for each version in between.
    func migrate() throws(SQLiteError) {
        var version = Int(try number("PRAGMA user_version"))
        while version < Schema.version {
            let step = Schema.migrations[version]
            try transaction { () throws(SQLiteError) in
                try execute(step)
                try execute("PRAGMA user_version = \(version + 1)")
                try execute("PRAGMA application_id = \(Schema.applicationID)")
            }
            version += 1
            // From now on the header of the main file says which version it is, without its log.
            try execute("PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }

    /// Writes what is in the log into the database, and empties it, without waiting; false if another process reads from it.
    func emptyLog() throws(SQLiteError) -> Bool {
        try execute("PRAGMA busy_timeout = 0")
        defer { try? execute("PRAGMA busy_timeout = \(Self.patience)") }
        return try number("PRAGMA wal_checkpoint(TRUNCATE)") == 0
    }

    /// Compiles a statement that names every column, so that tables that do not match the version are found out.
    ///
    /// Each must be an ordinary table: a view or a computed column may do anything when it is read. A record that is only
    /// read may be of an earlier version.
    func checkSchema(of version: Int64 = Int64(Schema.version)) throws(SQLiteError) {
        let tables = Schema.tables(of: version)
        for (table, _) in tables {
            let isTable = try number(
                "SELECT count(*) FROM sqlite_schema WHERE name = ? AND type = 'table' AND rootpage > 0", [.text(table)])
            let computed = try number("SELECT count(*) FROM pragma_table_xinfo(?) WHERE hidden <> 0", [.text(table)])
            guard isTable == 1, computed == 0 else {
                throw SQLiteError(code: SQLITE_CORRUPT, message: "its '\(table)' is not the table that awaitd makes")
            }
        }
        for (table, columns) in tables { _ = try rows("SELECT \(columns) FROM \(table) LIMIT 1", []) { _ in () } }
    }

    /// The settings of each of our connections.
    ///
    /// The log keeps at most 4 MiB of what it grew to while another process was reading for long.
    func configure() throws(SQLiteError) {
        try execute(
            """
            PRAGMA trusted_schema = OFF;
            PRAGMA foreign_keys = ON;
            PRAGMA synchronous = FULL;
            PRAGMA cell_size_check = ON;
            PRAGMA journal_size_limit = 4194304;
            """
        )
    }
}
