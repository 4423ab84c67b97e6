// SPDX-License-Identifier: Apache-2.0

import Core

/// What was odd about the record when it was opened, and was mended.
package enum OpeningRemark: Sendable, Hashable {
    /// The database was damaged: it now lies at `path`, and the record begins anew.
    case setAside(path: String, reason: String)
    /// Others could read the file.
    case wasOpenToOthers(path: String)

    /// The remark in a sentence or two.
    package var message: String {
        switch self {
        case .setAside(let path, let reason):
            "The state database was damaged (\(reason)) and is now \(path); starting over, so that every watch is told "
                + "as if it were new. What can be saved of it: sqlite3 \(path) .recover"
        case .wasOpenToOthers(let path):
            "\(path) could be read by other users; its mode is 0600 now"
        }
    }
}

/// A database that was checked and brought to this version.
struct OpenedDatabase {
    let database: Database
    let remarks: [OpeningRemark]

    /// Opens the database of a folder, creating what is missing and setting aside what is damaged.
    init(_ folder: StateFolder, at now: Timestamp) throws(OpenFault) {
        let file = DatabaseFile(path: folder.database)
        var remarks: [OpeningRemark] = []
        var places: [Int64] = []
        if case .damaged(let reason) = try file.look() {
            remarks.append(.setAside(path: try file.setAside(at: now), reason: reason))
        }
        if try file.prepare() { remarks.append(.wasOpenToOthers(path: file.path)) }
        do throws(SQLiteFault) {
            database = try Self.open(file)
        } catch {
            guard error.isDamage else { throw Self.fault(file, error) }
            // What SQLite says it cannot read may still be a newer awaitd's, or another program's.
            _ = try file.look()
            remarks.append(.setAside(path: try file.setAside(at: now), reason: error.message))
            _ = try file.prepare()
            do throws(SQLiteFault) {
                database = try Self.open(file)
            } catch {
                throw Self.fault(file, error)
            }
        }
        self.remarks = remarks
        for case .setAside(let path, _) in remarks { places += RecordPlaces.last(in: path) }
        let version = (try? database.number("PRAGMA user_version")) ?? 0
        let application = (try? database.number("PRAGMA application_id")) ?? 0
        _ = try file.judge(version: version, application: application)
        do throws(SQLiteFault) {
            // Asked of the folder each time, since a crash may have come between setting aside and this.
            guard file.wasSetAside, try !database.hasBegun() else { return }
            try database.transaction { () throws(SQLiteFault) in
                try database.beginSequence(behind: RecordPlaces.floor(at: now, known: places))
            }
        } catch {
            throw Self.fault(file, error)
        }
    }

    private static func fault(_ file: DatabaseFile, _ fault: SQLiteFault) -> OpenFault {
        let whose = FileFacts(file.path).map { " (\($0.ownership))" } ?? ""
        return OpenFault(.unwritable, "\(file.path) cannot be opened: \(fault.reason)\(whose)")
    }

    private static func open(_ file: DatabaseFile) throws(SQLiteFault) -> Database {
        let database = try Database(path: file.path, .writing)
        try database.configure()
        guard try database.rows("PRAGMA quick_check(1)", [], { $0.text(0) }) == ["ok"] else {
            throw SQLiteFault(code: 11, message: "a check of its pages failed")
        }
        try database.execute("PRAGMA journal_mode = WAL")
        guard try database.number("PRAGMA user_version") <= Schema.version else { return database }
        try database.migrate()
        try database.checkSchema()
        return database
    }
}
