// SPDX-License-Identifier: Apache-2.0

package import Core
import Platform

/// What goes over from a database that is damaged or gone into the fresh one.
struct RecoveredData {
    /// What is wrong with the database.
    let damage: RecordDamage
    /// The new path of the file that had its name; nil if there was none, or if it could not be moved yet.
    var path: String?
    /// The notices that were not delivered.
    let undelivered: [Notice]
    /// The states of watches that have left the list, as far as they can still be read.
    let watches: [WatchSnapshot]
    /// Sequence numbers that it has given.
    let sequences: [Int64]
}

/// What there is to say about a renewal.
private struct Renewal {
    /// For the log, in sentences.
    let message: String
    /// For a status line; nil if nothing is different now.
    let remark: String?

    init(_ damage: RecordDamage, database: String, aside: String?) {
        let rest = "No notice is repeated, and undelivered ones are kept; earlier history is"
        switch damage.cause {
        case .damaged:
            let line = StoreHealth.setAside(aside ?? database)
            remark = line
            message =
                "Starting with a fresh record: \(line). \(rest) only in that file, as far as it can be recovered: "
                + "sqlite3 FILE .recover"
        case .removed:
            let other = aside.map { "replaced by another file while it was in use, which is now \($0)" }
            let what = other ?? "removed while it was in use"
            remark = "its file was \(what)"
            message =
                "The record \(database) was \(what). Starting a new one with all that the daemon knows. \(rest) gone"
        case .detached:
            remark = nil
            message = "The record \(database) was opened again, since \(damage.reason); nothing is lost"
        }
    }
}

extension SQLiteStore {
    /// How long after a failed try the next one may be made.
    private static let timeBetweenRenewals: Duration = .seconds(1)

    package nonisolated var isDamaged: Bool { health.damage != nil }

    /// Whatever fails, nothing that has to go over is forgotten, and the next try begins there; one that comes within a
    /// second of a failed one fails like it.
    ///
    /// A crash in between, which is a matter of milliseconds, leaves an empty record: every watch is then reported as if
    /// it were new.
    package func renew(_ content: RecordContent, at now: Timestamp) throws(StateStoreError) {
        guard var damage = health.damage else { return }
        if let failed = lastRenewal, failed.at <= now, now < failed.at + Self.timeBetweenRenewals {
            throw failed.error
        }
        if damage.cause != .damaged, recovered == nil {
            // It may be back meanwhile, or all of it be gone where only its log was.
            guard let present = RecordFiles(folder).damage(since: files) else {
                if database != nil { return health.setDamage(nil) }
                return try reattach(damage, at: now)
            }
            guard present.cause != .detached else { return try reattach(present, at: now) }
            damage = present
        }
        var recovered = self.recovered ?? recover(from: database, damage)
        self.recovered = recovered
        damage = recovered.damage
        do throws(StateStoreError) {
            if damage.cause != .damaged { try folder.create() }
            if !lock.isHeld(in: folder) { lock = try StateLock(folder) }
            let file = DatabaseFile(path: folder.database)
            if recovered.path == nil, FileStatus.entry(file.path) != nil {
                // What has taken its place may be another program's.
                if damage.cause != .damaged { _ = try file.inspect() }
                recovered.path = try file.setAside(at: now, as: damage.cause == .damaged ? "corrupt" : "replaced")
                self.recovered = recovered
            }
            // Moved before it is closed, since SQLite removes the log of a database that it closes; closed before a new
            // one is there, since it knows the log by its name.
            database = nil
            database = try OpenedDatabase(folder, at: now).database
            try fill(with: content, recovered, at: now)
        } catch {
            database = nil
            throw fail(damage, "a fresh one cannot be started: \(error.reason)", at: now)
        }
        self.recovered = nil
        waiting.removeAll()
        health.set(nil)
        renewed(after: damage, aside: recovered.path)
    }

    /// Opens a database again whose log or lock has lost its name; the database itself has all that it needs.
    private func reattach(_ damage: RecordDamage, at now: Timestamp) throws(StateStoreError) {
        do throws(StateStoreError) {
            if !lock.isHeld(in: folder) { lock = try StateLock(folder) }
            if let database, !RecordFiles(folder).hasLog(of: files) {
                // By way of the open log, which still has its content. While another process reads from it, it cannot be
                // emptied: it serves until then.
                guard try rethrowing({ () throws(SQLiteError) in try database.emptyLog() }) else {
                    return health.setDamage(nil)
                }
                try DatabaseFile(path: folder.database).setAsideLogs(at: now)
                self.database = nil
            }
            if database == nil { database = try OpenedDatabase(folder, at: now).database }
        } catch {
            throw fail(damage, "it cannot be opened again: \(error.reason)", at: now)
        }
        renewed(after: firstDamage ?? damage, aside: nil)
    }

    private func fail(_ damage: RecordDamage, _ what: String, at now: Timestamp) -> StateStoreError {
        // What was wrong at first, so that it does not get longer with each try.
        let first = firstDamage ?? damage
        firstDamage = first
        let trouble = "\(first.reason); \(what)"
        health.setDamage(RecordDamage(cause: damage.cause, reason: trouble))
        let error = StateStoreError(reason: "the record cannot be used: \(trouble)")
        lastRenewal = (now, error)
        return error
    }

    private func renewed(after damage: RecordDamage, aside: String?) {
        files = RecordFiles(folder)
        (lastRenewal, firstDamage) = (nil, nil)
        let renewal = Renewal(damage, database: folder.database, aside: aside)
        health.noteRenewal(renewal.message, remark: renewal.remark)
        health.setDamage(nil)
    }

    private func fill(
        with content: RecordContent,
        _ recovered: RecoveredData,
        at now: Timestamp
    ) throws(StateStoreError) {
        guard let fresh = database else { return }
        let notices = try rethrowing { () throws(SQLiteError) in
            try fresh.transaction { () throws(SQLiteError) in try fill(fresh, content, recovered, at: now) }
        }
        undelivered.add(notices)
    }

    private func fill(
        _ fresh: Database,
        _ content: RecordContent,
        _ recovered: RecoveredData,
        at now: Timestamp
    ) throws(SQLiteError) -> [Notice] {
        try fresh.startSequence(after: NoticeSequence.floor(at: now, given: recovered.sequences))
        let list = content.list + content.found
        try fresh.take(.init(added: list, removed: []))
        let listed = Set(list.map(\.identity))
        let left = recovered.watches.filter { !listed.contains($0.identity) }
        for watch in left { try fresh.save(watch) }
        try fresh.take(.init(added: [], removed: left.map(\.identity)))
        for notice in recovered.undelivered { try fresh.restore(notice) }
        // What waited for room is older than what the daemon knows now.
        var notices: [Notice] = []
        for commit in waiting.all { notices += try fresh.record(commit) }
        for watch in content.watches { try fresh.save(watch) }
        for lane in content.lanes { try fresh.save(lane) }
        for matcher in content.matchers { try fresh.save(matcher) }
        return notices
    }

    /// Reads everything that is still readable in a damaged database.
    private func recover(from database: Database?, _ damage: RecordDamage) -> RecoveredData {
        let unread = database.flatMap { try? $0.undelivered(limit: 1_000_000) } ?? []
        let notices = undelivered.merged(with: unread)
        return RecoveredData(
            damage: damage,
            undelivered: notices,
            watches: database.flatMap { try? $0.watchSnapshots() } ?? [],
            sequences: (database.map(NoticeSequence.last) ?? []) + notices.compactMap(\.stamp?.sequence)
        )
    }
}

/// The latest notices of the outbox, also in memory, since a damaged database may no longer return them.
struct UndeliveredNotices {
    private var notices: [Int64: Notice] = [:]
    /// The most that are kept; the rest of a longer outbox is read from the damaged database as far as possible.
    private static let limit = 10_000

    /// Adds notices that were committed.
    mutating func add(_ new: [Notice]) {
        for notice in new where notices.count < Self.limit {
            if let sequence = notice.stamp?.sequence { notices[sequence] = notice.shortened }
        }
    }

    /// Removes notices that were delivered.
    mutating func remove(_ delivered: [Int64]) {
        for sequence in delivered { notices[sequence] = nil }
    }

    /// The kept notices, and `others` that are not among them, in the record's order.
    func merged(with others: [Notice]) -> [Notice] {
        var all = notices
        for notice in others {
            if let sequence = notice.stamp?.sequence, all[sequence] == nil { all[sequence] = notice }
        }
        return all.sorted { $0.key < $1.key }.map(\.value)
    }
}
