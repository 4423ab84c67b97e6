// SPDX-License-Identifier: Apache-2.0

import Lifecycle
import Synchronization
import Systemd

/// What `systemctl status` shows of the daemon: how the watches are doing, and what is wrong with the watch file.
final class DaemonStatus: Sendable {
    private struct State {
        var summary = "Watching"
        var trouble: String?
        var isReloading = false

        var line: String { trouble.map { "\(summary); \($0)" } ?? summary }
    }

    private let state = Mutex(State())
    private let notifier: Notifier
    private let line: StatusLine

    /// A status that nobody has heard yet.
    init(notifier: Notifier) {
        self.notifier = notifier
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
            return state.isReloading ? nil : state.line
        }
        if let text { line.update(text) }
    }

    /// The start is complete.
    func ready(_ summary: String) {
        state.withLock { $0.summary = summary }
        notifier.ready(status: summary)
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
            return state.line
        }
        notifier.ready(status: text)
        // What waits to be said may still be what was true before.
        line.update(text)
    }
}
