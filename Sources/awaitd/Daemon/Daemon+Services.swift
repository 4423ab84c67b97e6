// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Control
import Core
import Logging
import Polling
import ServiceLifecycle
import StateStore
import Systemd
import UnixSignals
import WatchFile

extension Daemon {
    /// What is told goes to the spool as far as it starts units, then where notices go, then to those who listen.
    func relay(_ hub: NoticeHub) -> OutboxRelay<ContinuousClock> {
        let spooling = SpoolingSink(inner: telling.sink, spool: Spool(stateFolder: state.folder))
        let sink = PublishingSink(inner: spooling, hub: hub)
        return OutboxRelay(store: state.store, sink: sink, clock: ContinuousClock())
    }

    /// The services in the order in which they start; they stop in the opposite one.
    func services(
        reading reader: AWSReader,
        on executor: any TaskExecutor,
        reloadingOn hangups: UnixSignalsSequence,
        with parts: DaemonParts
    ) async -> [any Service] {
        let notifier = context.notifier
        let reloader = parts.reloader
        let control = await listen(
            DaemonControl(commands: parts.commands, reloader: reloader, hub: parts.hub, store: state.store)
        )
        parts.relay.announce(.configLoaded(path: path, watches: loaded.list.watches.count))
        parts.relay.announce(.started(version: Version.current, watches: loaded.list.watches.count))
        // READY=1 is the first word that the manager hears; the watchdog is fed after it.
        let (readiness, isReady) = AsyncStream<Never>.makeStream()
        let services: [(any Service)?] = [
            parts.relay,
            polling(poller(reader, parts), on: executor, parts) { isReady.finish() },
            BackgroundService { await parts.status.run() },
            BackgroundService { await reloader.run() },
            BackgroundService { await parts.lateSaves.run(clock: ContinuousClock()) { try? await reloader.reload() } },
            BackgroundService {
                // What a reload that nobody waits for comes to is told as a notice.
                for await _ in hangups { try? await reloader.reload() }
            },
            keeping(parts),
            control.map { control in BackgroundService { await control.run() } },
            watchdogLoop(parts).map { loop in
                BackgroundService {
                    for await _ in readiness {}
                    await loop.run()
                }
            },
            ShutdownHook {
                notifier.stopping()
                parts.relay.announce(.stopping)
            },
        ]
        return services.compactMap { $0 }
    }

    private func poller(_ reader: AWSReader, _ parts: DaemonParts) -> Poller<ContinuousClock> {
        Poller(
            .init(
                reader: reader,
                store: state.store,
                observer: DaemonObserver(status: parts.status, logger: telling.logger),
                progress: parts.heartbeat,
                outboxGrew: parts.relay.outboxGrew
            ),
            time: TimeSource(clock: ContinuousClock(), wall: WallClock.now),
            longestSleep: parts.heartbeat.interval ?? .seconds(3_600),
            commands: parts.commands
        )
    }

    /// Polls where the last run left off; calls `isReady` once the manager has heard that the first polls are scheduled.
    private func polling(
        _ poller: Poller<ContinuousClock>,
        on executor: any TaskExecutor,
        _ parts: DaemonParts,
        isReady: @escaping @Sendable () -> Void
    ) -> BackgroundService {
        BackgroundService { [list = loaded.list, past = state.resumption, store = state.store] in
            var engine = Engine(list, resuming: past, seed: .random(in: .min ... .max), at: poller.now)
            parts.status.ready(engine.summary(at: poller.now).statusLine)
            isReady()
            // On the thread of the connections: nothing in the loop blocks, and no poll changes threads.
            await withTaskExecutorPreference(executor) { [engine] in await poller.run(engine) }
            // The last chance for what a full disk has kept waiting; the relay ends after this.
            if await store.retry() { parts.relay.outboxGrew() }
        }
    }

    private func keeping(_ parts: DaemonParts) -> BackgroundService {
        let keeper = RecordKeeper(
            store: state.store,
            bounds: parts.bounds,
            logger: telling.logger,
            calls: .init(
                outboxGrew: parts.relay.outboxGrew,
                healthChanged: parts.status.refresh,
                isDamaged: parts.commands.turn
            )
        )
        return BackgroundService { await keeper.run() }
    }

    /// Feeds the manager's watchdog, if there is one.
    private func watchdogLoop(_ parts: DaemonParts) -> WatchdogLoop<SuspendingClock>? {
        parts.watchdog.map { watchdog in
            WatchdogLoop(
                watchdog: watchdog,
                heartbeat: parts.heartbeat,
                clock: SuspendingClock(),
                logger: telling.logger,
                ping: context.notifier.alive
            )
        }
    }

    /// Opens the control socket; without one the daemon does its work all the same, and says so.
    private func listen(_ control: DaemonControl) async -> ControlServer? {
        do throws(ControlRefusal) {
            return try await ControlServer.listen(at: socket, version: Version.current, handler: control)
        } catch {
            telling.logger.warning(
                "No control socket: awaitd status and awaitd reload cannot reach this daemon",
                metadata: ["path": .string(socket), "reason": .string(error.description)]
            )
            return nil
        }
    }
}
