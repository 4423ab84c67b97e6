// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Lifecycle
import Logging
import Polling
import ServiceLifecycle
import Systemd
import UnixSignals
import WatchFile

/// The daemon, put together: what `awaitd run` runs.
struct Daemon: Sendable {
    let loaded: LoadedWatchList
    let path: String
    let telling: Telling
    let context: ProcessContext
    let state: OpenedState

    /// How long stopping may take before what is left is given up; well below the unit's `TimeoutStopSec=`.
    private static let gracePeriod: Duration = .milliseconds(1_500)

    /// Runs until SIGTERM or SIGINT.
    func run() async throws {
        let list = loaded.list
        try await withAWSReader(
            environment: context.environment,
            concurrency: list.limits.concurrency,
            userAgent: "awaitd/\(Version.current)",
            now: WallClock.now
        ) { reader, executor in
            let group = ServiceGroup(configuration: configuration(of: services(reader, executor)))
            do {
                try await group.run()
            } catch is CancellationError {
                // The grace period was over: what was left is given up, as announced.
            }
        }
        await telling.close()
    }

    /// The services in the order in which they start; they stop in the opposite one.
    private func services(_ reader: AWSReader, _ executor: any TaskExecutor) -> [any Service] {
        let notifier = context.notifier
        let status = StatusLine { notifier.status($0) }
        let watchdog = notifier.watchdogTimeout.map(Watchdog.init(timeout:))
        let heartbeat = Heartbeat(watchdog: watchdog, clock: SuspendingClock())
        let store = state.store
        let teller = Teller(store: store, sink: telling.sink, clock: ContinuousClock())
        let time = TimeSource(clock: ContinuousClock(), wall: WallClock.now)
        let poller = Poller(
            .init(
                reader: reader,
                store: store,
                observer: DaemonObserver(status: status, logger: telling.logger),
                progress: heartbeat,
                outboxGrew: teller.outboxGrew
            ),
            time: time,
            longestSleep: heartbeat.interval ?? .seconds(3_600)
        )

        teller.announce(.configLoaded(path: path, watches: loaded.list.watches.count))
        teller.announce(.started(version: Version.current, watches: loaded.list.watches.count))
        var services: [any Service] = [
            teller,
            BackgroundService { [list = loaded.list, past = state.resumption] in
                var engine = Engine(list, resuming: past, seed: .random(in: .min ... .max), at: time.now)
                notifier.ready(status: engine.summary(at: time.now).statusLine)
                // On the thread of the connections: nothing in the loop blocks, and no poll changes threads.
                await withTaskExecutorPreference(executor) { [engine] in await poller.run(engine) }
            },
            BackgroundService { await status.run(clock: ContinuousClock()) },
        ]
        if let watchdog {
            let loop = WatchdogLoop(
                watchdog: watchdog,
                heartbeat: heartbeat,
                clock: SuspendingClock(),
                logger: telling.logger,
                ping: notifier.alive
            )
            services.append(BackgroundService { await loop.run() })
        }
        services.append(
            ShutdownHook {
                notifier.stopping()
                teller.announce(.stopping(signal: nil))
            }
        )
        return services
    }

    private func configuration(of services: [any Service]) -> ServiceGroupConfiguration {
        // The life-cycle library's own lines are of no interest to whoever reads the journal.
        var logger = telling.logger
        logger.logLevel = .error
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = Self.gracePeriod
        return configuration
    }
}
