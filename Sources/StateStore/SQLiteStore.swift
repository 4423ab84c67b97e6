// SPDX-License-Identifier: Apache-2.0

package import Core
import Dispatch
import Platform

/// The durable record: a SQLite database in the state folder.
///
/// An actor on a queue of its own, since every write waits for the disk. A commit is on the disk or, while the disk takes
/// nothing, waits in memory until it does; none of its notices is delivered before.
package actor SQLiteStore: StateStore {
    private nonisolated let executor = QueueExecutor(label: "awaitd.store")
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    let folder: StateFolder
    /// Nil while a damaged one cannot be replaced yet.
    var database: Database?
    var lock: StateLock
    /// Which files the record's names stood for when it was opened.
    var files: RecordFiles
    var waiting: WaitingCommits
    /// Why they wait.
    private var lastTrouble: SQLiteError?
    var undelivered = UndeliveredNotices()
    /// What goes over from a damaged database.
    var recovered: RecoveredData?
    /// What was wrong when the first of the failed renewals was tried.
    var firstDamage: RecordDamage?
    /// The last failed renewal.
    var lastRenewal: (at: Timestamp, error: StateStoreError)?
    /// Whether the record can be written.
    package nonisolated let health = StoreHealth()
    /// The last sequence number when the record was opened: later notices are not older than this process.
    private let lastSequence: Int64
    private var allowance = PruningAllowance()
    /// What was odd when the record was opened.
    package nonisolated let remarks: [OpeningRemark]

    /// How many commits are written in one transaction when there is room again.
    private static let writtenAtOnce = 256

    /// Opens the record of a folder for this process alone; creates what is missing, sets aside what is damaged.
    ///
    /// At most `mostWaiting` notices wait in memory for a disk that takes nothing. Reads and writes files: a daemon does so
    /// once, at its start.
    package init(_ folder: StateFolder, mostWaiting: Int = 100_000, at now: Timestamp) throws(StateStoreError) {
        try folder.create()
        lock = try StateLock(folder)
        let opened = try OpenedDatabase(folder, at: now)
        self.folder = folder
        database = opened.database
        files = RecordFiles(folder)
        lastSequence = NoticeSequence.last(in: opened.database).max() ?? 0
        remarks = opened.remarks
        waiting = WaitingCommits(limit: mostWaiting)
        for remark in remarks { health.note(remark) }
    }

    package func commit(_ commits: [Commit]) throws(StateStoreError) {
        comparePresence()
        var trouble: SQLiteError?
        if waiting.isEmpty {
            trouble = record(commits)
        } else {
            // After what waits already: ``retry()`` finds out whether there is room again, not every poll.
            trouble = lastTrouble
        }
        guard let trouble else { return }
        guard !isDamaged, trouble.isStorageTrouble, waiting.append(commits) else {
            throw StateStoreError(reason: trouble.reason)
        }
        report(trouble)
    }

    package func note(_ bookkeeping: Checkpoint) throws(StateStoreError) {
        comparePresence()
        // What waits is older, and must not be written over what is newer.
        if let trouble = writeWaiting() { throw StateStoreError(reason: trouble.reason) }
        try write { database throws(SQLiteError) in
            for watch in bookkeeping.watches { try database.save(watch) }
            for lane in bookkeeping.lanes { try database.save(lane) }
            for matcher in bookkeeping.matchers { try database.save(matcher) }
        }
    }

    package func undelivered(limit: Int) throws(StateStoreError) -> [Notice] {
        try read { database throws(SQLiteError) in try database.undelivered(limit: limit, shortened: true) }
    }

    /// How many notices were not delivered yet: those of the outbox, and those that wait in memory for room on the disk.
    package func undeliveredCount() throws(StateStoreError) -> Int {
        let recorded = try read { database throws(SQLiteError) in try database.number("SELECT count(*) FROM outbox") }
        return Int(recorded) + waiting.notices
    }

    package func markDelivered(_ sequences: [Int64]) throws(StateStoreError) {
        try write { database throws(SQLiteError) in
            for sequence in sequences {
                try database.run("DELETE FROM outbox WHERE seq = ?", [.integer(sequence)])
            }
        }
        undelivered.remove(sequences)
    }

    package func resumption() throws(StateStoreError) -> Resumption {
        // What waits for room has happened: it must not be seen or reported again from here on.
        try read { database throws(SQLiteError) in try database.resumption() }.adding(waiting.all)
    }

    package func resumption(of watches: [Watch]) throws(StateStoreError) -> Resumption {
        guard !watches.isEmpty else { return .none }
        // Looked up one by one, as long as that is less than all of them.
        guard watches.count <= Self.lookedUp else { return try resumption().byIdentity }
        return try read { database throws(SQLiteError) in try database.resumption(of: watches.map(\.identity)) }
            .adding(waiting.all)
    }

    /// The most watches that are looked up one by one.
    private static let lookedUp = 1_000

    /// The recorded notices that match a query, delivered or not.
    package func history(_ query: HistoryQuery) throws(StateStoreError) -> [Notice] {
        try read { database throws(SQLiteError) in try database.history(query) }
    }

    /// Whether a watch or matcher of this name is on record.
    package func knows(_ name: String) throws(StateStoreError) -> Bool {
        try read { database throws(SQLiteError) in try database.knows(name) }
    }

    /// Tries to write what waits in memory; true if that put notices into the outbox.
    package func retry() -> Bool {
        guard !waiting.isEmpty else { return false }
        let before = waiting.notices
        _ = writeWaiting()
        return waiting.notices < before
    }

    /// The notices that wait in memory for a disk that takes nothing, in order: lost if the process ends now.
    package var unwritten: [Commit.PendingNotice] { waiting.all.flatMap(\.notices) }

    /// Deletes what `retention` no longer keeps, a part at a time; true if more of it may go now.
    ///
    /// What is beyond the number that is kept goes at once. For their age notices go only as far as the wall clock and the
    /// confirmed time both allow, at most a tenth of the record an hour, and none that this process has seen before it has
    /// run for so long itself. The moment's steady time is how long it has run.
    package func prune(_ retention: Retention, at now: Moment) throws(StateStoreError) -> Bool {
        var isMore = false
        try write { database throws(SQLiteError) in
            let limit = try allowance.allowed(
                of: { () throws(SQLiteError) in try database.number("SELECT count(*) FROM notice") }, at: now.steady)
            let pruning = Pruning(
                retention: retention,
                now: now.confirmed.map { min($0, now.wall) },
                limit: limit,
                last: now.steady >= retention.age ? .max : lastSequence
            )
            let pruned = try database.prune(pruning)
            allowance.spend(pruned.aged)
            isMore = pruned.isMore
        }
        if !isMore { try truncateLog() }
        return isMore
    }

    /// Gives back the space of a log that has grown while another process was reading for long; that process may still be.
    private func truncateLog() throws(StateStoreError) {
        guard let size = FileStatus.entry(folder.database + "-wal")?.size, size > Self.longestLog else { return }
        try read { database throws(SQLiteError) in _ = try database.emptyLog() }
    }

    /// The log's length in bytes that is left alone: SQLite writes it over from the beginning now and then.
    private static let longestLog = 8 << 20

    /// Writes what waits; returns the error if not all of it could be written.
    private func writeWaiting() -> SQLiteError? {
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

    private func report(_ trouble: SQLiteError) {
        lastTrouble = trouble
        health.set("\(trouble.reason), \(waiting.notices.counted("notice waits", "notices wait")) in memory")
    }

    /// Writes commits, all or none; returns the error if there was one.
    private func record(_ commits: [Commit]) -> SQLiteError? {
        do throws(SQLiteError) {
            let notices = try attempt { database throws(SQLiteError) in
                try database.transaction { () throws(SQLiteError) in
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

    private func write(_ work: (Database) throws(SQLiteError) -> Void) throws(StateStoreError) {
        try read { database throws(SQLiteError) in
            try database.transaction { () throws(SQLiteError) in try work(database) }
        }
    }

    func read<Result>(_ work: (Database) throws(SQLiteError) -> Result) throws(StateStoreError) -> Result {
        try rethrowing { () throws(SQLiteError) in try attempt(work) }
    }

    /// Works on the database unless it is known to be damaged; notes the damage if it shows now.
    private func attempt<Result>(_ work: (Database) throws(SQLiteError) -> Result) throws(SQLiteError) -> Result {
        guard let database, !isDamaged else { throw .damaged }
        do throws(SQLiteError) {
            return try work(database)
        } catch {
            if error.isFileDamage { health.setDamage(.damaged(error.reason)) }
            throw error
        }
    }
}

/// For the tests only; the daemon never calls it.
///
/// It is here because a test that any user may run cannot have a full or failing disk: these do to the open connection,
/// which is private to the store, what such a disk does to it.
extension SQLiteStore {
    /// Lets the database grow to this many pages and no further, as a full disk does.
    package func limitPages(_ count: Int) throws(StateStoreError) {
        try read { database throws(SQLiteError) in try database.execute("PRAGMA max_page_count = \(count)") }
    }

    /// Drops what SQLite has read so far, so that it reads the file again.
    package func dropCache() throws(StateStoreError) {
        try read { database throws(SQLiteError) in try database.execute("PRAGMA shrink_memory") }
    }

    /// Does `work` while another process, as it were, reads from the database all the time.
    package func whileItIsRead(_ work: @Sendable () async throws -> Void) async throws {
        let reader = try Database(path: folder.database, .reading)
        try reader.execute("BEGIN")
        _ = try reader.number("SELECT count(*) FROM notice")
        defer { try? reader.execute("ROLLBACK") }
        try await work()
    }

    /// Treats the database as damaged.
    package func pretendDamage() { health.setDamage(.damaged("pretended")) }
}

/// Commits that wait in memory for a disk that takes nothing, oldest first.
struct WaitingCommits {
    private var commits: [Commit] = []
    /// How many notices are among them.
    private(set) var notices = 0
    /// How many notices may wait.
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Whether none waits.
    var isEmpty: Bool { commits.isEmpty }

    /// Lets commits wait, all or none; false if too much waits already.
    mutating func append(_ new: [Commit]) -> Bool {
        let count = new.reduce(0) { $0 + $1.notices.count }
        guard notices + count <= limit else { return false }
        commits += new
        notices += count
        return true
    }

    /// The oldest of them.
    func oldest(_ count: Int) -> [Commit] { Array(commits.prefix(count)) }

    /// All of them.
    var all: [Commit] { commits }

    /// Removes all.
    mutating func removeAll() { removeOldest(commits.count) }

    /// Removes the oldest, which were written.
    mutating func removeOldest(_ count: Int) {
        notices -= commits.prefix(count).reduce(0) { $0 + $1.notices.count }
        commits.removeFirst(count)
    }
}

/// Runs an actor on a thread that may wait for a disk, so that Swift's pool of threads never does.
private final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// An executor whose queue has this name in a debugger.
    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }
}
