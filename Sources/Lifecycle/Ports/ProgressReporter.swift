// SPDX-License-Identifier: Apache-2.0

/// The port through which the daemon's parts prove that they are alive.
///
/// Somebody outside (systemd's watchdog) ends a daemon that has stopped making progress; it is told "alive" only while
/// every part that should be moving has moved lately.
package protocol ProgressReporter: Sendable {
    /// How often a busy part must call ``beat(_:)`` to count as moving; nil when nobody watches.
    ///
    /// A part that waits for something to become due wakes at least this often and beats: idle is not stuck.
    var interval: Duration? { get }

    /// Says that a part has moved just now, and will again within ``interval``.
    func beat(_ part: DaemonPart)

    /// Says that a part has nothing to do, so that its silence means nothing until its next beat.
    func rest(_ part: DaemonPart)
}

/// The parts of the daemon whose standstill is worth a restart.
package enum DaemonPart: String, Sendable, Hashable, CaseIterable {
    /// What decides which watch is due; beats on each turn of its loop, idle or not.
    case scheduler
    /// What commits; beats when a transaction begins and rests when it has ended.
    case store
}
