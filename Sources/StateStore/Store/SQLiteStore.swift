// SPDX-License-Identifier: Apache-2.0

package import Core

/// The durable record: a SQLite database in the state folder.
///
/// An actor on a queue of its own, since every write waits for the disk. What is committed is on the disk, or, while that
/// takes nothing, waits in memory until it does: nothing of it is told before.
package actor SQLiteStore: StateStore {
    private nonisolated let executor = QueueExecutor(label: "awaitd.store")
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    let folder: StateFolder
    /// Nil while a damaged one is to be replaced and cannot be yet.
    var database: Database?
    private let lock: StateLock
    var waiting: WaitingCommits
    /// Why they wait.
    private var lastTrouble: SQLiteFault?
    var undelivered = UndeliveredNotices()
    /// What is to go over from a damaged database.
    var salvage: Salvage?
    /// When that was tried last, and what came in the way.
    var lastRenewal: (at: Timestamp, error: StateStoreError)?
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
        self.folder = folder
        database = opened.database
        remarks = opened.remarks
        waiting = WaitingCommits(limit: mostWaiting)
        for remark in remarks { health.note(remark) }
    }

    package func commit(_ commit: Commit) throws(StateStoreError) {
        var trouble: SQLiteFault?
        if waiting.isEmpty {
            trouble = record([commit])
        } else {
            // Behind what waits already: whether there is room again is for ``retry()`` to find out, not for every poll.
            trouble = lastTrouble
        }
        guard let trouble else { return }
        guard !isDamaged, trouble.isStorageTrouble, waiting.append(commit) else {
            throw StateStoreError(reason: trouble.reason)
        }
        report(trouble)
    }

    package func note(_ bookkeeping: Bookkeeping) throws(StateStoreError) {
        // What waits is older, and must not be written over what is newer.
        if let trouble = writeWaiting() { throw StateStoreError(reason: trouble.reason) }
        try write { database throws(SQLiteFault) in
            for watch in bookkeeping.watches { try database.save(watch) }
            for lane in bookkeeping.lanes { try database.save(lane) }
        }
    }

    package func undelivered(limit: Int) throws(StateStoreError) -> [Notice] {
        try read { database throws(SQLiteFault) in try database.undelivered(limit: limit) }
    }

    package func markDelivered(_ sequences: [Int64]) throws(StateStoreError) {
        try write { database throws(SQLiteFault) in
            for sequence in sequences {
                try database.run("DELETE FROM outbox WHERE seq = ?", [.integer(sequence)])
            }
        }
        undelivered.remove(sequences)
    }

    package func resumption() throws(StateStoreError) -> Resumption {
        // What waits for room has happened: whoever goes on from here must not see or tell it again.
        try read { database throws(SQLiteFault) in try database.resumption() }.adding(waiting.all)
    }

    /// What was told and is to be told of some watches; see ``HistoryQuery``.
    package func history(_ query: HistoryQuery) throws(StateStoreError) -> [Notice] {
        try read { database throws(SQLiteFault) in try database.history(query) }
    }

    /// Whether a watch of this name is on record.
    package func knows(_ name: String) throws(StateStoreError) -> Bool {
        try read { database throws(SQLiteFault) in try database.knows(name) }
    }

    /// Tries to write what waits in memory; true if that put notices into the outbox.
    package func retry() -> Bool {
        guard !waiting.isEmpty else { return false }
        let before = waiting.notices
        _ = writeWaiting()
        return waiting.notices < before
    }

    /// What waits in memory for a disk that takes nothing, in its order: lost if the process ends now.
    package var unwritten: [Commit.PendingNotice] { waiting.all.flatMap(\.notices) }

    /// Lets go of what `retention` no longer keeps, a part at a time; true if there is more.
    package func prune(_ retention: Retention, at now: Timestamp) throws(StateStoreError) -> Bool {
        var isMore = false
        try write { database throws(SQLiteFault) in isMore = try database.prune(retention, at: now) }
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
            if let trouble = record(oldest) {
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

    /// Writes commits, all or none; what came in the way, if anything did.
    private func record(_ commits: [Commit]) -> SQLiteFault? {
        do throws(SQLiteFault) {
            let notices = try attempt { database throws(SQLiteFault) in
                try database.transaction { () throws(SQLiteFault) in
                    var notices: [Notice] = []
                    for commit in commits { notices += try database.record(commit) }
                    return notices
                }
            }
            undelivered.add(notices)
            return nil
        } catch {
            return error
        }
    }

    private func write(_ work: (Database) throws(SQLiteFault) -> Void) throws(StateStoreError) {
        try read { database throws(SQLiteFault) in
            try database.transaction { () throws(SQLiteFault) in try work(database) }
        }
    }

    func read<Result>(_ work: (Database) throws(SQLiteFault) -> Result) throws(StateStoreError) -> Result {
        do throws(SQLiteFault) {
            return try attempt(work)
        } catch {
            throw StateStoreError(reason: error.reason)
        }
    }

    /// Works on the database unless it is known to be damaged; takes note if that turns out now.
    private func attempt<Result>(_ work: (Database) throws(SQLiteFault) -> Result) throws(SQLiteFault) -> Result {
        guard let database, !isDamaged else { throw .damaged }
        do throws(SQLiteFault) {
            return try work(database)
        } catch {
            if error.isFileDamage { health.setDamage(error.reason) }
            throw error
        }
    }
}
