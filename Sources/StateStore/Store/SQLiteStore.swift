// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

/// The durable record: a SQLite database in the state folder.
///
/// An actor on a queue of its own, since every write waits for the disk. What is committed is on the disk, or, while that
/// takes nothing, waits in memory until it does: nothing of it is told before.
package actor SQLiteStore: StateStore {
    private nonisolated let executor = QueueExecutor(label: "awaitd.store")
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    let database: Database
    private let lock: StateLock
    private var waiting: WaitingCommits
    /// Why they wait.
    private var lastTrouble: SQLiteFault?
    /// Whether it can be written just now.
    package nonisolated let health = StoreHealth()
    /// What was odd when it was opened.
    package nonisolated let remarks: [OpeningRemark]

    /// How many commits are written in one transaction when there is room again.
    private static let writtenAtOnce = 256

    /// Opens the record of a folder for this process alone; creates what is missing, sets aside what is damaged.
    ///
    /// At most `mostWaiting` notices wait in memory for a disk that takes nothing. Reads and writes files: a daemon does so
    /// once, at its start.
    package init(_ folder: StateFolder, mostWaiting: Int = 100_000, at now: Timestamp) throws(OpenFault) {
        try folder.create()
        lock = try StateLock(folder)
        let opened = try OpenedDatabase(folder, at: now)
        database = opened.database
        remarks = opened.remarks
        waiting = WaitingCommits(limit: mostWaiting)
    }

    package func commit(_ commit: Commit) throws(StateStoreError) {
        var trouble: SQLiteFault?
        if waiting.isEmpty {
            trouble = attempt { () throws(SQLiteFault) in try database.record(commit) }
        } else {
            // Behind what waits already: whether there is room again is for ``retry()`` to find out, not for every poll.
            trouble = lastTrouble
        }
        guard let trouble else { return }
        guard trouble.isStorageTrouble, waiting.append(commit) else { throw StateStoreError(reason: trouble.reason) }
        report(trouble)
    }

    package func note(_ bookkeeping: Bookkeeping) throws(StateStoreError) {
        // What waits is older, and must not be written over what is newer.
        if let trouble = writeWaiting() { throw StateStoreError(reason: trouble.reason) }
        try write { () throws(SQLiteFault) in
            for watch in bookkeeping.watches { try database.save(watch) }
            for lane in bookkeeping.lanes { try database.save(lane) }
        }
    }

    package func untold(limit: Int) throws(StateStoreError) -> [Notice] {
        try read { () throws(SQLiteFault) in try database.untold(limit: limit) }
    }

    package func markTold(_ sequences: [Int64]) throws(StateStoreError) {
        try write { () throws(SQLiteFault) in
            for sequence in sequences {
                try database.run("DELETE FROM outbox WHERE seq = ?", [.integer(sequence)])
            }
        }
    }

    package func resumption() throws(StateStoreError) -> Resumption {
        try read { () throws(SQLiteFault) in try database.resumption() }
    }

    /// What was told and is to be told of some watches; see ``HistoryQuery``.
    package func history(_ query: HistoryQuery) throws(StateStoreError) -> [Notice] {
        try read { () throws(SQLiteFault) in try database.history(query) }
    }

    /// Whether a watch of this name is on record.
    package func knows(_ name: String) throws(StateStoreError) -> Bool {
        try read { () throws(SQLiteFault) in try database.knows(name) }
    }

    /// Tries to write what waits in memory; true if that put notices into the outbox.
    package func retry() -> Bool {
        guard !waiting.isEmpty else { return false }
        let before = waiting.notices
        _ = writeWaiting()
        return waiting.notices < before
    }

    /// Lets go of what `retention` no longer keeps, a part at a time; true if there is more.
    package func prune(_ retention: Retention, at now: Timestamp) throws(StateStoreError) -> Bool {
        var isMore = false
        try write { () throws(SQLiteFault) in isMore = try database.prune(retention, at: now) }
        return isMore
    }

    /// Writes what waits; what came in the way, if not all of it could be written.
    private func writeWaiting() -> SQLiteFault? {
        guard !waiting.isEmpty else { return nil }
        // The first goes alone, to see whether there is room at all.
        var count = 1
        while !waiting.isEmpty {
            let oldest = waiting.oldest(count)
            count = Self.writtenAtOnce
            let trouble = attempt { () throws(SQLiteFault) in
                for commit in oldest { try database.record(commit) }
            }
            if let trouble {
                report(trouble)
                return trouble
            }
            waiting.removeOldest(oldest.count)
        }
        health.set(nil)
        return nil
    }

    private func report(_ trouble: SQLiteFault) {
        lastTrouble = trouble
        let notices = waiting.notices == 1 ? "1 notice waits" : "\(waiting.notices) notices wait"
        health.set("\(trouble.reason), \(notices) in memory")
    }

    private func attempt(_ work: () throws(SQLiteFault) -> Void) -> SQLiteFault? {
        do throws(SQLiteFault) {
            try database.transaction(work)
            return nil
        } catch {
            return error
        }
    }

    private func write(_ work: () throws(SQLiteFault) -> Void) throws(StateStoreError) {
        if let fault = attempt(work) { throw StateStoreError(reason: fault.reason) }
    }

    private func read<Result>(_ work: () throws(SQLiteFault) -> Result) throws(StateStoreError) -> Result {
        do throws(SQLiteFault) {
            return try work()
        } catch {
            throw StateStoreError(reason: error.reason)
        }
    }

    /// Lets the database grow to so many pages and no further: what a full disk does to it, for tests.
    package func limitPages(_ count: Int) throws(StateStoreError) {
        try read { () throws(SQLiteFault) in try database.execute("PRAGMA max_page_count = \(count)") }
    }
}
