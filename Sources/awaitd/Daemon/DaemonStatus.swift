// SPDX-License-Identifier: Apache-2.0

import StateStore
import Synchronization
import Systemd

/// What `systemctl status` shows of the daemon: how the watches are doing, and what is wrong with the watch file.
final class DaemonStatus: Sendable {
    private struct State {
        var summary = "Watching"
        var trouble: String?
        var isReloading = false

        /// How the watches are doing, how the record is, and what is wrong with the watch file.
        func line(_ health: StoreHealth) -> String {
            summary + (health.line.map { "; record: \($0)" } ?? "") + (trouble.map { "; \($0)" } ?? "")
        }
    }

    private let state = Mutex(State())
    private let notifier: Notifier
    private let line: StatusLine
    private let health: StoreHealth

    /// A status that nobody has heard yet.
    init(notifier: Notifier, health: StoreHealth) {
        self.notifier = notifier
        self.health = health
        line = StatusLine { notifier.status($0) }
    }

    /// Keeps the manager informed until the task is cancelled.
    func run() async {
        await line.run(clock: ContinuousClock())
    }

    /// The list as a whole looks like this now.
    func summarized(_ summary: String) {
        let text = state.withLock { state -> String? in
            state.summary = summary
            return state.isReloading ? nil : state.line(health)
        }
        if let text { line.update(text) }
    }

    /// Says it again, since the record's health has changed.
    func refresh() {
        let text = state.withLock { $0.isReloading ? nil : $0.line(health) }
        if let text { line.update(text) }
    }

    /// The start is complete.
    func ready(_ summary: String) {
        let text = state.withLock { state in
            state.summary = summary
            return state.line(health)
        }
        notifier.ready(status: text)
    }

    /// A reload begins; ``reloaded(trouble:)`` must follow.
    func reloading() {
        state.withLock { $0.isReloading = true }
        notifier.reloading()
    }

    /// A reload is over; `trouble` is what is wrong with the watch file, until the next reload.
    func reloaded(trouble: String?) {
        let text = state.withLock { state in
            state.isReloading = false
            state.trouble = trouble
            return state.line(health)
        }
        notifier.ready(status: text)
        // What waits to be said may still be what was true before.
        line.update(text)
    }
}
