// SPDX-License-Identifier: Apache-2.0

import Core

/// What the loop writes on record, and what it does when that cannot be written.
extension Poller {
    /// Writes commits into the record, all or none, and signals their notices to the outbox's relay.
    ///
    /// If the record turns out to be damaged, it is renewed first: `engine` has not accepted the commits yet.
    func record(_ commits: [Commit], of engine: Engine) async throws(StateStoreError) {
        do throws(StateStoreError) {
            try await write { (store) throws(StateStoreError) in try await store.commit(commits) }
        } catch {
            do throws(StateStoreError) {
                guard dependencies.store.isDamaged, await renewRecord(engine) else { throw error }
                try await write { (store) throws(StateStoreError) in try await store.commit(commits) }
            } catch {
                meters.couldNotCommit()
                throw error
            }
        }
        meters.committed(commits)
        dependencies.outboxGrew()
    }

    /// Replaces a damaged record by a fresh one with what the engine knows; false if that failed.
    ///
    /// The loop's next pass tries again; meanwhile the store says what is wrong.
    @discardableResult
    func renewRecord(_ engine: Engine) async -> Bool {
        let now = self.now
        do throws(StateStoreError) {
            try await write { (store) throws(StateStoreError) in
                try await store.renew(engine.recordContent(at: now), at: now.wall)
            }
            dependencies.outboxGrew()
            return true
        } catch {
            return false
        }
    }

    /// Has the record compared with its files' names, and renews it if they are no longer its own.
    func comparePresence(_ engine: Engine) async {
        try? await write { (store) throws(StateStoreError) in await store.comparePresence() }
        if dependencies.store.isDamaged { await renewRecord(engine) }
    }

    /// Writes when lanes were answered last, and what changed of watches without a notice, so that a restart continues.
    func saveBookkeeping(_ engine: inout Engine) async {
        guard engine.hasBookkeeping else { return }
        engine.hasNewMemories = false
        let bookkeeping = engine.bookkeeping(at: now)
        do throws(StateStoreError) {
            try await write { (store) throws(StateStoreError) in try await store.note(bookkeeping) }
            engine.bookkeepingSaved()
        } catch {
            // Little is lost by it: a later pass writes it again, with what was added meanwhile.
        }
    }

    /// Runs a write under the watchdog's eyes.
    private func write(
        _ body: (any StateStore) async throws(StateStoreError) -> Void
    ) async throws(StateStoreError) {
        dependencies.progress?.beat(.store)
        defer { dependencies.progress?.rest(.store) }
        try await body(dependencies.store)
    }
}
