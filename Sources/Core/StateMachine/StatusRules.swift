// SPDX-License-Identifier: Apache-2.0

/// Which status of a service means which state, and what a kind's life looks like: part of a ``Kind``.
///
/// The same rule holds for every kind:
/// - Waiting before any work, the checks on what was handed in among it, is `pending`: Submitted, Validating, Scheduled,
///   Starting, NotPrepared. Work, on the resource itself too, is `in-progress`: InProgress, Creating, Updating, Testing.
/// - Usable is `completed`: Completed, Success, Active, Ready, Prepared, InService. Usable in part is `completed` with the
///   priority of a warning and AWS's reason: PartiallyCompleted, CompletedWithFailures.
/// - An end without a usable result is `failed`, no matter whose fault it is: Failed, Expired, ClientError, OutOfService;
///   so are updates and deletions that did not succeed.
/// - Asked to stop is `stopping`, and ended by that `stopped`: CancelRequested, Cancelled, Dissociated.
/// - Going away or gone is `deleted`: Deleting, Deleted.
/// - What is not listed is `unknown`: reported once, and watched on.
package struct StatusRules: Sendable, Hashable {
    /// One status word of the service and the state it means.
    package struct Meaning: Sendable, Hashable {
        /// The service's own word, verbatim.
        package let status: String
        /// Our word for it.
        package let state: JobState
        /// Whether the status is bad news although its state is not: PartiallyCompleted, RollingBack.
        package let isWarning: Bool

        /// A status that means a state.
        package init(_ status: String, _ state: JobState, isWarning: Bool = false) {
            self.status = status
            self.state = state
            self.isWarning = isWarning
        }
    }

    /// Every status that the API reference lists, in the order of a life.
    package let meanings: [Meaning]

    /// A status that says "there is nothing": `pending` until the resource has been seen to exist, `deleted` after that.
    package let absence: String?

    /// The final states that the resource can leave again: all of an endpoint's, the bad ends of a pipeline's execution
    /// that can be retried.
    package let leavableStates: Set<JobState>

    /// Statuses that work can go back to in an ordinary life: an agent's `NOT_PREPARED`, Athena's `QUEUED`.
    package let mayReturnTo: [String]

    /// What makes a completion a bad one.
    package let caveats: [Caveat]

    /// Whether the resource can leave a final state again.
    package var leavesFinalStates: Bool { !leavableStates.isEmpty }

    /// All states that end a job.
    package static let finalStates = Set(JobState.allCases.filter(\.isFinal))

    /// The rules of a kind.
    package init(
        _ meanings: [Meaning],
        absence: String? = nil,
        leavableStates: Set<JobState> = [],
        mayReturnTo: [String] = [],
        caveats: [Caveat] = []
    ) {
        self.meanings = meanings
        self.absence = absence
        self.leavableStates = leavableStates
        self.mayReturnTo = mayReturnTo
        self.caveats = caveats
    }

    /// The rules of a kind, with its status words grouped by state; `troubled` are bad news of work in progress.
    package init(
        pending: [String] = [],
        inProgress: [String] = [],
        troubled: [String] = [],
        completed: [String] = [],
        partlyCompleted: [String] = [],
        failed: [String] = [],
        stopping: [String] = [],
        stopped: [String] = [],
        deleted: [String] = [],
        absence: String? = nil,
        leavesFinalStates: Bool = false,
        leavableStates: Set<JobState> = [],
        mayReturnTo: [String] = [],
        caveats: [Caveat] = []
    ) {
        func meanings(_ statuses: [String], _ state: JobState, isWarning: Bool = false) -> [Meaning] {
            statuses.map { Meaning($0, state, isWarning: isWarning) }
        }
        self.init(
            meanings(pending, .pending) + meanings(inProgress, .inProgress)
                + meanings(troubled, .inProgress, isWarning: true) + meanings(completed, .completed)
                + meanings(partlyCompleted, .completed, isWarning: true) + meanings(failed, .failed)
                + meanings(stopping, .stopping) + meanings(stopped, .stopped) + meanings(deleted, .deleted),
            absence: absence,
            leavableStates: leavesFinalStates ? Self.finalStates : leavableStates,
            mayReturnTo: mayReturnTo,
            caveats: caveats
        )
    }

    /// These rules, with those caveats marked that are about one of AWS's reasons, which are at these paths.
    func reading(reasons: [String]) -> StatusRules {
        guard !caveats.isEmpty else { return self }
        return StatusRules(
            meanings,
            absence: absence,
            leavableStates: leavableStates,
            mayReturnTo: mayReturnTo,
            caveats: caveats.map { $0.reading(reasons: reasons) }
        )
    }

    /// These rules with more caveats.
    func adding(_ more: [Caveat]) -> StatusRules {
        StatusRules(
            meanings,
            absence: absence,
            leavableStates: leavableStates,
            mayReturnTo: mayReturnTo,
            caveats: caveats + more
        )
    }

    /// Whether a life of this kind begins with waiting, so that its end implies work that no poll saw.
    package var hasPending: Bool {
        absence != nil || meanings.contains { $0.state == .pending }
    }

    /// What `status` means for a resource that was last seen in `state`; `unknown` if the rules do not list it.
    package func state(of status: String, after state: JobState) -> JobState {
        if status == absence {
            switch state {
            case .unseen, .pending: return .pending
            case .inProgress, .stopping, .completed, .failed, .stopped, .deleted, .unknown: return .deleted
            }
        }
        return meanings.first { $0.status == status }?.state ?? .unknown
    }

    /// Whether the rules say what `status` means.
    package func lists(_ status: String) -> Bool {
        status == absence || meanings.contains { $0.status == status }
    }

    /// Whether a transition to `status` is reported as a warning.
    package func isWarning(_ status: String) -> Bool {
        meanings.contains { $0.status == status && $0.isWarning }
    }

    /// Whether `status` is bad news of work in progress, which is reported as soon as it begins.
    package func isTrouble(_ status: String) -> Bool {
        meanings.contains { $0.status == status && $0.isWarning && $0.state == .inProgress }
    }

    /// What makes a completion a bad one, of which this is a read; `previous` is the status before it.
    ///
    /// Of a status that is a warning itself, AWS's reason is told in any case.
    func findings(in observation: Observation, after previous: String?) -> [Caveat.Finding] {
        var findings = caveats.compactMap { $0.finding(in: observation) }
        if isWarning(observation.status) { findings.removeAll(where: \.isReason) }
        if let previous, isTrouble(previous) { findings.append(.reachedFrom(previous)) }
        var words: Set<String> = []
        return findings.filter { words.insert($0.words).inserted }
    }
}
