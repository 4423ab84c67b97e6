// SPDX-License-Identifier: Apache-2.0

/// The port to AWS: reads one watched resource once.
package protocol ResourceReader: Sendable {
    /// Asks once and classifies what came back.
    ///
    /// Never throws: whatever goes wrong is a ``PollFailure``. Returns within the request's deadline (20 s); returns at
    /// once with a transient failure when the task is cancelled.
    func read(_ watch: Watch) async -> PollOutcome

    /// Whether the source of a lane's credentials has changed since it last failed, so that asking again may help.
    func credentialsChanged(_ lane: LaneID) async -> Bool
}

/// What one poll came to.
package enum PollOutcome: Sendable, Hashable {
    /// The resource was read.
    case observed(Observation)
    /// It was not.
    case failed(PollFailure)
}
