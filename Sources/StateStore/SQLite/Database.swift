// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// One connection to a SQLite database; whoever owns it uses it from one thread at a time.
@safe
final class Database {
    private let handle: OpaquePointer
    private var statements: [String: Statement] = [:]

    /// How a file is opened.
    enum Access {
        /// To read and write; the file must exist.
        case writing
        /// To read.
        case reading
        /// To read a file that nobody writes and beside which nothing can be created.
        case readingUnchanging

        fileprivate var flags: Int32 {
            switch self {
            case .writing: SQLITE_OPEN_READWRITE
            case .reading, .readingUnchanging: SQLITE_OPEN_READONLY
            }
        }
    }

    /// Opens a database file; SQLite reads nothing of it yet.
    init(path: String, _ access: Access) throws(SQLiteFault) {
        var opened: OpaquePointer?
        let name = "file:" + Self.percentEncoded(path) + (access == .readingUnchanging ? "?immutable=1" : "")
        let flags = access.flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(name, &opened, flags, nil)
        guard code == SQLITE_OK, let handle = unsafe opened else {
            let fault = unsafe Self.fault(opened, code)
            unsafe sqlite3_close_v2(opened)
            throw fault
        }
        unsafe self.handle = handle
        unsafe sqlite3_busy_timeout(handle, 5_000)
    }

    deinit {
        for statement in statements.values { statement.finalize() }
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs statements that give nothing back.
    func execute(_ sql: String) throws(SQLiteFault) {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw unsafe Self.fault(handle, code) }
    }

    /// A statement ready to be bound; the same text is compiled once.
    func prepare(_ sql: String) throws(SQLiteFault) -> Statement {
        if let known = statements[sql] {
            known.reset()
            return known
        }
        var compiled: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil)
        guard code == SQLITE_OK, let pointer = unsafe compiled else { throw unsafe Self.fault(handle, code) }
        let statement = unsafe Statement(pointer, of: handle)
        statements[sql] = statement
        return statement
    }

    /// Runs a statement once with these values.
    func run(_ sql: String, _ values: [Value] = []) throws(SQLiteFault) {
        let statement = try prepare(sql)
        defer { statement.reset() }
        try statement.bind(values)
        while try statement.step() {}
    }

    /// The rows that a query gives with these values, each as `read` makes it.
    func rows<Row>(
        _ sql: String,
        _ values: [Value] = [],
        _ read: (Statement) throws(SQLiteFault) -> Row
    ) throws(SQLiteFault) -> [Row] {
        let statement = try prepare(sql)
        defer { statement.reset() }
        try statement.bind(values)
        var rows: [Row] = []
        while try statement.step() { rows.append(try read(statement)) }
        return rows
    }

    /// The number in the first column of the first row.
    func number(_ sql: String, _ values: [Value] = []) throws(SQLiteFault) -> Int64 {
        try rows(sql, values) { $0.integer(0) }.first ?? 0
    }

    /// Does all of `work` or nothing of it; it is on the disk when this returns.
    func transaction<Result>(_ work: () throws(SQLiteFault) -> Result) throws(SQLiteFault) -> Result {
        try execute("BEGIN IMMEDIATE")
        do throws(SQLiteFault) {
            let result = try work()
            try execute("COMMIT")
            return result
        } catch {
            // SQLite may have rolled it back itself; then there is nothing left to undo.
            if unsafe sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
            throw error
        }
    }

    private static func fault(_ handle: OpaquePointer?, _ code: Int32) -> SQLiteFault {
        let words = unsafe sqlite3_errmsg(handle).map { unsafe String(cString: $0) }
        return SQLiteFault(code: code, message: words ?? "SQLite failed with code \(code)")
    }

    /// A path as a `file:` URI wants it (sqlite.org/uri.html).
    private static func percentEncoded(_ path: String) -> String {
        var text = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"), 0x80...0xFF:
                text += "%" + String(byte, radix: 16, uppercase: true)
            default: text.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return text
    }
}
