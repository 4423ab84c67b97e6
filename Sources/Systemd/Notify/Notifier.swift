// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Tells the service manager how the daemon is (sd_notify(3)); without a manager it does nothing.
package final class Notifier: Sendable {
    /// Within which time the manager wants a sign of life (`WATCHDOG_USEC`); nil when it does not watch.
    package let watchdogTimeout: Duration?
    private let socket: NotifySocket?
    /// Once the end is announced, no later word about the daemon's work may replace it.
    private let isStopping = Mutex(false)

    /// A notifier to a socket, or to nobody.
    package init(socket: NotifySocket?, watchdogTimeout: Duration? = nil) {
        self.socket = socket
        self.watchdogTimeout = socket == nil ? nil : watchdogTimeout
    }

    /// Whether somebody listens.
    package var isConnected: Bool { socket != nil }

    /// Says that the start, or a reload, is complete (`READY=1`).
    ///
    /// - Returns: whether the manager has it; true when there is none.
    @discardableResult
    package func ready(status: String) -> Bool {
        send([.ready, .status(status)], important: true)
    }

    /// Says what the daemon does (`STATUS=`).
    ///
    /// Not said once it is stopping, nor to a manager too busy to take it. Callers go through ``StatusLine``, which holds it to one a second.
    package func status(_ text: String) {
        guard !isStopping.withLock({ $0 }) else { return }
        send([.status(text)], important: false)
    }

    /// Says that a reload begins (`RELOADING=1`, with the moment of the call).
    ///
    /// ``ready(status:)`` must follow, whatever the reload comes to.
    package func reloading() {
        send([.reloading(monotonicMicroseconds: Self.monotonicMicroseconds()), .status("Reloading")], important: true)
    }

    /// Says that the end begins (`STOPPING=1`).
    package func stopping() {
        isStopping.withLock { $0 = true }
        send([.stopping, .status("Stopping")], important: true)
    }

    /// Says the last words before a failed end: why, and the system's error number if there is one.
    package func failed(_ reason: String, errno number: Int32? = nil) {
        isStopping.withLock { $0 = true }
        send([.status(reason)] + (number.map { [.errno($0)] } ?? []), important: true)
    }

    /// Gives a sign of life (`WATCHDOG=1`).
    ///
    /// It must be earned: ``WatchdogLoop`` alone calls this.
    package func alive() {
        send([.watchdog], important: false)
    }

    /// Asks for more time for what is going on (`EXTEND_TIMEOUT_USEC=`); to be said again within half of it.
    package func extendTimeout(by duration: Duration) {
        send([.extendTimeout(duration)], important: true)
    }

    @discardableResult
    private func send(_ assignments: [NotifyAssignment], important: Bool) -> Bool {
        guard let socket else { return true }
        return socket.send(NotifyAssignment.datagram(assignments), important: important)
    }

    /// CLOCK_MONOTONIC in microseconds, the clock that systemd compares with.
    private static func monotonicMicroseconds() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1_000
    }
}
