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

extension Daemon {
    /// What is told goes to the spool as far as it starts units, then where notices go, then to those who listen.
    func teller(_ hub: NoticeHub) -> Teller<ContinuousClock> {
        let spooling = SpoolingSink(inner: telling.sink, spool: Spool(stateFolder: state.folder))
        let sink = PublishingSink(inner: spooling, hub: hub)
        return Teller(store: state.store, sink: sink, clock: ContinuousClock())
    }

    /// The services in the order in which they start; they stop in the opposite one.
    func services(
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
                teller.announce(.stopping)
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
}
