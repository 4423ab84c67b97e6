// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// Remembers when each part of the daemon has moved last.
package final class Heartbeat<C: Clock>: ProgressReporter where C.Duration == Duration {
    /// How often a busy part must beat to count as moving; nil when nobody watches.
    ///
    /// A part that waits for something to become due wakes at least this often and beats: idle is not stuck.
    package let interval: Duration?
    private let clock: C
    /// The last beat of each busy part; a resting part has none.
    private let beats: Mutex<[ProgressPart: C.Instant]>

    /// A heartbeat on a clock that stands still while the machine sleeps, as the manager's does.
    ///
    /// - Parameters:
    ///   - watchdog: who will ask; nil when nobody does.
    ///   - clock: what time is measured on.
    ///   - required: parts that must move from the beginning, even if they never have.
    package init(watchdog: Watchdog?, clock: C, required: Set<ProgressPart> = [.scheduler]) {
        interval = watchdog?.beatInterval
        self.clock = clock
        let now = clock.now
        beats = Mutex(Dictionary(uniqueKeysWithValues: required.map { ($0, now) }))
    }

    package func beat(_ part: ProgressPart) {
        guard interval != nil else { return }
        let now = clock.now
        beats.withLock { $0[part] = now }
    }

    package func rest(_ part: ProgressPart) {
        beats.withLock { $0[part] = nil }
    }

    /// How long each busy part has been silent.
    package var silence: [ProgressPart: Duration] {
        let now = clock.now
        return beats.withLock { $0.mapValues { $0.duration(to: now) } }
    }
}
