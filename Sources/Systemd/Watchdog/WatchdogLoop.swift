// SPDX-License-Identifier: Apache-2.0

import Core
package import Logging

/// Feeds the manager's watchdog for as long as the daemon earns it.
package struct WatchdogLoop<C: Clock>: Sendable where C.Duration == Duration {
    private let watchdog: Watchdog
    private let heartbeat: Heartbeat<C>
    private let clock: C
    private let logger: Logger
    private let ping: @Sendable () -> Void

    /// A loop that feeds through `ping`, for instance ``Notifier/alive()``.
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

    /// Feeds until the task is cancelled.
    ///
    /// To be started once the daemon is ready. A daemon that stands still is told of in one line; then it is the manager's turn.
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
