// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

/// The durable record: a SQLite database in the state folder.
///
/// An actor on a queue of its own, since every write waits for the disk. What is committed is on the disk.
package actor SQLiteStore: StateStore {
    private nonisolated let executor = QueueExecutor(label: "awaitd.store")
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    let database: Database
    private let lock: StateLock
    /// What was odd when it was opened.
    package nonisolated let remarks: [OpeningRemark]

    /// Opens the record of a folder for this process alone; creates what is missing, sets aside what is damaged.
    ///
    /// Reads and writes files: a daemon does so once, at its start.
    package init(_ folder: StateFolder, at now: Timestamp) throws(OpenFault) {
        try folder.create()
        lock = try StateLock(folder)
        let opened = try OpenedDatabase(folder, at: now)
        database = opened.database
        remarks = opened.remarks
    }

    package func commit(_ commit: Commit) throws(StateStoreError) {
        try write { () throws(SQLiteFault) in try database.record(commit) }
    }

    package func note(_ bookkeeping: Bookkeeping) throws(StateStoreError) {
        try write { () throws(SQLiteFault) in
            for watch in bookkeeping.watches { try database.save(watch) }
            for lane in bookkeeping.lanes { try database.save(lane) }
        }
    }

    package func untold(limit: Int) throws(StateStoreError) -> [Notice] {
        do throws(SQLiteFault) {
            return try database.untold(limit: limit)
        } catch {
            throw StateStoreError(reason: error.reason)
        }
    }

    package func markTold(_ sequences: [Int64]) throws(StateStoreError) {
        try write { () throws(SQLiteFault) in
            for sequence in sequences {
                try database.run("DELETE FROM outbox WHERE seq = ?", [.integer(sequence)])
            }
        }
    }

    package func resumption() throws(StateStoreError) -> Resumption {
        do throws(SQLiteFault) {
            return try database.resumption()
        } catch {
            throw StateStoreError(reason: error.reason)
        }
    }

    private func write(_ work: () throws(SQLiteFault) -> Void) throws(StateStoreError) {
        do throws(SQLiteFault) {
            try database.transaction(work)
        } catch {
            throw StateStoreError(reason: error.reason)
        }
    }
}
