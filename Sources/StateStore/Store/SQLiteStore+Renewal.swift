// SPDX-License-Identifier: Apache-2.0

package import Core

/// What goes over from a damaged database into the one that takes its place.
struct Salvage {
    /// What is wrong with it.
    let reason: String
    /// Where it lies now; nil if it could not be moved yet.
    var path: String?
    /// Notices that were not told.
    let undelivered: [Notice]
    /// Where watches stood that have left the list, as far as it can still be read.
    let watches: [WatchSnapshot]
    /// Places that it had given.
    let places: [Int64]
}

extension SQLiteStore {
    /// How long after a failed try the next one may be made.
    private static let timeBetweenRenewals: Duration = .seconds(1)

    package nonisolated var isDamaged: Bool { health.damage != nil }

    /// Whatever comes in the way, nothing of what has to go over is forgotten, and the next try begins there; one that comes
    /// within a second of a failed one fails like it.
    ///
    /// A crash in between, which is a matter of milliseconds, leaves a record that begins from nothing: every watch is then
    /// told as if it were new.
    package func renew(_ content: RecordContent, at now: Timestamp) throws(StateStoreError) {
        guard let damage = health.damage else { return }
        if let failed = lastRenewal, failed.at <= now, now < failed.at + Self.timeBetweenRenewals {
            throw failed.error
        }
        var salvage = self.salvage ?? salvage(from: database, damage)
        self.salvage = salvage
        let reason = salvage.reason
        do throws(OpenFault) {
            let file = DatabaseFile(path: folder.database)
            if salvage.path == nil, FileFacts(file.path) != nil {
                salvage.path = try file.setAside(at: now)
                self.salvage = salvage
            }
            // Moved before it is closed, since SQLite removes the log of a database that it closes; closed before a new
            // one is there, since it knows the log by its name.
            database = nil
            database = try OpenedDatabase(folder, at: now).database
            try fill(with: content, salvage, at: now)
        } catch {
            database = nil
            let trouble = "\(reason); it cannot be begun anew: \(error.message)"
            health.setDamage(trouble)
            let error = StateStoreError(reason: "the record is damaged: \(trouble)")
            lastRenewal = (now, error)
            throw error
        }
        self.salvage = nil
        lastRenewal = nil
        waiting.removeAll()
        health.note(.setAside(path: salvage.path ?? folder.database, reason: reason))
        health.set(nil)
        health.setDamage(nil)
    }

    private func fill(with content: RecordContent, _ salvage: Salvage, at now: Timestamp) throws(OpenFault) {
        guard let fresh = database else { return }
        do throws(SQLiteFault) {
            let notices = try fresh.transaction { () throws(SQLiteFault) in
                try fill(fresh, content, salvage, at: now)
            }
            undelivered.add(notices)
        } catch {
            throw OpenFault(.unwritable, error.reason)
        }
    }

    private func fill(
        _ fresh: Database,
        _ content: RecordContent,
        _ salvage: Salvage,
        at now: Timestamp
    ) throws(SQLiteFault) -> [Notice] {
        try fresh.beginSequence(behind: RecordPlaces.floor(at: now, known: salvage.places))
        try fresh.take(.init(added: content.list, removed: []))
        let listed = Set(content.list.map(\.identity))
        let left = salvage.watches.filter { !listed.contains($0.identity) }
        for watch in left { try fresh.save(watch) }
        try fresh.take(.init(added: [], removed: left.map(\.identity)))
        for notice in salvage.undelivered { try fresh.restore(notice) }
        // What waited for room is older than what the daemon knows now.
        var notices: [Notice] = []
        for commit in waiting.all { notices += try fresh.record(commit) }
        for watch in content.watches { try fresh.save(watch) }
        for lane in content.lanes { try fresh.save(lane) }
        return notices
    }

    /// Takes out of a damaged database what can still be read of it.
    private func salvage(from database: Database?, _ reason: String) -> Salvage {
        let unread = database.flatMap { try? $0.undelivered(limit: 1_000_000) } ?? []
        let notices = undelivered.merged(with: unread)
        return Salvage(
            reason: reason,
            undelivered: notices,
            watches: database.flatMap { try? $0.watchSnapshots() } ?? [],
            places: (database.map(RecordPlaces.last) ?? []) + notices.compactMap(\.stamp?.sequence)
        )
    }
}
