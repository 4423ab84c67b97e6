// SPDX-License-Identifier: Apache-2.0

package import Core
import Glibc

/// Reads the record of a daemon, whether that runs or not, and changes nothing in it.
package final class RecordReader {
    private let database: Database

    /// Opens the record of a folder; nil if there is none.
    package init?(_ folder: StateFolder) throws(OpenFault) {
        let path = folder.database
        guard FileFacts(path) != nil else {
            // No file, or nobody may look.
            guard errno == ENOENT || errno == ENOTDIR else {
                throw OpenFault(.unwritable, "\(path) cannot be read: \(errorText(errno)); \(Self.advice)")
            }
            return nil
        }
        guard unsafe access(path, R_OK) == 0 else {
            throw OpenFault(.unwritable, "\(path) cannot be read: \(errorText(errno)); \(Self.advice)")
        }
        do throws(SQLiteFault) {
            database = try Self.open(folder)
        } catch {
            throw OpenFault(.unwritable, "\(path) cannot be read: \(error.reason)")
        }
        let version = (try? database.number("PRAGMA user_version")) ?? 0
        let application = (try? database.number("PRAGMA application_id")) ?? 0
        _ = try DatabaseFile(path: path).judge(version: version, application: application)
        // A daemon that was killed while it made the file left no tables.
        guard version > 0 else { return nil }
    }

    private static let advice = "run it as root or as the daemon's user"

    /// SQLite wants to write beside the file even to read it.
    ///
    /// Where it may not, and no daemon has files there that it could
    /// share, the file does not change while it is read.
    private static func open(_ folder: StateFolder) throws(SQLiteFault) -> Database {
        let database = try Database(path: folder.database, .reading)
        do throws(SQLiteFault) {
            _ = try database.number("SELECT count(*) FROM sqlite_schema")
            return database
        } catch {
            let hasLog = (FileFacts(folder.database + "-wal")?.size ?? 0) > 0
            guard error.isRefusalToWrite, !hasLog else { throw error }
            return try Database(path: folder.database, .readingUnchanging)
        }
    }

    /// The notices that a query wants.
    package func history(_ query: HistoryQuery) throws(StateStoreError) -> [Notice] {
        do throws(SQLiteFault) {
            return try database.history(query)
        } catch {
            throw StateStoreError(reason: error.reason)
        }
    }

    /// Whether a watch of this name is on record.
    package func knows(_ name: String) throws(StateStoreError) -> Bool {
        do throws(SQLiteFault) {
            return try database.knows(name)
        } catch {
            throw StateStoreError(reason: error.reason)
        }
    }
}
