// SPDX-License-Identifier: Apache-2.0

import Core

/// One watch as the engine holds it.
struct Entry: Sendable {
    /// What is watched.
    private(set) var watch: Watch
    /// Its life so far.
    var machine: WatchMachine
    /// Its pace.
    var cadence: Cadence
    /// What people ask about it besides.
    var standing = Standing()
    /// When it came into its lane's queue the last time.
    var queuedAt: Duration = .zero
    /// How many units it may have started.
    var startBudget = StartBudget()

    init(_ watch: Watch) {
        self.watch = watch
        machine = WatchMachine(rules: watch.kind.statuses, overdueAfter: watch.overdueAfter)
        cadence = Cadence(watch.poll)
    }

    /// Takes over new settings of the same watch; its life goes on.
    mutating func adopt(_ new: Watch, at now: Moment) {
        machine.follow(new.kind.statuses)
        machine.setOverdue(after: new.overdueAfter, at: now)
        if new.poll != watch.poll { cadence = Cadence(new.poll, interval: cadence.interval) }
        watch = new
    }
}
