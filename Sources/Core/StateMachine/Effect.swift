// SPDX-License-Identifier: Apache-2.0

/// What a machine wants done about an input.
///
/// Data only: the engine commits it first and acts on it then.
package enum Effect: Sendable, Hashable {
    /// Notify people.
    case notify(WatchEvent)
    /// Go on polling at this pace. The last effect of every read, successful or not, and the only one of its sort.
    case pace(PaceChange)
}

/// How polling goes on after an input.
package enum PaceChange: Sendable, Hashable {
    /// Something changed: begin again with the shortest interval.
    case startOver
    /// Nothing changed: double the interval.
    case backOff
    /// Re-check only now and then, at the longest interval.
    case slowest
    /// It is over: poll no more.
    case settle
}

/// Something about one watch that people are notified of.
package enum WatchEvent: Sendable, Hashable {
    /// Its state changed.
    case transition(Change)
    /// It did what a resource of its kind does not do.
    case anomaly(Anomaly, Change)
    /// It has not ended in the time it was given, counted from `since`.
    case overdue(after: Duration, since: Timestamp, status: String?)
    /// It can no longer be seen, while its lane can.
    case visibilityLost(Visibility, PollFailure)
    /// It can be seen again, after this long.
    case visibilityRestored(from: Visibility, after: Duration)
    /// AWS has no such resource; `wasSeen` if it had one before.
    case notFound(PollFailure, wasSeen: Bool)

    /// What is odd about a change.
    package enum Anomaly: Sendable, Hashable {
        /// It went back to a state that it had passed.
        case stepBack
        /// It left its end for another one.
        case reentry
        /// awaitd does not know its status.
        case unknownStatus
        /// It was deleted and made anew under the same id.
        case recreated
    }
}

/// A change of state between two reads, or news within a state.
package struct Change: Sendable, Hashable {
    /// The state before; `unseen` for the first read.
    package let previousState: JobState
    /// The state now.
    package let state: JobState
    /// The service's status word before; nil for the first read.
    package let previousStatus: String?
    /// The service's status word now.
    package let status: String
    /// The states in between that no poll saw.
    package let skipped: [JobState]
    /// Whether the new status wants attention although its state is no failure: PartiallyCompleted, RollingBack.
    package let isWarning: Bool
    /// What else makes this completion a bad one.
    package let caveats: [Caveat.Finding]
    /// What this completion is by what its watch expects; nil if it expects nothing, or if it is none.
    package let check: ExpectationCheck?
}

extension Change {
    /// Whether the state is another one, and not only news within it.
    package var entersState: Bool { previousState != state }

    /// Whether it is a completion that is not all good: in part only, or with caveats.
    package var isDoubtful: Bool { state == .completed && (isWarning || !caveats.isEmpty) }

    /// Whether it is a completion that is not as its watch expects.
    package var isUnmet: Bool { check?.isUnmet ?? false }
}
