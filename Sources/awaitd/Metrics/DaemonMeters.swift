// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization

/// How a reload ended, as metrics name it.
package enum ReloadOutcome: String, Sendable, Hashable, CaseIterable {
    /// The list that the files say is in use.
    case success
    /// The files are wrong, and the old list stays in use.
    case rejected
    /// It could not be done for another reason.
    case failure

    /// The outcome of a reload that ended with an error.
    init(_ error: ControlError) {
        self =
            switch error {
            case .rejected: .rejected
            case .unavailable, .unknownWatch: .failure
            }
    }
}

/// Counts what the daemon does beside polling, for metrics: since the start, and at zero then.
package final class DaemonMeters: Sendable {
    /// What was counted.
    package struct Counts: Sendable, Hashable {
        /// How many notices were delivered, the daemon's own messages included.
        package var delivered = 0
        /// How many units were asked to be started.
        package var starts = 0
        /// How the reloads ended.
        package var reloads: [ReloadOutcome: Int] = [:]
        /// How the last reload ended; the list of the start was good.
        package var lastReload = ReloadOutcome.success

        /// Nothing was counted yet.
        package init() {}
    }

    private let state = Mutex(Counts())
    /// When the daemon started.
    let startedAt: Timestamp

    /// Meters of a daemon that starts now.
    init(startedAt: Timestamp) {
        self.startedAt = startedAt
    }

    /// What was counted so far.
    var counts: Counts { state.withLock { $0 } }

    /// Counts a notice that was delivered.
    func delivered(_ notice: Notice) {
        state.withLock { state in
            state.delivered += 1
            state.starts += notice.starts.count
        }
    }

    /// Counts a reload.
    func reloaded(_ outcome: ReloadOutcome) {
        state.withLock { state in
            state.reloads[outcome, default: 0] += 1
            state.lastReload = outcome
        }
    }
}
