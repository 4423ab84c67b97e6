// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Core

/// One connection to a SQLite database; its owner uses it from one thread at a time.
@safe
final class Database {
    private let handle: OpaquePointer
    private var statements: [String: Statement] = [:]
    /// How much more work a statement may do before its next row; nil if there is no limit.
    private var allowance: UnsafeMutablePointer<Int64>?

    /// How a file is opened.
    enum Access {
        /// To read and write; the file must exist.
        case writing
        /// To read.
        case reading
        /// To read a file that is not written and beside which nothing can be created.
        case readingUnchanging

        fileprivate var flags: Int32 {
            switch self {
            case .writing: SQLITE_OPEN_READWRITE
            case .reading, .readingUnchanging: SQLITE_OPEN_READONLY
            }
        }
    }

    /// Opens a database file, without reading it yet.
    init(path: String, _ access: Access) throws(SQLiteError) {
        var opened: OpaquePointer?
        let name = "file:" + Self.percentEncoded(path) + (access == .readingUnchanging ? "?immutable=1" : "")
        let flags = access.flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(name, &opened, flags, nil)
        guard code == SQLITE_OK, let handle = unsafe opened else {
            let error = unsafe SQLiteError(opened, code)
            unsafe sqlite3_close_v2(opened)
            throw error
        }
        unsafe self.handle = handle
        unsafe sqlite3_busy_timeout(handle, Self.patience)
    }

    deinit {
        for statement in statements.values { statement.finalize() }
        unsafe sqlite3_close_v2(handle)
        unsafe allowance?.deallocate()
    }

    /// Distrusts the file: it may be another user's, who has made it so that reading it never ends or fills the memory.
    ///
    /// A statement that works for many seconds without a row ends with an error, and so does a row of more than 16 MiB.
    func distrust() throws(SQLiteError) {
        let code = unsafe awaitd_sqlite3_set_defensive(handle)
        guard code == SQLITE_OK else { throw unsafe SQLiteError(handle, code) }
        unsafe sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 16 << 20)
        let left = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
        unsafe left.initialize(to: Self.mostWork)
        unsafe awaitd_sqlite3_limit_steps(handle, Self.stepsAtOnce, left)
        unsafe allowance = left
    }

    /// How many milliseconds a statement waits for another process.
    static let patience: Int32 = 5_000

    /// How many of SQLite's steps are counted as one piece of work; it takes about a millisecond.
    private static let stepsAtOnce: Int32 = 100_000
    /// How many pieces of work a statement may take for one row.
    private static let mostWork: Int64 = 5_000

    /// Gives a statement its full allowance of work, since it begins or has made a row.
    fileprivate func renewAllowance() { unsafe allowance?.pointee = Self.mostWork }

    /// Runs statements that return no rows.
    func execute(_ sql: String) throws(SQLiteError) {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw unsafe SQLiteError(handle, code) }
    }

    /// A statement ready to be bound; each text is compiled once.
    func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        if let known = statements[sql] {
            known.reset()
            return known
        }
        var compiled: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil)
        guard code == SQLITE_OK, let pointer = unsafe compiled else { throw unsafe SQLiteError(handle, code) }
        let statement = unsafe Statement(pointer, of: handle)
        statements[sql] = statement
        return statement
    }

    /// Runs a statement once with these values.
    func run(_ sql: String, _ values: [Value] = []) throws(SQLiteError) {
        let statement = try prepare(sql)
        defer { statement.reset() }
        try statement.bind(values)
        while try statement.step() {}
    }

    /// The rows of a query with these values, each as `read` makes it.
    func rows<Row>(
        _ sql: String,
        _ values: [Value] = [],
        _ read: (Statement) throws(SQLiteError) -> Row
    ) throws(SQLiteError) -> [Row] {
        let statement = try prepare(sql)
        defer { statement.reset() }
        try statement.bind(values)
        var rows: [Row] = []
        renewAllowance()
        while try statement.step() {
            rows.append(try read(statement))
            renewAllowance()
        }
        return rows
    }

    /// The number in the first column of the first row.
    func number(_ sql: String, _ values: [Value] = []) throws(SQLiteError) -> Int64 {
        try rows(sql, values) { $0.integer(0) }.first ?? 0
    }

    /// Does all of `work` or none of it; it is on the disk when this returns.
    func transaction<Result>(_ work: () throws(SQLiteError) -> Result) throws(SQLiteError) -> Result {
        try execute("BEGIN IMMEDIATE")
        do throws(SQLiteError) {
            let result = try work()
            try execute("COMMIT")
            return result
        } catch {
            // SQLite may have rolled it back itself; then there is nothing left to undo.
            if unsafe sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
            throw error
        }
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

/// A failure of SQLite's.
struct SQLiteError: Error, Hashable {
    /// The extended result code (sqlite.org/rescode.html).
    let code: Int32
    /// SQLite's own words.
    let message: String

    init(code: Int32, message: String) {
        self.code = code
        self.message = message
    }

    /// The last failure of a connection.
    @unsafe
    init(_ handle: OpaquePointer?, _ code: Int32) {
        let words = unsafe sqlite3_errmsg(handle).map { unsafe String(cString: $0) }
        self.init(code: code, message: words ?? "SQLite failed with code \(code)")
    }

    /// The error of every call while a damaged file is in use.
    static let damaged = SQLiteError(code: SQLITE_CORRUPT, message: "the record is damaged")

    /// The result code's lowest byte, which says what sort of failure it is.
    private var primaryCode: Int32 { code & 0xFF }

    /// Whether the file is not, or no longer, one of our databases and sound.
    ///
    /// A plain error counts too: statements that fit the schema fail so only when the schema is not what it says.
    var isDamage: Bool {
        switch primaryCode {
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_FORMAT, SQLITE_MISMATCH: true
        default: false
        }
    }

    /// Whether the file's content, and not just a statement, is wrong: all that a running daemon may conclude.
    var isFileDamage: Bool { primaryCode == SQLITE_CORRUPT || primaryCode == SQLITE_NOTADB }

    /// Whether writing may succeed when there is room, or when the disk responds again.
    var isStorageTrouble: Bool {
        switch primaryCode {
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_BUSY, SQLITE_NOMEM: true
        default: false
        }
    }

    /// Whether SQLite wanted to write but may not.
    var isRefusalToWrite: Bool { primaryCode == SQLITE_READONLY || primaryCode == SQLITE_CANTOPEN }

    /// The failure in words for people.
    var reason: String {
        switch primaryCode {
        case SQLITE_FULL: "the disk is full"
        case SQLITE_IOERR: "the disk cannot be read or written (\(message))"
        case SQLITE_INTERRUPT: "reading it does not come to an end; it was not made by awaitd alone"
        case SQLITE_TOOBIG: "something in it is larger than awaitd makes it"
        default: message
        }
    }
}

/// Does `work`, and reports a failure of SQLite's as one of the record.
func rethrowing<Result>(_ work: () throws(SQLiteError) -> Result) throws(StateStoreError) -> Result {
    do throws(SQLiteError) {
        return try work()
    } catch {
        throw StateStoreError(reason: error.reason)
    }
}
