// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Control
import Core
import Logging
import Platform
import Polling
import ServiceLifecycle
import StateStore
import Systemd
import UnixSignals
import WatchFile

/// What several of the daemon's services share.
struct DaemonParts: Sendable {
    /// Delivers what is in the outbox.
    let relay: OutboxRelay<TimerClock<ContinuousClock>>
    /// Passes delivered notices on to listeners.
    let hub = NoticeHub()
    /// What is counted beside the polls.
    let meters = DaemonMeters(startedAt: WallClock.now())
    /// What the service manager shows.
    let status: DaemonStatus
    /// Sends commands to the poller.
    let commands = PollerCommands()
    /// Hands the results of polls to clients that wait for them.
    let answers = PollAnswers()
    /// How much of the record is kept.
    let bounds: RetentionBounds
    /// The watch list in use.
    let list: CurrentWatchList
    /// Serves requests to reload the list.
    let reloader: Reloader
    /// Does one reload.
    let reload: WatchListReload
    /// What the manager's watchdog asks for; nil if it is off.
    let watchdog: Watchdog?
    /// Records that the daemon makes progress.
    let heartbeat: Heartbeat<TimerClock<SuspendingClock>>

    /// The parts of a daemon that reads by `reader`.
    init(of daemon: Daemon, reading reader: AWSReader) {
        let notifier = daemon.context.notifier
        // Notices that start units go to the spool first, and all of them at last to the listeners.
        // A folder that systemd gives is a system's daemon's, whose units root starts; a user starts the user's own.
        let isForRoot = daemon.context.environment["STATE_DIRECTORY"] != nil
        let spooling = SpoolingSink(
            inner: daemon.output.sink,
            spool: Spool(stateFolder: daemon.record.folder, isForRoot: isForRoot)
        )
        relay = OutboxRelay(
            store: daemon.record.store,
            sink: PublishingSink(inner: spooling, hub: hub, meters: meters),
            clock: .timer
        )
        reloader = Reloader(following: WatchListFollower(path: daemon.path), read: daemon.stamp)
        status = DaemonStatus(
            notifier: notifier,
            health: daemon.record.store.health,
            commands: commands,
            logger: daemon.output.logger,
            wasPolled: { [reloader, answers] result in
                reloader.polled()
                if let result { answers.polled(result) }
            }
        )
        bounds = RetentionBounds(daemon.list.current.history, fixedAge: daemon.keepHistory)
        list = daemon.list
        reload = WatchListReload(
            path: daemon.path,
            loader: WatchListLoader(environment: daemon.context.environment),
            commands: commands,
            status: status,
            bounds: bounds,
            list: list,
            searchCredentialsAgain: reader.searchCredentialsAgain,
            meters: meters,
            announce: relay.announce
        )
        watchdog = notifier.watchdogTimeout.map(Watchdog.init(timeout:))
        heartbeat = Heartbeat(watchdog: watchdog, clock: TimerClock(SuspendingClock()))
    }
}

extension Daemon {
    /// The services in the order in which they start; they stop in reverse order.
    func services(
        reading reader: AWSReader,
        on executor: EventLoopExecutor,
        reloadingOn hangups: UnixSignalsSequence,
        with parts: DaemonParts
    ) async -> [any Service] {
        if let lastAnswer = record.lastAnswerAt { reader.resume(after: lastAnswer) }
        let control = await listen(
            DaemonControl(
                commands: parts.commands,
                reloader: parts.reloader,
                hub: parts.hub,
                store: record.store,
                survey: CredentialSurvey(environment: context.environment, reader: reader),
                list: parts.list,
                meters: parts.meters,
                answers: parts.answers
            )
        )
        let (watches, matchers) = (parts.list.current.watches.count, parts.list.current.matchers.count)
        parts.relay.announce(.configLoaded(path: path, watches: watches, matchers: matchers))
        parts.relay.announce(.started(version: Version.current, watches: watches, matchers: matchers))
        // READY=1 is the first message to the manager; the watchdog is fed only after it.
        let (readiness, isReady) = AsyncStream<Never>.makeStream()
        let services: [(any Service)?] = [
            parts.relay,
            polling(poller(reader, by: executor.clock, parts), on: executor, parts) { isReady.finish() },
            reloading(parts),
            BackgroundService { for await _ in hangups { parts.reloader.request() } },
            OrphanReaper.isNeeded ? BackgroundService { await OrphanReaper.run() } : nil,
            keeping(parts, reader),
            control.map { control in BackgroundService { await control.run() } },
            watchdogLoop(parts).map { loop in
                BackgroundService {
                    for await _ in readiness {}
                    await loop.run()
                }
            },
            ShutdownHook {
                parts.status.stopping()
                stageOfStopBegins()
                parts.relay.announce(.stopping)
            },
        ]
        return services.compactMap { $0 }
    }

    private func poller(
        _ reader: AWSReader,
        by clock: EventLoopClock,
        _ parts: DaemonParts
    ) -> Poller<EventLoopClock> {
        Poller(
            .init(
                reader: reader,
                store: record.store,
                observer: parts.status,
                progress: parts.heartbeat,
                timeConfirmed: parts.bounds.timeConfirmed,
                outboxGrew: parts.relay.outboxGrew
            ),
            time: TimeSource(clock: clock, wall: WallClock.now),
            longestSleep: parts.heartbeat.interval ?? .seconds(3_600),
            commands: parts.commands
        )
    }

    /// Polls from where the last run stopped; calls `isReady` once the manager knows that the first polls are scheduled.
    private func polling(
        _ poller: Poller<EventLoopClock>,
        on executor: EventLoopExecutor,
        _ parts: DaemonParts,
        isReady: @escaping @Sendable () -> Void
    ) -> BackgroundService {
        let (past, experience) = (record.resumption, record.experience)
        return BackgroundService { [list = parts.list, store = record.store] in
            // On the connections' thread: nothing in the loop blocks, and no poll changes threads.
            await withTaskExecutorPreference(executor) {
                await poller.run {
                    var engine = Engine(
                        list.current,
                        resuming: past.take() ?? .none,
                        experience: experience.take() ?? ExperienceBook(),
                        seed: .random(in: .min ... .max),
                        at: poller.now
                    )
                    parts.status.ready(engine.summary(at: poller.now))
                    isReady()
                    return engine
                }
            }
            // The last chance for what a full disk has kept from the record; the relay ends after this.
            if await store.retry() { parts.relay.outboxGrew() }
        }
    }

    private func reloading(_ parts: DaemonParts) -> BackgroundService {
        BackgroundService { [logger = output.logger, path] in
            await parts.reloader.run(
                clock: .timer,
                cannotFollow: {
                    logger.warning(
                        "The kernel cannot tell of all changes of the watch list; they are noticed at the next poll",
                        metadata: ["path": .string(path)]
                    )
                },
                perform: parts.reload.perform
            )
        }
    }

    private func keeping(_ parts: DaemonParts, _ reader: AWSReader) -> BackgroundService {
        let time = TimeSource(clock: .timer, wall: WallClock.now)
        let keeper = RecordKeeper(
            store: record.store,
            bounds: parts.bounds,
            logger: output.logger,
            outboxGrew: parts.relay.outboxGrew,
            healthChanged: parts.commands.refresh,
            isDamaged: parts.commands.refresh,
            now: {
                let now = time.now
                return Moment(wall: now.wall, steady: now.steady, confirmed: reader.confirmedTime(at: now.wall))
            }
        )
        return BackgroundService { await keeper.run() }
    }

    /// Feeds the manager's watchdog; nil if it is off.
    private func watchdogLoop(_ parts: DaemonParts) -> WatchdogLoop<TimerClock<SuspendingClock>>? {
        parts.watchdog.map { watchdog in
            WatchdogLoop(
                watchdog: watchdog,
                heartbeat: parts.heartbeat,
                clock: TimerClock(SuspendingClock()),
                logger: output.logger,
                ping: context.notifier.alive
            )
        }
    }

    /// Opens the control socket; without it the daemon runs all the same, and logs a warning.
    private func listen(_ control: DaemonControl) async -> ControlServer? {
        do throws(ControlError) {
            return try await ControlServer.listen(at: socket, version: Version.current, handler: control)
        } catch {
            output.logger.warning(
                "No control socket: awaitd status and awaitd reload cannot reach this daemon",
                metadata: ["path": .string(socket), "reason": .string(error.description)]
            )
            return nil
        }
    }
}

/// Work that goes on until graceful shutdown cancels it.
private struct BackgroundService: Service {
    /// The work; it returns soon after its task is cancelled.
    let work: @Sendable () async -> Void

    func run() async {
        await cancelWhenGracefulShutdown { await work() }
    }
}

/// Does something as soon as graceful shutdown begins.
private struct ShutdownHook: Service {
    /// What to do.
    let action: @Sendable () -> Void

    func run() async {
        await cancelWhenGracefulShutdown {
            // Nothing is ever sent; only cancellation ends it.
            for await _ in AsyncStream<Never>.makeStream().stream {}
        }
        action()
    }
}
