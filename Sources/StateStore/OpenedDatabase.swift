// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Core
import Platform

/// A database that was checked and brought to this version.
struct OpenedDatabase {
    let database: Database
    let remarks: [OpeningRemark]

    /// Opens the database of a folder, creating what is missing and setting aside what is damaged.
    init(_ folder: StateFolder, at now: Timestamp) throws(StateStoreError) {
        let file = DatabaseFile(path: folder.database)
        var remarks: [OpeningRemark] = []
        var given: [Int64] = []
        if case .damaged(let reason) = try file.inspect() {
            remarks.append(.setAside(path: try file.setAside(at: now), reason: reason))
        }
        if try file.prepare() { remarks.append(.wasOpenToOthers(path: file.path)) }
        do throws(SQLiteError) {
            database = try Self.open(file)
        } catch {
            guard error.isDamage else { throw Self.failure(file, error) }
            // What SQLite says it cannot read may still be a newer awaitd's, or another program's.
            _ = try file.inspect()
            remarks.append(.setAside(path: try file.setAside(at: now), reason: error.message))
            _ = try file.prepare()
            do throws(SQLiteError) {
                database = try Self.open(file)
            } catch {
                throw Self.failure(file, error)
            }
        }
        self.remarks = remarks
        for case .setAside(let path, _) in remarks { given += NoticeSequence.last(in: path) }
        let version = (try? database.number("PRAGMA user_version")) ?? 0
        let application = (try? database.number("PRAGMA application_id")) ?? 0
        try file.check(version: version, application: application)
        do throws(SQLiteError) {
            // Asked of the folder each time, since a crash may have come between setting aside and this.
            guard file.wasSetAside, try !database.hasSequence() else { return }
            try database.transaction { () throws(SQLiteError) in
                try database.startSequence(after: NoticeSequence.floor(at: now, given: given))
            }
        } catch {
            throw Self.failure(file, error)
        }
    }

    private static func failure(_ file: DatabaseFile, _ error: SQLiteError) -> StateStoreError {
        let owner = FileStatus.entry(file.path).map { " (\($0.ownership))" } ?? ""
        return StateStoreError(reason: "\(file.path) cannot be opened: \(error.reason)\(owner)")
    }

    private static func open(_ file: DatabaseFile) throws(SQLiteError) -> Database {
        let database = try Database(path: file.path, .writing)
        try database.configure()
        guard try database.rows("PRAGMA quick_check(1)", [], { $0.text(0) }) == ["ok"] else {
            throw SQLiteError(code: SQLITE_CORRUPT, message: "a check of its pages failed")
        }
        try database.execute("PRAGMA journal_mode = WAL")
        guard try database.number("PRAGMA user_version") <= Schema.version else { return database }
        try database.migrate()
        try database.checkSchema()
        // After the last number that there is SQLite gives none, and says that the disk is full.
        guard NoticeSequence.last(in: database).allSatisfy({ $0 < NoticeSequence.largest }) else {
            throw SQLiteError(code: SQLITE_CORRUPT, message: "its sequence numbers have come to their end")
        }
        return database
    }
}

/// What was odd about the record when it was opened, and was repaired.
package enum OpeningRemark: Sendable, Hashable {
    /// The database was damaged: it is at `path` now, and a fresh record was started.
    case setAside(path: String, reason: String)
    /// Other users could read the file.
    case wasOpenToOthers(path: String)

    /// The remark in a sentence or two.
    package var message: String {
        switch self {
        case .setAside(let path, let reason):
            "The state database was damaged (\(reason)) and is now \(path); starting over, so that every watch is reported "
                + "as if it were new. To recover what is left of it: sqlite3 \(path) .recover"
        case .wasOpenToOthers(let path):
            "\(path) could be read by other users; its mode is 0600 now"
        }
    }
}
