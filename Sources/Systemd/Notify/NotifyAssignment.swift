// SPDX-License-Identifier: Apache-2.0

import Core

/// One `VARIABLE=value` line of the sd_notify protocol (sd_notify(3)).
///
/// Text goes in as a value of its own and is cleaned here: a newline in it would be a new assignment to systemd.
package enum NotifyAssignment: Sendable, Hashable {
    /// The start is complete, or a reload is.
    case ready
    /// A reload begins; the moment is CLOCK_MONOTONIC's, in microseconds, taken after it was asked for.
    case reloading(monotonicMicroseconds: UInt64)
    /// The end begins.
    case stopping
    /// One line of text that `systemctl status` shows.
    case status(String)
    /// The system's error number behind a failure.
    case errno(Int32)
    /// A sign of life.
    case watchdog
    /// So much more time for the start, the reload or the stop that is going on.
    case extendTimeout(Duration)

    /// The longest `STATUS=` in bytes of UTF-8, its ellipsis included: what fits a terminal's few lines.
    package static let statusLimit = 300

    /// The assignment as it is sent.
    package var line: String {
        switch self {
        case .ready: "READY=1"
        case .reloading(let moment): "RELOADING=1\nMONOTONIC_USEC=\(moment)"
        case .stopping: "STOPPING=1"
        case .status(let text): "STATUS=" + text.cleaned(limit: Self.statusLimit)
        case .errno(let number): "ERRNO=\(number)"
        case .watchdog: "WATCHDOG=1"
        case .extendTimeout(let duration): "EXTEND_TIMEOUT_USEC=\(max(0, duration.wholeMicroseconds))"
        }
    }

    /// The datagram that makes all of these at once.
    package static func datagram(_ assignments: [NotifyAssignment]) -> String {
        assignments.map(\.line).joined(separator: "\n")
    }
}
