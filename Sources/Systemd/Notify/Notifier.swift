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

    /// Says that the start, or a reload, is complete (`READY=1`); nothing once the daemon is stopping.
    ///
    /// - Returns: whether the manager has it; true when there is none, or nothing was said.
    @discardableResult
    package func ready(status: String) -> Bool {
        sayUnlessStopping([.ready, .status(status)])
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
    /// ``ready(status:)`` must follow, whatever the reload comes to. Not said once the daemon is stopping.
    package func reloading() {
        sayUnlessStopping([.reloading(monotonicMicroseconds: Self.monotonicMicroseconds()), .status("Reloading")])
    }

    /// Says that the end begins (`STOPPING=1`).
    package func stopping() {
        sayLast([.stopping, .status("Stopping")])
    }

    /// Says the last words before a failed end: why, and the system's error number if there is one.
    package func failed(_ reason: String, errno number: Int32? = nil) {
        sayLast([.status(reason)] + (number.map { [.errno($0)] } ?? []))
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

    /// Says how the daemon's work goes, unless the end was announced; true if the manager has all that it should have.
    ///
    /// Said under the lock, so that the word of another thread cannot come behind the end.
    @discardableResult
    private func sayUnlessStopping(_ assignments: [NotifyAssignment]) -> Bool {
        isStopping.withLock { isStopping in isStopping || send(assignments, important: true) }
    }

    /// Announces the end.
    private func sayLast(_ assignments: [NotifyAssignment]) {
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

    /// CLOCK_MONOTONIC in microseconds, the clock that systemd compares with.
    private static func monotonicMicroseconds() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1_000
    }
}
