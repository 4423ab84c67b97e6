// SPDX-License-Identifier: Apache-2.0

package import Core
package import Logging
import Synchronization

/// Decides when a keep-alive to the manager's watchdog is due and whether it has been earned.
///
/// A timer that sends whatever happens only proves that a timer runs. Here a keep-alive is due at half of the manager's
/// timeout, as sd_watchdog_enabled(3) advises, and sent only if every part that should be making progress has done so
/// within the same time. So a daemon that hangs is ended at most one and a half timeouts after its last progress.
package struct Watchdog: Sendable, Hashable {
    /// The manager's timeout: `WatchdogSec=`.
    package let timeout: Duration

    /// Makes a watchdog with the manager's timeout; at least one millisecond.
    package init(timeout: Duration) {
        self.timeout = max(timeout, .milliseconds(1))
    }

    /// The time between two keep-alives.
    package var pingInterval: Duration { timeout / 2 }

    /// The longest silence of a part that counts as progress.
    package var progressDeadline: Duration { timeout / 2 }

    /// How often a part has to beat: twice within ``progressDeadline``, so that one late beat does no harm.
    package var beatInterval: Duration { timeout / 4 }

    /// How soon to check again after a keep-alive was withheld, so that a part that recovers is still in time.
    package var recheckInterval: Duration { timeout / 16 }

    /// Returns whether a keep-alive is earned, given how long each busy part has been silent.
    package func verdict(silence: [ProgressPart: Duration]) -> Verdict {
        let late = silence.filter { $0.value > progressDeadline }.keys
        return late.isEmpty ? .alive : .stuck(late.sorted { $0.rawValue < $1.rawValue })
    }

    /// Whether the daemon makes progress.
    package enum Verdict: Sendable, Hashable {
        /// Every part does.
        case alive
        /// These parts do not, in the order of their names.
        case stuck([ProgressPart])
    }
}

/// Remembers when each part of the daemon last made progress.
package final class Heartbeat<C: Clock>: ProgressReporter where C.Duration == Duration {
    /// How often a busy part must beat to count as alive; nil when there is no watchdog.
    ///
    /// A part that waits for something to become due wakes at least this often and beats: idle is not stuck.
    package let interval: Duration?
    private let clock: C
    /// The last beat of each busy part; a resting part has none.
    private let beats: Mutex<[ProgressPart: C.Instant]>

    /// Makes a heartbeat on a clock that stops while the machine sleeps, as the manager's does.
    ///
    /// - Parameters:
    ///   - watchdog: the watchdog to beat for; nil when there is none.
    ///   - clock: what time is measured on.
    ///   - required: parts that must make progress from the beginning, even if they have never beaten.
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

/// Feeds the manager's watchdog for as long as the daemon earns it.
package struct WatchdogLoop<C: Clock>: Sendable where C.Duration == Duration {
    private let watchdog: Watchdog
    private let heartbeat: Heartbeat<C>
    private let clock: C
    private let logger: Logger
    private let ping: @Sendable () -> Void

    /// Makes a loop that feeds through `ping`, for instance ``Notifier/alive()``.
    package init(
        watchdog: Watchdog,
        heartbeat: Heartbeat<C>,
        clock: C,
        logger: Logger,
        ping: @escaping @Sendable () -> Void
    ) {
        self.watchdog = watchdog
        self.heartbeat = heartbeat
        self.clock = clock
        self.logger = logger
        self.ping = ping
    }

    /// Feeds until the task is cancelled; to be started once the daemon is ready.
    ///
    /// A daemon that hangs is reported in one log line; ending it is up to the manager.
    package func run() async {
        var isStuck = false
        while true {
            let pause: Duration
            switch watchdog.verdict(silence: heartbeat.silence) {
            case .alive:
                if isStuck { logger.warning("Moving again, the watchdog is fed") }
                isStuck = false
                ping()
                pause = watchdog.pingInterval
            case .stuck(let parts):
                if !isStuck {
                    logger.error(
                        "No progress, the watchdog is not fed",
                        metadata: ["parts": .string(parts.map(\.rawValue).joined(separator: ", "))]
                    )
                }
                isStuck = true
                pause = watchdog.recheckInterval
            }
            do {
                try await clock.sleep(for: pause)
            } catch {
                return  // Only cancellation ends a sleep.
            }
        }
    }
}
