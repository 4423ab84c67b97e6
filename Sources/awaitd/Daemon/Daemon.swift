// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Logging
import Polling
import ServiceLifecycle
import StateStore
import Systemd
import UnixSignals
import WatchFile

/// The daemon, put together: what `awaitd run` runs.
struct Daemon: Sendable {
    let loaded: LoadedWatchList
    /// What the files of the list looked like before they were read.
    let stamp: WatchListStamp
    let path: String
    /// Where the control socket is to be.
    let socket: String
    let telling: Telling
    let context: ProcessContext
    let state: OpenedState
    /// How long the record keeps what was told, if the command line says so.
    let keepHistory: Duration?

    /// How long the parts of the daemon may take to stop; the outbox has its own time after that (``OutboxRelay``).
    private static let gracePeriod: Duration = .milliseconds(1_500)

    /// Runs until SIGTERM or SIGINT; exits with ``ExitCode/outputFailed`` when nobody reads what it tells any more.
    func run() async throws {
        // Trapped before the manager hears READY=1: from then on it may send the signal at any time.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        let abandoned = telling.stream.map(AbandonedOutput.init(of:))
        try await withAWSReader(
            environment: context.environment,
            // The engine keeps to the list's own limit, which a reload may change; the connections' is fixed.
            concurrency: Limits.mostConcurrency,
            userAgent: "awaitd/\(Version.current)",
            now: WallClock.now
        ) { reader, executor in
            let hub = NoticeHub()
            let relay = relay(hub)
            let services = await services(
                reading: reader,
                on: executor,
                reloadingOn: hangups,
                with: DaemonParts(of: self, relay: relay, hub: hub)
            )
            let group = ServiceGroup(configuration: configuration(of: services, until: abandoned))
            do {
                try await group.run()
            } catch is CancellationError {
                // The grace period was over: what was left is given up, as announced.
            }
            await relay.drain(extend: context.notifier.extendTimeout)
        }
        await sayWhatIsLost()
        await telling.close()
        if abandoned?.isWhyItEnds == true { throw nobodyReads() }
    }

    private func configuration(
        of services: [any Service],
        until abandoned: AbandonedOutput?
    ) -> ServiceGroupConfiguration {
        // The life-cycle library's own lines are of no interest to whoever reads the journal.
        var logger = telling.logger
        logger.logLevel = .error
        var services = services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) }
        if let abandoned {
            services.append(.init(service: abandoned, successTerminationBehavior: .gracefullyShutdownGroup))
        }
        var configuration = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = Self.gracePeriod
        return configuration
    }
}
