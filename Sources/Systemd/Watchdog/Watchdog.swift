// SPDX-License-Identifier: Apache-2.0

package import Core

/// When the manager's watchdog is to be fed, and when that has been earned.
///
/// A timer that pings whatever happens only proves that a timer runs. Here a ping is due at half of the manager's
/// timeout, as sd_watchdog_enabled(3) advises, and given only if every part that should be moving has moved within the
/// same time. A daemon that stands still is so ended at most one timeout and a half after its last move.
package struct Watchdog: Sendable, Hashable {
    /// The manager's timeout: `WatchdogSec=`.
    package let timeout: Duration

    /// A watchdog with the manager's timeout; at least one millisecond.
    package init(timeout: Duration) {
        self.timeout = max(timeout, .milliseconds(1))
    }

    /// The time between two pings.
    package var pingInterval: Duration { timeout / 2 }

    /// The longest silence of a part that counts as progress.
    package var progressDeadline: Duration { timeout / 2 }

    /// How often a part has to beat: twice within ``progressDeadline``, so that one late turn does no harm.
    package var beatInterval: Duration { timeout / 4 }

    /// How soon to look again when a ping was withheld, so that a part that recovers is still in time.
    package var recheckInterval: Duration { timeout / 16 }

    /// Whether a ping is earned, given how long each busy part has been silent.
    package func verdict(silence: [ProgressPart: Duration]) -> Verdict {
        let late = silence.filter { $0.value > progressDeadline }.keys
        return late.isEmpty ? .alive : .stuck(late.sorted { $0.rawValue < $1.rawValue })
    }

    /// What can be said to the manager.
    package enum Verdict: Sendable, Hashable {
        /// Every part moves.
        case alive
        /// These do not, in the order of their names.
        case stuck([ProgressPart])
    }
}
