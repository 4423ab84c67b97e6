// SPDX-License-Identifier: Apache-2.0

/// Our word for where a watched resource is in its life, whatever the service calls it.
package enum JobState: String, Sendable, Hashable, CaseIterable {
    /// Not read yet. No service reports it; every watch begins here.
    case unseen
    /// Accepted by AWS and waiting.
    case pending
    /// Being worked on.
    case inProgress = "in-progress"
    /// Asked to stop and not stopped yet.
    case stopping
    /// Done, and usable.
    case completed
    /// Ended without a usable result.
    case failed
    /// Ended because it was stopped.
    case stopped
    /// Marked as deleted, or being deleted: it does not come back.
    case deleted
    /// The service reports a status that this version of awaitd does not know.
    case unknown

    /// Whether a job ends here.
    ///
    /// A kind may still be able to leave it: see ``StatusRules/leavesFinalStates``.
    package var isFinal: Bool {
        switch self {
        case .completed, .failed, .stopped, .deleted: true
        case .unseen, .pending, .inProgress, .stopping, .unknown: false
        }
    }

    /// The word in running text: `in progress`.
    package var spoken: String {
        switch self {
        case .inProgress: "in progress"
        case .unseen, .pending, .stopping, .completed, .failed, .stopped, .deleted, .unknown: rawValue
        }
    }
}
