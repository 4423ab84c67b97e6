// SPDX-License-Identifier: Apache-2.0

/// Something about one watch that people must hear of.
package enum WatchEvent: Sendable, Hashable {
    /// It changed its state.
    case transition(Change)
    /// It did what a resource of its kind does not do.
    case anomaly(Anomaly, Change)
    /// It has not ended in the time it was given, counted from `since`.
    case overdue(after: Duration, since: Timestamp, status: String?)
    /// It can no longer be seen, while its lane can.
    case visibilityLost(Visibility, PollFailure)
    /// It can be seen again, after so long.
    case visibilityRestored(from: Visibility, after: Duration)
    /// AWS knows no such resource; whether it did before.
    case notFound(PollFailure, wasSeen: Bool)

    /// What is odd about a change.
    package enum Anomaly: Sendable, Hashable {
        /// It went back to a state that it had passed.
        case stepBack
        /// It left its end for another one.
        case reentry
        /// Its status is none that awaitd knows.
        case unknownStatus
    }
}

/// A change of state, as two reads saw it.
package struct Change: Sendable, Hashable {
    /// The state before; `unseen` at first sight.
    package let previousState: JobState
    /// The state now.
    package let state: JobState
    /// The service's word before; nil at first sight.
    package let previousStatus: String?
    /// The service's word now.
    package let status: String
    /// The states in between that no poll saw.
    package let skipped: [JobState]
    /// Whether the new status is an end that wants attention although it is no failure.
    package let isWarning: Bool
}
