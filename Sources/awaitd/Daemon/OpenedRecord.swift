// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Glibc
import Logging
import StateStore
import Systemd

/// The record of earlier runs, opened and brought up to date with the watch list of this run.
struct OpenedRecord: Sendable {
    /// The record.
    let store: SQLiteStore
    /// What it says about earlier runs, for the engine to take.
    let resumption: Handover<Resumption>
    /// How long the jobs of earlier runs took, for the engine too.
    let experience: Handover<ExperienceBook>
    /// When AWS answered an earlier run last; nil if it never did.
    let lastAnswerAt: Timestamp?
    /// The folder that it is kept in.
    let folder: String

    /// Opens the record, or reports why it cannot be opened.
    ///
    /// Throws the exit status: 73, 75 or 78.
    static func open(
        _ path: String?,
        list: WatchList,
        output: NoticeOutput,
        context: ProcessContext
    ) async throws -> Self {
        do throws(StateStoreError) {
            guard let path, !path.isEmpty else {
                throw StateStoreError.noFolder
            }
            let store = try SQLiteStore(StateFolder(path), at: WallClock.now())
            for remark in store.remarks { output.logger.warning("\(remark.message)") }
            let past = try await resume(store, list)
            let lastAnswerAt = past.lastAnswerAt
            return OpenedRecord(
                store: store,
                resumption: Handover(past),
                experience: Handover(await experience(store, output.logger)),
                lastAnswerAt: lastAnswerAt,
                folder: path
            )
        } catch {
            RunCommand.output.printError(error.reason)
            // The `errno` that fits best, for `systemctl status`.
            let (errno, code) =
                switch error.cause {
                case .unwritable: (EACCES, ExitCode.cannotCreate)
                case .foreign: (EINVAL, ExitCode.config)
                case .inUse: (EBUSY, ExitCode.inUse)
                }
            context.notifier.failed(error.reason, errno: errno)
            await output.close()
            throw code
        }
    }

    /// Adopts the list: the watches removed and added since the last run are recorded before anything is polled.
    ///
    /// Damage that shows only now costs the record's content, but not the start.
    private static func resume(_ store: SQLiteStore, _ list: WatchList) async throws(StateStoreError) -> Resumption {
        do throws(StateStoreError) {
            do throws(StateStoreError) {
                return try await adopt(list, store)
            } catch {
                guard store.isDamaged else { throw error }
                try await store.renew(.none, at: WallClock.now())
                return try await adopt(list, store)
            }
        } catch {
            throw StateStoreError(reason: "the record cannot be used: \(error.reason)")
        }
    }

    /// How long past jobs took; nothing if that cannot be read, which is no reason not to start.
    private static func experience(_ store: SQLiteStore, _ logger: Logger) async -> ExperienceBook {
        do throws(StateStoreError) {
            return ExperienceBook(try await store.pastJobs())
        } catch {
            logger.warning("How long past jobs took cannot be read: \(error.reason)")
            return ExperienceBook()
        }
    }

    private static func adopt(_ list: WatchList, _ store: SQLiteStore) async throws(StateStoreError) -> Resumption {
        let past = try await store.resumption()
        var random = SplitMix64(seed: .random(in: .min ... .max))
        let now = WallClock.now()
        let changes = MatcherChanges(resuming: past, to: list.matchers, at: now)
        let commit = Commit(resuming: past, to: list.watches, random: &random, at: now)
        guard let ofMatchers = changes.commit(random: &random, at: now) else {
            try await store.commit(commit)
            return past
        }
        try await store.commit([commit, ofMatchers])
        return past.adding([ofMatchers])
    }
}
