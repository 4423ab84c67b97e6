// SPDX-License-Identifier: Apache-2.0

package import Core

/// What goes over from a damaged database into the fresh one.
struct RecoveredData {
    /// What is wrong with the damaged database.
    let reason: String
    /// Its new path; nil if it could not be moved yet.
    var path: String?
    /// The notices that were not delivered.
    let undelivered: [Notice]
    /// The states of watches that have left the list, as far as they can still be read.
    let watches: [WatchSnapshot]
    /// Sequence numbers that it has given.
    let sequences: [Int64]
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
        guard let damage = health.damage else { return }
        if let failed = lastRenewal, failed.at <= now, now < failed.at + Self.timeBetweenRenewals {
            throw failed.error
        }
        var recovered = self.recovered ?? recover(from: database, damage)
        self.recovered = recovered
        let reason = recovered.reason
        do throws(StateStoreError) {
            let file = DatabaseFile(path: folder.database)
            if recovered.path == nil, FileStatus(file.path) != nil {
                recovered.path = try file.setAside(at: now)
                self.recovered = recovered
            }
            // Moved before it is closed, since SQLite removes the log of a database that it closes; closed before a new
            // one is there, since it knows the log by its name.
            database = nil
            database = try OpenedDatabase(folder, at: now).database
            try fill(with: content, recovered, at: now)
        } catch {
            database = nil
            let trouble = "\(reason); a fresh one cannot be started: \(error.reason)"
            health.setDamage(trouble)
            let error = StateStoreError(reason: "the record is damaged: \(trouble)")
            lastRenewal = (now, error)
            throw error
        }
        self.recovered = nil
        lastRenewal = nil
        waiting.removeAll()
        health.note(.setAside(path: recovered.path ?? folder.database, reason: reason))
        health.set(nil)
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
        try fresh.take(.init(added: content.list, removed: []))
        let listed = Set(content.list.map(\.identity))
        let left = recovered.watches.filter { !listed.contains($0.identity) }
        for watch in left { try fresh.save(watch) }
        try fresh.take(.init(added: [], removed: left.map(\.identity)))
        for notice in recovered.undelivered { try fresh.restore(notice) }
        // What waited for room is older than what the daemon knows now.
        var notices: [Notice] = []
        for commit in waiting.all { notices += try fresh.record(commit) }
        for watch in content.watches { try fresh.save(watch) }
        for lane in content.lanes { try fresh.save(lane) }
        return notices
    }

    /// Reads everything that is still readable in a damaged database.
    private func recover(from database: Database?, _ reason: String) -> RecoveredData {
        let unread = database.flatMap { try? $0.undelivered(limit: 1_000_000) } ?? []
        let notices = undelivered.merged(with: unread)
        return RecoveredData(
            reason: reason,
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
            if let sequence = notice.stamp?.sequence { notices[sequence] = notice }
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
