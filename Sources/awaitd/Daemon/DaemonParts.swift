// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import StateStore
import Systemd
import WatchFile

/// What several of the daemon's services work with.
struct DaemonParts: Sendable {
    /// Tells what is in the outbox.
    let relay: OutboxRelay<ContinuousClock>
    /// Passes on what was told to those who listen.
    let hub: NoticeHub
    /// What the service manager sees.
    let status: DaemonStatus
    /// The way to the poller.
    let commands = PollerCommands()
    /// Looks whether the list was saved while it was read.
    let lateSaves: LateSaves
    /// How much of the record is kept.
    let bounds: RetentionBounds
    /// Reads the list again.
    let reloader: Reloader
    /// What the manager's watchdog wants; nil when it does not watch.
    let watchdog: Watchdog?
    /// Hears that the daemon gets on with its work.
    let heartbeat: Heartbeat<SuspendingClock>

    /// The parts of a daemon that tells by `relay` and `hub`.
    init(of daemon: Daemon, relay: OutboxRelay<ContinuousClock>, hub: NoticeHub) {
        let notifier = daemon.context.notifier
        self.relay = relay
        self.hub = hub
        status = DaemonStatus(
            notifier: notifier,
            health: daemon.state.store.health,
            commands: commands,
            logger: daemon.telling.logger
        )
        lateSaves = LateSaves(path: daemon.path, read: daemon.stamp)
        bounds = RetentionBounds(daemon.loaded.list.history, fixedAge: daemon.keepHistory)
        reloader = Reloader(
            path: daemon.path,
            lateSaves: lateSaves,
            loader: WatchListLoader(environment: daemon.context.environment),
            commands: commands,
            status: status,
            bounds: bounds,
            announce: relay.announce
        )
        watchdog = notifier.watchdogTimeout.map(Watchdog.init(timeout:))
        heartbeat = Heartbeat(watchdog: watchdog, clock: SuspendingClock())
    }
}
