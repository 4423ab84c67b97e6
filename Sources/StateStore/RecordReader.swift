// SPDX-License-Identifier: Apache-2.0

package import Core
import Glibc
import Platform

/// Reads the record of a daemon, running or not, and changes nothing in it.
package final class RecordReader {
    private let database: Database

    /// Opens the record of a folder; nil if there is none.
    package init?(_ folder: StateFolder) throws(StateStoreError) {
        let path = folder.database
        guard FileStatus(path) != nil else {
            // No file, or a folder that may not be searched.
            guard errno == ENOENT || errno == ENOTDIR else { throw Self.unreadable(path) }
            return nil
        }
        guard unsafe access(path, R_OK) == 0 else { throw Self.unreadable(path) }
        do throws(SQLiteError) {
            database = try Self.open(folder)
        } catch {
            throw StateStoreError(reason: "\(path) cannot be read: \(error.reason)")
        }
        let version = (try? database.number("PRAGMA user_version")) ?? 0
        let application = (try? database.number("PRAGMA application_id")) ?? 0
        try DatabaseFile(path: path).check(version: version, application: application)
        // A daemon that was killed while it created the file left no tables.
        guard version > 0 else { return nil }
    }

    /// Why the last system call on the path failed.
    private static func unreadable(_ path: String) -> StateStoreError {
        StateStoreError(reason: "\(path) cannot be read: \(SystemError()); run it as root or as the daemon's user")
    }

    /// SQLite wants to write beside the file even to read it.
    ///
    /// Where it may not, and no daemon has files there that it could share, the file does not change while it is read.
    private static func open(_ folder: StateFolder) throws(SQLiteError) -> Database {
        let database = try Database(path: folder.database, .reading)
        do throws(SQLiteError) {
            _ = try database.number("SELECT count(*) FROM sqlite_schema")
            return database
        } catch {
            let hasLog = (FileStatus(folder.database + "-wal")?.size ?? 0) > 0
            guard error.isRefusalToWrite, !hasLog else { throw error }
            return try Database(path: folder.database, .readingUnchanging)
        }
    }

    /// The notices that match a query.
    package func history(_ query: HistoryQuery) throws(StateStoreError) -> [Notice] {
        try rethrowing { () throws(SQLiteError) in try database.history(query) }
    }

    /// Whether a watch of this name is on record.
    package func knows(_ name: String) throws(StateStoreError) -> Bool {
        try rethrowing { () throws(SQLiteError) in try database.knows(name) }
    }
}

/// Which notices of the record are wanted; in its order, a page at a time.
package struct HistoryQuery: Sendable, Hashable {
    /// Those of the watches of this name; nil for all, those of lanes among them.
    package var name: String?
    /// Those observed at this time or later.
    package var since: Timestamp?
    /// Those after this sequence number.
    package var after: Int64
    /// How many at most.
    package var limit: Int
    /// Whether the newest are wanted if there are more than ``limit``, rather than the oldest.
    package var prefersNewest: Bool

    /// A query; its defaults ask for the first ten thousand.
    package init(
        name: String? = nil,
        since: Timestamp? = nil,
        after: Int64 = 0,
        limit: Int = 10_000,
        prefersNewest: Bool = false
    ) {
        self.name = name
        self.since = since
        self.after = after
        self.limit = limit
        self.prefersNewest = prefersNewest
    }
}

extension Database {
    /// The notices that match a query, oldest first.
    func history(_ query: HistoryQuery) throws(SQLiteError) -> [Notice] {
        var conditions = ["seq > ?"]
        var values = [Value.integer(query.after)]
        if let name = query.name {
            conditions.append("watch_id IN (SELECT id FROM watch WHERE name = ?)")
            values.append(.text(name))
        }
        if let since = query.since {
            conditions.append("observed_at >= ?")
            values.append(.integer(since.microseconds))
        }
        values.append(.integer(Int64(query.limit)))
        let order = query.prefersNewest ? "DESC" : "ASC"
        let sql = """
            SELECT \(Self.noticeColumns) FROM notice WHERE \(conditions.joined(separator: " AND "))
                ORDER BY seq \(order) LIMIT ?
            """
        let notices = try rows(sql, values, Self.notice).compactMap { $0 }
        return query.prefersNewest ? notices.reversed() : notices
    }

    /// Whether a watch of this name is on record.
    func knows(_ name: String) throws(SQLiteError) -> Bool {
        try number("SELECT count(*) FROM watch WHERE name = ?", [.text(name)]) > 0
    }
}
