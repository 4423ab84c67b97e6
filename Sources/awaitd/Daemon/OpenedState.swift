// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Logging
import StateStore
import Systemd

/// The record of an earlier run, opened, with the watch list of this run taken into it.
struct OpenedState: Sendable {
    /// The record.
    let store: SQLiteStore
    /// What it says about earlier runs.
    let resumption: Resumption
    /// The folder that it is kept in.
    let folder: String

    /// Opens the record, or says why not.
    ///
    /// Throws the exit status that goes with it: 73, 75 or 78.
    static func open(_ path: String?, list: WatchList, telling: Telling, context: ProcessContext) async throws -> Self {
        do throws(StateStoreError) {
            guard let path, !path.isEmpty else {
                throw StateStoreError.noFolder
            }
            let store = try SQLiteStore(StateFolder(path), at: WallClock.now())
            for remark in store.remarks { telling.logger.warning("\(remark.message)") }
            return OpenedState(store: store, resumption: try await resume(store, list), folder: path)
        } catch {
            RunCommand.voice.complain(error.reason)
            context.notifier.failed(error.reason, errno: error.cause.errno)
            await telling.close()
            switch error.cause {
            case .unwritable: throw ExitCode.cannotCreate
            case .foreign: throw ExitCode.config
            case .inUse: throw ExitCode.inUse
            }
        }
    }

    /// Takes in the list: what left it and what came into it since the last run is on record before anything is polled.
    ///
    /// Damage that shows only now costs what the record says, but not the start.
    private static func resume(_ store: SQLiteStore, _ list: WatchList) async throws(StateStoreError) -> Resumption {
        do throws(StateStoreError) {
            do throws(StateStoreError) {
                return try await takeIn(list, store)
            } catch {
                guard store.isDamaged else { throw error }
                try await store.renew(.none, at: WallClock.now())
                return try await takeIn(list, store)
            }
        } catch {
            throw StateStoreError(reason: "the record cannot be used: \(error.reason)")
        }
    }

    private static func takeIn(_ list: WatchList, _ store: SQLiteStore) async throws(StateStoreError) -> Resumption {
        let past = try await store.resumption()
        var random = SplitMix64(seed: .random(in: .min ... .max))
        try await store.commit(Commit(resuming: past, to: list.watches, random: &random, at: WallClock.now()))
        return past
    }
}
