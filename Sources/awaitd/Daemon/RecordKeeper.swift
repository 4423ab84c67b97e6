// SPDX-License-Identifier: Apache-2.0

package import Core
import Logging
import Platform
import StateStore
import Synchronization

/// Maintains the record while the daemon runs: retries writes that failed, reports what is wrong with it, and keeps it
/// within bounds.
struct RecordKeeper: Sendable {
    let store: SQLiteStore
    let bounds: RetentionBounds
    let logger: Logger
    /// Called when notices that could not be written before are in the outbox.
    let outboxGrew: @Sendable () -> Void
    /// Called when what is wrong with the record has changed.
    let healthChanged: @Sendable () -> Void
    /// Called while the record is damaged: the poller, which knows what belongs in it, has to rebuild it.
    let isDamaged: @Sendable () -> Void
    /// This moment; its steady time counts from the start of this process.
    let now: @Sendable () -> Moment

    /// How soon a failed write is retried, doubling each time, and the longest pause.
    private static let pauses: (first: Duration, last: Duration) = (.milliseconds(100), .seconds(5))

    /// Runs until cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await heal() }
            group.addTask { await bounds.run(clock: .timer, prune: prune) }
        }
    }

    /// Whenever something is wrong with the record, reports it and retries until it is fixed.
    private func heal() async {
        while await store.health.changed.wait() {
            if let trouble = store.health.trouble { await heal(trouble) }
            for event in store.health.takeEvents() {
                logger.warning("\(event)")
                healthChanged()
            }
        }
    }

    private func heal(_ trouble: String) async {
        logger.error("The record cannot be written: \(trouble); polling goes on")
        healthChanged()
        var pause = Self.pauses.first
        while store.health.trouble != nil {
            if store.health.damage != nil { isDamaged() }
            // Cancelled: the daemon is stopping; pending writes get their last chance when the polls have ended.
            guard (try? await Task.sleep(for: pause, clock: .timer)) != nil else { return }
            pause = min(pause * 2, Self.pauses.last)
            if await store.retry() {
                // Some of it was written, so the rest is worth trying again soon.
                pause = Self.pauses.first
                outboxGrew()
            }
        }
        logger.notice("The record can be written again")
        healthChanged()
    }

    private func prune() async {
        do throws(StateStoreError) {
            while try await store.prune(bounds.current, at: now()), !Task.isCancelled {}
        } catch {
            logger.warning("Old notices could not be deleted: \(error.reason)")
        }
    }
}

/// How much of the record is kept, as the watch file currently says.
package final class RetentionBounds: Sendable {
    /// The longest time between two prunings.
    package static let interval: Duration = .seconds(3_600)

    private let retention: Mutex<Retention>
    /// The age that the command line gives, which overrides the file's.
    private let fixedAge: Duration?
    /// Raised when it is time to prune.
    private let due = Signal()

    /// The bounds of a list; `fixedAge` is the age that the command line gives.
    package init(_ retention: Retention, fixedAge: Duration?) {
        self.retention = Mutex(retention)
        self.fixedAge = fixedAge
    }

    /// The bounds in force.
    package var current: Retention {
        var retention = retention.withLock { $0 }
        // Whatever the list says: a mistake must not delete what happened today.
        retention.age = max(fixedAge ?? retention.age, Retention.leastAge)
        return retention
    }

    /// Adopts the bounds of another list.
    package func set(_ retention: Retention) {
        let isNew = self.retention.withLock { current in
            defer { current = retention }
            return current != retention
        }
        if isNew { due.raise() }
    }

    /// Prunes soon, since more is known of the time, by which the age of notices is counted.
    package func timeConfirmed() { due.raise() }

    /// Prunes at once, every hour, and whenever the bounds change or the time is confirmed, until the task is cancelled.
    package func run<C: Clock>(clock: C, prune: () async -> Void) async where C.Duration == Duration {
        due.raise()
        await withDiscardingTaskGroup { group in
            // Raises the signal that the loop waits for; a wait that is cancelled by a timer would end it for good.
            group.addTask { [due] in
                while (try? await clock.sleep(for: Self.interval)) != nil { due.raise() }
            }
            while await due.wait() { await prune() }
            group.cancelAll()
        }
    }
}
