// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// What SQLite would not do.
struct SQLiteFault: Error, Hashable {
    /// The extended result code (sqlite.org/rescode.html).
    let code: Int32
    /// SQLite's own words.
    let message: String

    /// The result code's lowest byte, which says what sort of failure it is.
    var primaryCode: Int32 { code & 0xFF }

    /// Whether the file is not, or no longer, a sound database of ours.
    ///
    /// A plain error counts too: statements that fit the schema fail so only when the schema is not what it says.
    var isDamage: Bool {
        switch primaryCode {
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_FORMAT, SQLITE_MISMATCH: true
        default: false
        }
    }

    /// Whether the file's content, and not just a statement, is wrong: what a running daemon may conclude.
    var isFileDamage: Bool { primaryCode == SQLITE_CORRUPT || primaryCode == SQLITE_NOTADB }

    /// What is answered as long as a damaged file is in use.
    static let damaged = SQLiteFault(code: SQLITE_CORRUPT, message: "the record is damaged")

    /// Whether writing may succeed when there is room, or when the disk answers again.
    var isStorageTrouble: Bool {
        switch primaryCode {
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_BUSY, SQLITE_NOMEM: true
        default: false
        }
    }

    /// Whether SQLite wanted to write and may not.
    var isRefusalToWrite: Bool { primaryCode == SQLITE_READONLY || primaryCode == SQLITE_CANTOPEN }

    /// The failure in words for people.
    var reason: String {
        switch primaryCode {
        case SQLITE_FULL: "the disk is full"
        case SQLITE_IOERR: "the disk cannot be read or written (\(message))"
        default: message
        }
    }
}
