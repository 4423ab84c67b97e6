// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Control
import Lifecycle
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

    /// How long the parts of the daemon may take to stop; the outbox has its own time after that, see ``LastDrain``.
    private static let gracePeriod: Duration = .milliseconds(1_500)

    /// Runs until SIGTERM or SIGINT.
    func run() async throws {
        // Trapped before the manager hears READY=1: from then on it may send the signal at any time.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        try await withAWSReader(
            environment: context.environment,
            // The engine keeps to the list's own limit, which a reload may change; the connections' is fixed.
            concurrency: Limits.mostConcurrency,
            userAgent: "awaitd/\(Version.current)",
            now: WallClock.now
        ) { reader, executor in
            let hub = NoticeHub()
            let teller = teller(hub)
            let services = await services(reader, executor, hangups, teller, hub)
            let group = ServiceGroup(configuration: configuration(of: services))
            do {
                try await group.run()
            } catch is CancellationError {
                // The grace period was over: what was left is given up, as announced.
            }
            await LastDrain(teller, clock: ContinuousClock(), extend: context.notifier.extendTimeout).run()
        }
        await sayWhatIsLost()
        await telling.close()
    }

    /// Says what a full disk has kept out of the record to the last.
    ///
    /// It is not told under an identity that nothing would remember: the next start finds the watches where the record has
    /// them and tells what it sees then. Only what has passed meanwhile is in these lines alone.
    private func sayWhatIsLost() async {
        let unwritten = await state.store.unwritten
        guard !unwritten.isEmpty else { return }
        telling.logger.error(
            """
            The record could not be written to the last: \(state.store.health.trouble ?? ""). What is still so at the next \
            start is told then; not recorded are these:
            """
        )
        for pending in unwritten.prefix(Self.mostSaid) {
            telling.logger.error("not recorded, seen at \(pending.observedAt.rfc3339): \(pending.notice.message)")
        }
        let rest = unwritten.count - Self.mostSaid
        if rest > 0 { telling.logger.error("and \(rest) more that were not recorded") }
    }

    /// How many notices are said at the end that could not be recorded.
    private static let mostSaid = 500

    /// What is told goes to the spool as far as it starts units, then where notices go, then to those who listen.
    private func teller(_ hub: NoticeHub) -> Teller<ContinuousClock> {
        let spooling = SpoolingSink(inner: telling.sink, spool: Spool(stateFolder: state.folder))
        let sink = PublishingSink(inner: spooling, hub: hub)
        return Teller(store: state.store, sink: sink, clock: ContinuousClock())
    }

    /// The services in the order in which they start; they stop in the opposite one.
    private func services(
        _ reader: AWSReader,
        _ executor: any TaskExecutor,
        _ hangups: UnixSignalsSequence,
        _ teller: Teller<ContinuousClock>,
        _ hub: NoticeHub
    ) async -> [any Service] {
        let notifier = context.notifier
        let watchdog = notifier.watchdogTimeout.map(Watchdog.init(timeout:))
        let heartbeat = Heartbeat(watchdog: watchdog, clock: SuspendingClock())
        let store = state.store
        let status = DaemonStatus(notifier: notifier, health: store.health)
        let time = TimeSource(clock: ContinuousClock(), wall: WallClock.now)
        let commands = PollerCommands()
        let lateSaves = LateSaves(path: path, read: stamp)
        let bounds = RetentionBounds(loaded.list.history, fixedAge: keepHistory)
        let reloader = Reloader(
            path: path,
            lateSaves: lateSaves,
            loader: WatchListLoader(environment: context.environment),
            commands: commands,
            status: status,
            bounds: bounds,
            announce: teller.announce
        )
        let control = await listen(DaemonControl(commands: commands, reloader: reloader, hub: hub, store: store))
        let poller = Poller(
            .init(
                reader: reader,
                store: store,
                observer: DaemonObserver(status: status, logger: telling.logger),
                progress: heartbeat,
                outboxGrew: teller.outboxGrew
            ),
            time: time,
            longestSleep: heartbeat.interval ?? .seconds(3_600),
            commands: commands
        )

        let keeper = RecordKeeper(
            store: store,
            bounds: bounds,
            logger: telling.logger,
            calls: .init(
                outboxGrew: teller.outboxGrew,
                healthChanged: status.refresh,
                isDamaged: commands.turn
            )
        )
        teller.announce(.configLoaded(path: path, watches: loaded.list.watches.count))
        teller.announce(.started(version: Version.current, watches: loaded.list.watches.count))
        // READY=1 is the first word that the manager hears; the watchdog is fed after it.
        let (readiness, isReady) = AsyncStream<Never>.makeStream()
        var services: [any Service] = [
            teller,
            BackgroundService { [list = loaded.list, past = state.resumption] in
                var engine = Engine(list, resuming: past, seed: .random(in: .min ... .max), at: time.now)
                status.ready(engine.summary(at: time.now).statusLine)
                isReady.finish()
                // On the thread of the connections: nothing in the loop blocks, and no poll changes threads.
                await withTaskExecutorPreference(executor) { [engine] in await poller.run(engine) }
                // The last chance for what a full disk has kept waiting; the teller ends after this.
                if await store.retry() { teller.outboxGrew() }
            },
            BackgroundService { await status.run() },
            BackgroundService { await reloader.run() },
            BackgroundService { await lateSaves.run(clock: ContinuousClock()) { try? await reloader.reload() } },
            BackgroundService {
                // What a reload that nobody waits for comes to is told as a notice.
                for await _ in hangups { try? await reloader.reload() }
            },
            BackgroundService { await keeper.run() },
        ]
        if let control { services.append(BackgroundService { await control.run() }) }
        if let watchdog {
            let loop = WatchdogLoop(
                watchdog: watchdog,
                heartbeat: heartbeat,
                clock: SuspendingClock(),
                logger: telling.logger,
                ping: notifier.alive
            )
            services.append(
                BackgroundService {
                    for await _ in readiness {}
                    await loop.run()
                }
            )
        }
        services.append(
            ShutdownHook {
                notifier.stopping()
                teller.announce(.stopping(signal: nil))
            }
        )
        return services
    }

    /// Opens the control socket; without one the daemon does its work all the same, and says so.
    private func listen(_ control: DaemonControl) async -> ControlServer? {
        do throws(ControlSocketError) {
            return try await ControlServer.listen(at: socket, version: Version.current, handler: control)
        } catch {
            telling.logger.warning(
                "No control socket: awaitd status and awaitd reload cannot reach this daemon",
                metadata: ["path": .string(socket), "reason": .string(error.reason)]
            )
            return nil
        }
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
