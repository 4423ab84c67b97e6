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
///
/// An immutable object, which a kind and the machines of all its watches share; rules with equal contents are equal.
package final class StatusRules: Sendable {
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

    /// What makes a failure of a completion, where AWS has one status for good and bad ends: an ECS task's exit code.
    package let failures: [Caveat]

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
        caveats: [Caveat] = [],
        failures: [Caveat] = []
    ) {
        self.meanings = meanings
        self.absence = absence
        self.leavableStates = leavableStates
        self.mayReturnTo = mayReturnTo
        self.caveats = caveats
        self.failures = failures
    }

    /// The rules of a kind, with its status words grouped by state; `troubled` are bad news of work in progress.
    package convenience init(
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
        caveats: [Caveat] = [],
        failures: [Caveat] = []
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
            caveats: caveats,
            failures: failures
        )
    }

    /// These rules, with those conditions marked that are about one of AWS's reasons, which are at these paths.
    func reading(reasons: [String]) -> StatusRules {
        guard !caveats.isEmpty || !failures.isEmpty else { return self }
        return with(
            caveats: caveats.map { $0.reading(reasons: reasons) },
            failures: failures.map { $0.reading(reasons: reasons) }
        )
    }

    /// These rules with more caveats.
    func adding(_ more: [Caveat]) -> StatusRules { with(caveats: caveats + more, failures: failures) }

    /// These rules, with a caveat for each of AWS's reasons that is one of a failure by its name: beside a good status, the
    /// two contradict each other.
    func doubting(reasons: [String]) -> StatusRules {
        let doubtful = reasons.filter { reason in
            reason.namesFailure && !caveats.contains { $0.member == reason }
        }
        return doubtful.isEmpty ? self : adding(doubtful.map { Caveat($0, .present) })
    }

    private func with(caveats: [Caveat], failures: [Caveat]) -> StatusRules {
        StatusRules(
            meanings,
            absence: absence,
            leavableStates: leavableStates,
            mayReturnTo: mayReturnTo,
            caveats: caveats,
            failures: failures
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

    /// What a read says of a resource that was last seen in `state`: what its status means, and `failed` for a completion
    /// with one of ``failures``.
    package func state(in observation: Observation, after state: JobState) -> JobState {
        let meant = self.state(of: observation.status, after: state)
        guard meant == .completed, failures.contains(where: { $0.finding(in: observation) != nil }) else {
            return meant
        }
        return .failed
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

    /// Whether a finding is about the same detail as an expectation, which then says what is acceptable.
    func isCovered(_ finding: Caveat.Finding, by expectation: Expectation, in details: [Detail]) -> Bool {
        guard let member = finding.member else { return false }
        return caveats.contains { $0.member == member && $0.isCovered(by: expectation, in: details) }
    }
}

extension StatusRules: Hashable {
    package static func == (one: StatusRules, other: StatusRules) -> Bool {
        one === other
            || (one.meanings == other.meanings && one.absence == other.absence
                && one.leavableStates == other.leavableStates && one.mayReturnTo == other.mayReturnTo
                && one.caveats == other.caveats && one.failures == other.failures)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(meanings)
        hasher.combine(absence)
        hasher.combine(leavableStates)
        hasher.combine(mayReturnTo)
        hasher.combine(caveats)
        hasher.combine(failures)
    }
}

extension String {
    /// Whether the last two members of a path are named for a failure: `FailureReason`, `errorDetails.message`, `cause`.
    fileprivate var namesFailure: Bool {
        // In bytes, and without copies: this is asked of every built-in kind at each start.
        let members = utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: true).suffix(2)
        let name = utf8[(members.first?.startIndex ?? utf8.endIndex)...]
        return name.contains("fail") || name.contains("error") || name.suffix(5).contains("cause")
    }
}

extension Substring.UTF8View {
    /// Whether a word of lower-case ASCII letters is in it, in whatever case.
    fileprivate func contains(_ word: String) -> Bool {
        indices.contains { self[$0...].lazy.map { $0 | 0x20 }.starts(with: word.utf8) }
    }
}
