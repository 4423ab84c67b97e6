// SPDX-License-Identifier: Apache-2.0

package import Core
import Glibc
import Platform

/// Reads the record of a daemon, running or not, and changes nothing in it.
package final class RecordReader {
    let database: Database

    /// Opens the record of a folder; nil if there is none.
    package init?(_ folder: StateFolder) throws(StateStoreError) {
        let path = folder.database
        let status: FileStatus
        do throws(SystemError) {
            status = try FileStatus(path, followingLinks: false)
        } catch {
            // No file, or a folder that may not be searched.
            guard error.code == ENOENT || error.code == ENOTDIR else { throw Self.unreadable(path) }
            return nil
        }
        // Opening what is no file might never return.
        for file in [path, path + "-wal", path + "-shm"] where FileStatus.entry(file)?.kind ?? .regular != .regular {
            throw StateStoreError(
                .foreign, reason: "\(file) is no file; move it away, or name another folder with --state-directory")
        }
        guard status.size > 0 else { return nil }
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
        do throws(SQLiteError) {
            try database.checkSchema(of: version)
        } catch {
            throw StateStoreError(reason: "\(path) cannot be read: \(error.reason)")
        }
    }

    /// Why the last system call on the path failed.
    private static func unreadable(_ path: String) -> StateStoreError {
        StateStoreError(reason: "\(path) cannot be read: \(SystemError()); run it as root or as the daemon's user")
    }

    /// SQLite wants to write beside the file even to read it.
    ///
    /// Where it may not, and no daemon has files there that it could share, the file does not change while it is read.
    private static func open(_ folder: StateFolder) throws(SQLiteError) -> Database {
        do throws(SQLiteError) {
            return try open(folder, .reading)
        } catch {
            let hasLog = (FileStatus.entry(folder.database + "-wal")?.size ?? 0) > 0
            guard error.isRefusalToWrite, !hasLog else { throw error }
            return try open(folder, .readingUnchanging)
        }
    }

    /// Root reads the record of the daemon's user, who need not be trusted.
    private static func open(_ folder: StateFolder, _ access: Database.Access) throws(SQLiteError) -> Database {
        let database = try Database(path: folder.database, access)
        try database.distrust()
        try database.configure()
        _ = try database.number("SELECT count(*) FROM sqlite_schema")
        return database
    }

    /// The notices that match a query.
    package func history(_ query: HistoryQuery) throws(StateStoreError) -> [Notice] {
        try rethrowing { () throws(SQLiteError) in try database.history(query) }
    }

    /// The notices of a query watch by watch, in the order of each watch's first; of lanes and other subjects too.
    ///
    /// It has eight bytes a notice, so that a long record does not have to be in memory: see ``notices(_:)``. The query's
    /// limit does not count.
    package func stories(_ query: HistoryQuery) throws(StateStoreError) -> [HistoryStory] {
        try rethrowing { () throws(SQLiteError) in try database.stories(query) }
    }

    /// The changes of state among the notices with these sequence numbers, in their order, without the rest of them.
    package func changes(_ sequences: some Sequence<Int64>) throws(StateStoreError) -> [HistoryChange] {
        try rethrowing { () throws(SQLiteError) in try database.changes(sequences) }
    }

    /// The notices with these sequence numbers, in their order, shortened; those that are gone meanwhile are left out.
    package func notices(_ sequences: some Sequence<Int64>) throws(StateStoreError) -> [Notice] {
        try rethrowing { () throws(SQLiteError) in try database.notices(sequences) }
    }

    /// Whether a watch or matcher of this name is on record.
    package func knows(_ name: String) throws(StateStoreError) -> Bool {
        try rethrowing { () throws(SQLiteError) in try database.knows(name) }
    }
}

/// Which notices of the record are wanted; in its order, a page at a time.
package struct HistoryQuery: Sendable, Hashable {
    /// Those of the watches of this name, and those of a matcher of this name that are about none of the jobs it found;
    /// nil for all, those of lanes among them.
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

/// The notices about one watch or lane.
package struct HistoryStory: Sendable, Hashable {
    /// Their sequence numbers, in order; at least one.
    package fileprivate(set) var sequences: [Int64]
}

/// A change of state, as a notice reported it.
package struct HistoryChange: Sendable, Hashable {
    /// The state that began.
    package let state: JobState
    /// When that was observed.
    package let at: Timestamp
    /// Whether it is a completion that was not as expected.
    package var isUnmet: Bool
}

extension Database {
    /// What a query asks for, as SQL and the values in it.
    private func condition(_ query: HistoryQuery) -> (sql: String, values: [Value]) {
        // What this version does not understand is for one that does.
        var conditions = [
            "seq > ?", "event IN (SELECT value FROM json_each(?))", "priority IN (SELECT value FROM json_each(?))",
        ]
        var values: [Value] = [
            .integer(query.after), .json(NoticeEvent.allCases.map(\.rawValue)),
            .json(Notice.Priority.allCases.map(\.rawValue)),
        ]
        if let name = query.name {
            let ofMatcher = Self.condition(ofMatcher: name)
            conditions.append("(watch_id IN (SELECT id FROM watch WHERE name = ?) OR \(ofMatcher.sql))")
            values += [.text(name)] + ofMatcher.values
        }
        if let since = query.since {
            conditions.append("observed_at >= ?")
            values.append(.integer(since.microseconds))
        }
        return (conditions.joined(separator: " AND "), values)
    }

    /// The notices of a matcher that are about no watch.
    ///
    /// Their fields are searched as they are written, since that needs neither sound JSON nor much time: a quotation mark
    /// within a value is escaped, so that nothing but a field can look like one.
    private static func condition(ofMatcher name: String) -> (sql: String, values: [Value]) {
        let sql = "(watch_id IS NULL AND instr(fields, ?) > 0 AND instr(fields, '[\"AWAITD_WATCH\",') = 0)"
        return (sql, [.json(["AWAITD_MATCHER", name])])
    }

    /// How many bytes of long details a history has, those of the notices that are wanted most; of the others, the
    /// beginning of each.
    private static let roomForDetails = 32 << 20

    /// The notices that match a query, oldest first.
    func history(_ query: HistoryQuery) throws(SQLiteError) -> [Notice] {
        let condition = condition(query)
        let order = query.prefersNewest ? "DESC" : "ASC"
        let sql = "SELECT \(Self.noticeColumns) FROM notice WHERE \(condition.sql) ORDER BY seq \(order) LIMIT ?"
        let values = condition.values + [.integer(Int64(query.limit))]
        var room = Self.roomForDetails
        let notices = try rows(sql, values) { row in
            guard let notice = Self.notice(row) else { return Notice?.none }
            room -= notice.excess
            return room >= 0 ? notice : notice.shortened
        }
        .compactMap { $0 }
        return query.prefersNewest ? notices.reversed() : notices
    }

    /// The notices of a query, story by story.
    func stories(_ query: HistoryQuery) throws(SQLiteError) -> [HistoryStory] {
        let condition = condition(query)
        var indices: [[String?]: Int] = [:]
        var ofWatch: [Int64: Int] = [:]
        var stories: [HistoryStory] = []
        _ = try rows(
            """
            SELECT seq, watch_id, iif(watch_id IS NULL, fields, NULL) FROM notice
            WHERE \(condition.sql) ORDER BY seq
            """,
            condition.values
        ) { row in
            let watch = row.optionalInteger(1)
            var index = watch.flatMap { ofWatch[$0] }
            if index == nil {
                let key = watch.map { ["\($0)"] } ?? Self.subject(row.json([[String]].self, 2) ?? [])
                index = indices[key]
                if index == nil {
                    index = stories.count
                    indices[key] = stories.count
                    stories.append(HistoryStory(sequences: []))
                }
                if let watch { ofWatch[watch] = index }
            }
            if let index { stories[index].sequences.append(row.integer(0)) }
        }
        return stories
    }

    /// What identifies the subject of a notice that belongs to no watch on record.
    ///
    /// All that is about a lane is one story, also that a kind of it cannot be listed.
    private static func subject(_ fields: [[String]]) -> [String?] {
        func values(_ names: [String]) -> [String?] {
            names.map { name in fields.first { $0.count == 2 && $0[0] == name }?[1] }
        }
        let lane = values(["AWAITD_LANE", "AWAITD_REGION"])
        if lane[0] != nil { return lane }
        return values(["AWAITD_WATCH", "AWAITD_MATCHER", "AWAITD_KIND", "AWAITD_RESOURCE_ID", "AWAITD_REGION"])
    }

    /// The changes of state among the notices with these sequence numbers.
    func changes(_ sequences: some Sequence<Int64>) throws(SQLiteError) -> [HistoryChange] {
        // Read by SQLite, which takes a tenth of the time of making a notice.
        try rows(
            """
            SELECT observed_at, (
                SELECT json_extract(field.value, '$[1]') FROM json_each(fields) AS field
                WHERE json_extract(field.value, '$[0]') = 'AWAITD_STATE' LIMIT 1
            ), EXISTS (
                SELECT 1 FROM json_each(fields) AS field
                WHERE json_extract(field.value, '$[0]', '$[1]') = json_array('AWAITD_EXPECTATION', 'unmet')
            )
            FROM notice WHERE seq IN (SELECT value FROM json_each(?)) AND event IN (?, ?) ORDER BY seq
            """,
            [
                .json(Array(sequences)), .text(NoticeEvent.transition.rawValue), .text(NoticeEvent.anomaly.rawValue),
            ]
        ) { row in
            guard let state = JobState(rawValue: row.text(1)), let time = row.time(0) else {
                return HistoryChange?.none
            }
            return HistoryChange(state: state, at: time, isUnmet: row.integer(2) != 0)
        }
        .compactMap { $0 }
    }

    /// The notices with these sequence numbers.
    func notices(_ sequences: some Sequence<Int64>) throws(SQLiteError) -> [Notice] {
        try rows(
            "SELECT \(Self.noticeColumns) FROM notice WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq",
            [.json(Array(sequences))],
            { Self.notice($0)?.shortened }
        )
        .compactMap { $0 }
    }

    /// Whether a watch or a matcher of this name is on record, or a notice of such a matcher that was removed.
    func knows(_ name: String) throws(SQLiteError) -> Bool {
        if try number("SELECT count(*) FROM watch WHERE name = ?", [.text(name)]) > 0 { return true }
        // An earlier version knows no matchers.
        if try number("PRAGMA user_version") >= 4,
            try number("SELECT count(*) FROM matcher WHERE name = ?", [.text(name)]) > 0
        {
            return true
        }
        let ofMatcher = Self.condition(ofMatcher: name)
        return try number("SELECT EXISTS (SELECT 1 FROM notice WHERE \(ofMatcher.sql))", ofMatcher.values) > 0
    }
}
