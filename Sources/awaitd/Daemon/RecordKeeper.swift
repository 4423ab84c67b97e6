// SPDX-License-Identifier: Apache-2.0

import Core
import Logging
import StateStore

/// Looks after the record while the daemon runs: writes what waits for room, says what is wrong with it, and keeps it
/// within bounds.
struct RecordKeeper: Sendable {
    /// What the keeper makes others do.
    struct Calls: Sendable {
        /// Something that waited can be told.
        let outboxGrew: @Sendable () -> Void
        /// The record is well again, or no longer.
        let healthChanged: @Sendable () -> Void
        /// The record is damaged; whoever knows what belongs into it has to begin it anew.
        let isDamaged: @Sendable () -> Void
    }

    let store: SQLiteStore
    let bounds: RetentionBounds
    let logger: Logger
    let calls: Calls

    private static let timeBetweenPrunings: Duration = .seconds(3_600)
    /// How soon a failed write is tried again, twice as long each time, and how late at most.
    private static let pauses: (first: Duration, last: Duration) = (.milliseconds(100), .seconds(5))

    /// Runs until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await heal() }
            group.addTask { await keepWithinBounds() }
        }
    }

    /// Whenever something is wrong with the record, says so and tries until it is not.
    private func heal() async {
        var lastRemark = store.health.remark
        while await store.health.changed.wait() {
            if let trouble = store.health.trouble { await heal(trouble) }
            if let remark = store.health.remark, remark != lastRemark {
                lastRemark = remark
                logger.warning(
                    """
                    The record begins anew: \(remark). No watch is told anew, and what waited to be told is kept; earlier \
                    history is in that file only, as far as it can be saved: sqlite3 FILE .recover
                    """
                )
                calls.healthChanged()
            }
        }
    }

    private func heal(_ trouble: String) async {
        logger.error("The record cannot be written: \(trouble); polling goes on")
        calls.healthChanged()
        var pause = Self.pauses.first
        while store.health.trouble != nil {
            if store.health.damage != nil { calls.isDamaged() }
            // Cancelled means that the daemon ends; what waits gets its last chance when the polls have ended.
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            pause = min(pause * 2, Self.pauses.last)
            if await store.retry() {
                // Some of it could be written: the rest has better prospects than those of another long wait.
                pause = Self.pauses.first
                calls.outboxGrew()
            }
        }
        logger.notice("The record can be written again")
        calls.healthChanged()
    }

    /// Prunes the record at once, every hour, and when its bounds have changed.
    private func keepWithinBounds() async {
        while !Task.isCancelled {
            await prune()
            await bounds.waitForChange(atMost: Self.timeBetweenPrunings)
        }
    }

    private func prune() async {
        do throws(StateStoreError) {
            while try await store.prune(bounds.current, at: WallClock.now()), !Task.isCancelled {}
        } catch {
            logger.warning("Old notices could not be let go of: \(error.reason)")
        }
    }
}
