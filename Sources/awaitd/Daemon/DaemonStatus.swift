// SPDX-License-Identifier: Apache-2.0

package import Core
import Logging
package import Polling
import StateStore
import Synchronization
import Systemd

/// The text of `STATUS=` while the daemon runs, composed here and nowhere else:
/// `Watching 2: 2 pending; next poll in 4s; record: the disk is full; watch list refused: watches.yaml:3:5: …`.
package struct StatusLine: Sendable {
    /// The text until `READY=1`.
    package static let starting = "Starting"
    /// The text while the watch list is read again.
    package static let reloading = "Reloading"
    /// The text while the daemon stops.
    package static let stopping = "Stopping"

    /// The summary of all watches.
    package var summary: Summary?
    /// What became of the last reload if it failed, until the next one; nil if it succeeded.
    package var reloadFailure: ControlError?
    /// Whether changes are sent: not before the daemon is ready, nor while it reloads or stops.
    private var isOpen = false
    private var isStopping = false
    private var shown: String?
    /// The line that went with `READY=1`, but for the time of the next poll, until the next line comes.
    private var announced: String?

    /// Makes the line of a daemon that is starting.
    package init() {}

    /// Returns the whole line; `record` is what is wrong with the record, if anything is.
    package func text(record: String?) -> String {
        var parts = [summary?.statusLine ?? "Watching"]
        if let record { parts.append("record: \(record)") }
        switch reloadFailure {
        case .rejected(let diagnostics):
            let first = diagnostics.first?.split(separator: "\n", maxSplits: 1).first
            parts.append("watch list refused" + (first.map { ": \($0)" } ?? ""))
        case .unavailable(let reason): parts.append("not reloaded: \(reason)")
        case .unknownWatch: parts.append("not reloaded")
        case nil: break
        }
        return parts.joined(separator: "; ")
    }

    /// Returns the line if it has to be sent: if it has changed and nothing else is shown on purpose.
    package mutating func change(record: String?) -> String? {
        let text = text(record: record)
        guard isOpen, text != shown else { return nil }
        shown = text
        // The poller reports its first summary right after READY=1, and it is the same.
        defer { announced = nil }
        return announced == timelessText(record: record) ? nil : text
    }

    /// Lets changes be sent from now on, after `READY=1` was sent with a line; the next line counts as a change unless it
    /// differs only in the time of the next poll.
    package mutating func open(after sent: StatusLine? = nil, record: String? = nil) {
        announced = sent?.timelessText(record: record)
        shown = nil
        isOpen = !isStopping
    }

    private func timelessText(record: String?) -> String {
        var line = self
        line.summary = summary.map {
            Summary(states: $0.states, notVisible: $0.notVisible, nextPoll: nil, isPolling: false)
        }
        return line.text(record: record)
    }

    /// Sends no more changes before the next `READY=1`.
    package mutating func close() { isOpen = false }

    /// Sends no more changes at all.
    package mutating func stop() {
        close()
        isStopping = true
    }
}

/// Shows how the polling goes: in `STATUS=`, and each poll in the debug log.
///
/// The poller paces `STATUS=`: its summaries come at most once a second, and once more after the last change. When something
/// else changes the line, the poller is asked to report its summary again (``PollerCommands/refresh()``).
final class DaemonStatus: PollObserver {
    private let line = Mutex(StatusLine())
    private let notifier: Notifier
    private let health: StoreHealth
    private let commands: PollerCommands
    private let logger: Logger
    private let wasPolled: @Sendable (PollResult?) -> Void

    /// Makes the status of a daemon that is starting; `wasPolled` is called after each poll, and each page of
    /// a list, and must return at once.
    init(
        notifier: Notifier, health: StoreHealth, commands: PollerCommands, logger: Logger,
        wasPolled: @escaping @Sendable (PollResult?) -> Void
    ) {
        self.notifier = notifier
        self.health = health
        self.commands = commands
        self.logger = logger
        self.wasPolled = wasPolled
    }

    /// Says that the start is complete.
    func ready(_ summary: Summary) {
        ready { $0.summary = summary }
    }

    /// Says that a reload begins; ``reloaded(_:)`` must follow.
    func reloading() {
        line.withLock { $0.close() }
        notifier.reloading(status: StatusLine.reloading)
    }

    /// Says that a reload is over, and why it failed if it did.
    func reloaded(_ failure: ControlError? = nil) {
        ready { $0.reloadFailure = failure }
    }

    /// Says that the daemon is stopping.
    func stopping() {
        line.withLock { $0.stop() }
        notifier.stopping(status: StatusLine.stopping)
    }

    func summarized(_ summary: Summary) {
        // Sent under the lock, so that no older line comes after a newer one.
        line.withLock { line in
            line.summary = summary
            if let text = line.change(record: health.line) { notifier.status(text) }
        }
    }

    func polled(_ result: PollResult) {
        logger.polled(result)
        wasPolled(result)
    }

    func listed(_ result: PageResult) {
        logger.listed(result)
        wasPolled(nil)
    }

    func couldNotRecord(_ watch: Watch, _ error: StateStoreError) {
        logger.error(
            "The record could not be written; the change will be recorded later",
            metadata: ["watch": .string(watch.name), "reason": .string(error.reason)]
        )
    }

    /// Sends `READY=1` with the line as `change` leaves it.
    ///
    /// Not under the lock, since it may wait for a busy manager, and the poller must not: a summary that comes meanwhile is
    /// shown after it.
    private func ready(_ change: (inout StatusLine) -> Void) {
        let record = health.line
        let (text, sent) = line.withLock { line in
            change(&line)
            return (line.text(record: record), line)
        }
        let hasManagerIt = notifier.ready(status: text)
        let isOutdated = line.withLock { line in
            line.open(after: hasManagerIt ? sent : nil, record: record)
            return line.text(record: health.line) != text
        }
        if isOutdated { commands.refresh() }
    }
}
