// SPDX-License-Identifier: Apache-2.0

import Core

extension Poller {
    /// Writes into the record and has it told.
    ///
    /// If that turns out to be damaged, it is begun anew first: `engine` does not know yet what is to be written.
    func record(_ commit: Commit, of engine: Engine) async throws(StateStoreError) {
        do throws(StateStoreError) {
            try await write(commit)
        } catch {
            guard needs.store.isDamaged, await renewRecord(engine) else { throw error }
            try await write(commit)
        }
        needs.outboxGrew()
    }

    /// Begins a damaged record anew with what the engine knows; false if that failed.
    ///
    /// It is tried again with the next turn; the store says meanwhile what is in the way.
    @discardableResult
    func renewRecord(_ engine: Engine) async -> Bool {
        let now = self.now
        needs.progress?.beat(.store)
        defer { needs.progress?.rest(.store) }
        do throws(StateStoreError) {
            try await needs.store.renew(engine.recordContent(at: now), at: now.wall)
            needs.outboxGrew()
            return true
        } catch {
            return false
        }
    }

    /// Watched by whoever watches for standstills.
    private func write(_ commit: Commit) async throws(StateStoreError) {
        needs.progress?.beat(.store)
        defer { needs.progress?.rest(.store) }
        try await needs.store.commit(commit)
    }
}
