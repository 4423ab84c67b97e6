// SPDX-License-Identifier: Apache-2.0

import Lifecycle
import Logging
import StateStore

/// Looks after the record while the daemon runs: writes what waits for room, says so, and keeps the record within bounds.
struct RecordKeeper: Sendable {
    let store: SQLiteStore
    let retention: Retention
    let logger: Logger

    private static let interval: Duration = .seconds(5)
    /// How many turns lie between two prunings: an hour.
    private static let turnsBetweenPrunings = 720

    /// Runs until cancelled; `outboxGrew` is called when something that waited can be told, `healthChanged` when writing
    /// begins or ceases to fail.
    func run(outboxGrew: @Sendable () -> Void, healthChanged: @Sendable () -> Void) async {
        var turn = 0
        var wasTroubled = false
        while !Task.isCancelled {
            if turn % Self.turnsBetweenPrunings == 0 { await prune() }
            turn += 1
            // Cancelled means that the daemon ends; one more try then.
            try? await Task.sleep(for: Self.interval)
            if await store.retry() { outboxGrew() }
            let trouble = store.health.trouble
            if let trouble, !wasTroubled { logger.error("The record cannot be written: \(trouble); polling goes on") }
            if trouble == nil, wasTroubled { logger.notice("The record can be written again; nothing was lost") }
            if wasTroubled != (trouble != nil) { healthChanged() }
            wasTroubled = trouble != nil
        }
    }

    private func prune() async {
        do throws(StateStoreError) {
            while try await store.prune(retention, at: WallClock.now()), !Task.isCancelled {}
        } catch {
            logger.warning("Old notices could not be let go of: \(error.reason)")
        }
    }
}
