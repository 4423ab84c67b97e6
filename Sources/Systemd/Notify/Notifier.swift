// SPDX-License-Identifier: Apache-2.0

import CSystemd
import Core
import Glibc
import Platform
import Synchronization

/// Notifies the service manager of how the daemon is (sd_notify(3)); without a manager it does nothing.
package final class Notifier: Sendable {
    /// Within which time the manager wants a keep-alive (`WATCHDOG_USEC`); nil when its watchdog is off.
    package let watchdogTimeout: Duration?
    private let socket: NotifySocket?
    /// Once the stop is announced, no later message about the daemon's work may replace it.
    private let isStopping = Mutex(false)

    /// Makes a notifier to a socket, or to none.
    package init(socket: NotifySocket?, watchdogTimeout: Duration? = nil) {
        self.socket = socket
        self.watchdogTimeout = socket == nil ? nil : watchdogTimeout
    }

    /// Makes the notifier to the manager that started this process, as its environment says.
    ///
    /// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` and takes them out of the environment, so that no child
    /// process speaks for the daemon. Call it once, first thing in `main`: changing the environment is safe only while
    /// there is one thread.
    package static func takingEnvironment() -> Notifier {
        let address = unsafe getenv("NOTIFY_SOCKET").map { unsafe String(cString: $0) }
        var microseconds: UInt64 = 0
        // It checks WATCHDOG_PID too: a watchdog that is meant for another process does not count.
        let watched = unsafe sd_watchdog_enabled(1, &microseconds) > 0
        unsafe unsetenv("NOTIFY_SOCKET")
        return Notifier(
            socket: address.flatMap(NotifySocket.init(address:)),
            watchdogTimeout: watched ? .microseconds(Int64(clamping: microseconds)) : nil
        )
    }

    /// Whether there is a manager to notify.
    package var isConnected: Bool { socket != nil }

    /// Says that the start, or a reload, is complete (`READY=1`); not sent once the daemon is stopping.
    ///
    /// - Returns: whether the manager has it; true when there is none, or nothing was sent.
    @discardableResult
    package func ready(status: String) -> Bool {
        sendUnlessStopping([.ready, .status(status)])
    }

    /// Says what the daemon does (`STATUS=`).
    ///
    /// Not sent once it is stopping, nor to a manager too busy to take it. Each one is a D-Bus signal to all that follow
    /// the unit, so callers must hold back.
    package func status(_ text: String) {
        guard !isStopping.withLock({ $0 }) else { return }
        send([.status(text)], important: false)
    }

    /// Says that a reload begins (`RELOADING=1`, with the time of the call).
    ///
    /// ``ready(status:)`` must follow, whatever the reload comes to. Not sent once the daemon is stopping.
    package func reloading(status: String) {
        sendUnlessStopping([.reloading(monotonicMicroseconds: UInt64(KernelTime.monotonic)), .status(status)])
    }

    /// Says that the daemon is stopping (`STOPPING=1`).
    package func stopping(status: String) {
        sendLast([.stopping, .status(status)])
    }

    /// Says why the daemon ends with a failure, with the system's error number if there is one.
    package func failed(_ reason: String, errno number: Int32? = nil) {
        sendLast([.status(reason)] + (number.map { [.errno($0)] } ?? []))
    }

    /// Sends a keep-alive to the manager's watchdog (`WATCHDOG=1`).
    ///
    /// It has to be earned: ``WatchdogLoop`` calls this, and a stop at the beginning of each of its stages.
    package func alive() {
        send([.watchdog], important: false)
    }

    /// Asks for more time for what is going on (`EXTEND_TIMEOUT_USEC=`); to be repeated within half of it.
    package func extendTimeout(by duration: Duration) {
        send([.extendTimeout(duration)], important: true)
    }

    /// Sends a message about the daemon's work unless it is stopping; true if the manager has all that it should have.
    ///
    /// Sent under the lock, so that another thread's message cannot come after the stop.
    @discardableResult
    private func sendUnlessStopping(_ assignments: [NotifyAssignment]) -> Bool {
        isStopping.withLock { isStopping in isStopping || send(assignments, important: true) }
    }

    private func sendLast(_ assignments: [NotifyAssignment]) {
        isStopping.withLock { isStopping in
            isStopping = true
            send(assignments, important: true)
        }
    }

    @discardableResult
    private func send(_ assignments: [NotifyAssignment], important: Bool) -> Bool {
        guard let socket else { return true }
        return socket.send(NotifyAssignment.datagram(assignments), important: important)
    }
}

/// One `VARIABLE=value` line of the sd_notify protocol (sd_notify(3)).
///
/// Text is cleaned here, because a newline in it would be a new assignment to systemd.
package enum NotifyAssignment: Sendable, Hashable {
    /// The start is complete, or a reload is.
    case ready
    /// A reload begins, at this time of CLOCK_MONOTONIC in microseconds, taken after the reload was requested.
    case reloading(monotonicMicroseconds: UInt64)
    /// The daemon is stopping.
    case stopping
    /// One line of text for `systemctl status`.
    case status(String)
    /// The system's error number of a failure.
    case errno(Int32)
    /// A keep-alive for the watchdog.
    case watchdog
    /// So much more time for the start, the reload or the stop that is going on.
    case extendTimeout(Duration)

    /// The longest `STATUS=` in bytes of UTF-8, its ellipsis included: what fits a few lines of a terminal.
    package static let statusLimit = 300

    /// The assignment as it is sent.
    package var line: String {
        switch self {
        case .ready: "READY=1"
        case .reloading(let time): "RELOADING=1\nMONOTONIC_USEC=\(time)"
        case .stopping: "STOPPING=1"
        case .status(let text): "STATUS=" + text.cleaned(limit: Self.statusLimit)
        case .errno(let number): "ERRNO=\(number)"
        case .watchdog: "WATCHDOG=1"
        case .extendTimeout(let duration): "EXTEND_TIMEOUT_USEC=\(max(0, duration.wholeMicroseconds))"
        }
    }

    /// Returns the datagram that makes all of these assignments together.
    package static func datagram(_ assignments: [NotifyAssignment]) -> String {
        assignments.map(\.line).joined(separator: "\n")
    }
}
