// SPDX-License-Identifier: Apache-2.0

/// What it means that a resource is read in one state and then in another: the whole (state × state) transition table.
package enum Step: Sendable, Hashable {
    /// The state is the same.
    case same
    /// The first read; nothing is inferred about what came before.
    case firstRead
    /// It went on, through states that no poll saw.
    case forward(skipped: [JobState])
    /// A job went back to a state that it had already passed.
    case stepBack
    /// A job left its final state for another end.
    case reentry
    /// The service reports a status that the kind's rules do not list.
    case unknownStatus

    /// The step from `old` to `new` in a life that follows `rules`.
    ///
    /// `mayReturn` if work can go back to the new status in an ordinary life; an end is left as its kind says.
    package static func from(
        _ old: JobState,
        to new: JobState,
        rules: StatusRules,
        mayReturn: Bool = false
    ) -> Step {
        switch old {
        case .unseen: fromUnseen(to: new)
        case .pending: fromPending(to: new)
        case .inProgress: fromInProgress(to: new, mayReturn)
        case .stopping: fromStopping(to: new, mayReturn)
        case .unknown: fromUnknown(to: new)
        case .completed, .failed, .stopped, .deleted:
            rules.leavableStates.contains(old) ? fromEndThatCanBeLeft(old, to: new, rules) : fromEnd(old, to: new)
        }
    }

    private static func fromUnseen(to new: JobState) -> Step {
        switch new {
        case .unseen: .same
        case .unknown: .unknownStatus
        case .pending, .inProgress, .stopping, .completed, .failed, .stopped, .deleted: .firstRead
        }
    }

    private static func fromPending(to new: JobState) -> Step {
        switch new {
        case .unseen, .pending: .same
        case .inProgress, .stopping, .failed, .deleted: .forward(skipped: [])
        // What was pending and is done must have been worked on.
        case .completed: .forward(skipped: [.inProgress])
        case .stopped: .forward(skipped: [.stopping])
        case .unknown: .unknownStatus
        }
    }

    private static func fromInProgress(to new: JobState, _ mayReturn: Bool) -> Step {
        switch new {
        case .unseen, .inProgress: .same
        case .pending: mayReturn ? .forward(skipped: []) : .stepBack
        case .stopping, .completed, .failed, .deleted: .forward(skipped: [])
        case .stopped: .forward(skipped: [.stopping])
        case .unknown: .unknownStatus
        }
    }

    private static func fromStopping(to new: JobState, _ mayReturn: Bool) -> Step {
        switch new {
        case .unseen, .stopping: .same
        case .pending, .inProgress: mayReturn ? .forward(skipped: []) : .stepBack
        // A job may finish before the request to stop it arrives.
        case .completed, .failed, .stopped, .deleted: .forward(skipped: [])
        case .unknown: .unknownStatus
        }
    }

    /// Leaving an unknown status is an ordinary transition; it may have been any state, so nothing is inferred.
    private static func fromUnknown(to new: JobState) -> Step {
        switch new {
        case .unseen: .same
        // Another unknown status is the same state; the machine checks whether this one was reported.
        case .unknown: .unknownStatus
        case .pending, .inProgress, .stopping, .completed, .failed, .stopped, .deleted: .forward(skipped: [])
        }
    }

    /// A job's end.
    ///
    /// It can still be marked as failed or deleted; anything else is not what a job does.
    private static func fromEnd(_ old: JobState, to new: JobState) -> Step {
        if new == old { return .same }
        switch new {
        case .unseen: return .same
        case .pending, .inProgress, .stopping: return .stepBack
        case .completed, .stopped: return .reentry
        case .failed: return old == .deleted ? .reentry : .forward(skipped: [])
        case .deleted: return .forward(skipped: [])
        case .unknown: return .unknownStatus
        }
    }

    /// The end of an endpoint or the like, which can start again at any time.
    private static func fromEndThatCanBeLeft(_ old: JobState, to new: JobState, _ rules: StatusRules) -> Step {
        if new == old { return .same }
        switch new {
        case .unseen: return .same
        case .pending, .inProgress, .stopping, .failed, .deleted: return .forward(skipped: [])
        case .completed: return .forward(skipped: rules.hasPending ? [.inProgress] : [])
        case .stopped: return .forward(skipped: [.stopping])
        case .unknown: return .unknownStatus
        }
    }
}
