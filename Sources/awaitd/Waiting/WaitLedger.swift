// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
package import Core
package import Polling

/// Which targets of one `awaitd wait` have ended, and how; which are refused and asked again.
///
/// AWS's "not found" and "access denied" do not end the wait at once, since either may pass: a new job and a new
/// permission take seconds to spread. A value without a clock: times are given, in steady time.
package struct WaitLedger: Sendable {
    /// How one target ended; the worst decides.
    private enum Conclusion: Sendable, Hashable {
        /// It completed, or came to the state that is waited for.
        case completed
        /// It completed, and not as expected.
        case unmet
        /// It failed, was stopped or deleted, ended without the state that is waited for, or does not exist.
        case failed
        /// Access is denied, or there are no credentials to read it with.
        case denied
    }

    /// Refusals in a row of one target, failures of other kinds between them aside.
    private struct Refusals {
        let since: Duration
        /// Whether the target had never been read before them.
        let isFirstRead: Bool
        var count = 0
        var askedAt: Duration
        /// The last of them.
        var conclusion: Conclusion
        var line: String
    }

    private let grace: Duration
    private let goal: WaitGoal
    private var open: [WatchIdentity: String]
    /// The last state of each open target that was read.
    private var states: [WatchIdentity: JobState] = [:]
    private var refusals: [WatchIdentity: Refusals] = [:]
    /// How the last poll of each open target failed, if it did.
    private var lastFailures: [WatchIdentity: String] = [:]
    private var conclusions: [WatchIdentity: Conclusion] = [:]

    /// How long a target may be refused that was never read.
    package static let grace: Duration = .seconds(30)
    /// How long, and how often at least, a target may be refused that was read before.
    package static let patience: (time: Duration, count: Int) = (.seconds(60), 3)
    /// How often a refused target is asked again: within the grace, and after it was read.
    private static let pauses: (firstRead: Duration, later: Duration) = (.seconds(5), .seconds(15))

    /// A ledger with every target open; `grace` is how long one may be refused that was never read.
    package init(_ watches: [Watch], grace: Duration = Self.grace, goal: WaitGoal = WaitGoal()) {
        self.grace = grace
        self.goal = goal
        open = Dictionary(watches.map { ($0.identity, $0.name) }) { first, _ in first }
    }

    /// The exit code once every target has ended, and the worst end decides; or once the first has, if that is the goal.
    package var exitCode: ExitCode? { open.isEmpty || goal.isAny && !conclusions.isEmpty ? worst : nil }

    /// Whether a target has not ended.
    package func isOpen(_ identity: WatchIdentity) -> Bool { open[identity] != nil }

    /// The names of the targets that have not ended.
    package var openNames: Set<String> { Set(open.values) }

    /// How the last polls of open targets failed, a line each.
    package var failures: [String] { lastFailures.values.sorted() }

    private var worst: ExitCode {
        if conclusions.values.contains(.denied) { return .denied }
        if conclusions.values.contains(.failed) { return .jobFailed }
        return conclusions.values.contains(.unmet) ? .unmet : .success
    }

    // MARK: Polls

    /// Notes the result of a poll; returns a line to print if it ends the wait for a target, or begins a grace.
    package mutating func note(_ result: PollResult, at now: Duration) -> String? {
        let identity = result.watch.identity
        guard open[identity] != nil else { return nil }
        switch result.outcome {
        case .observed:
            lastFailures[identity] = nil
            refusals[identity] = nil
            let before = states.updateValue(result.machine.state, forKey: identity) ?? .unseen
            guard let conclusion = conclusion(of: result.machine, after: before) else { return nil }
            conclude(identity, conclusion)
            return goal.remark(on: result.watch, result.machine.state, isReached: conclusion != .failed)
        case .failed(let failure):
            let line = Self.line(failure, of: result.watch)
            lastFailures[identity] = line
            return note(failure.cause, line, of: identity, wasSeen: result.machine.state != .unseen, at: now)
        }
    }

    /// The names of targets to poll now, since they are refused and may not be any more.
    package mutating func due(at now: Duration) -> [String] {
        var names: [String] = []
        for (identity, refused) in refusals {
            let pause = refused.isFirstRead ? Self.pauses.firstRead : Self.pauses.later
            var next = refused.askedAt + pause
            // The last time, for now, as soon as that can decide.
            if refused.askedAt < end(of: refused) { next = min(next, end(of: refused)) }
            guard now >= next, let name = open[identity] else { continue }
            refusals[identity]?.askedAt = now
            names.append(name)
        }
        return names.sorted()
    }

    /// Notes that the time for the wait is over; returns the exit code.
    ///
    /// A target within its first grace counts as it was answered last.
    package mutating func timeOut() -> ExitCode {
        let refused = refusals.filter(\.value.isFirstRead)
        for (identity, refused) in refused { conclude(identity, refused.conclusion) }
        return refused.isEmpty ? .timedOut : worst
    }

    // MARK: Conclusions

    private mutating func note(
        _ cause: PollFailure.Cause,
        _ line: String,
        of identity: WatchIdentity,
        wasSeen: Bool,
        at now: Duration
    ) -> String? {
        switch cause {
        case .throttled, .transient, .clockSkew: return nil
        case .credentials:
            // Credentials that expire during a long wait may be renewed while it goes on.
            return wasSeen ? nil : conclude(identity, .denied, line)
        case .rejected: return conclude(identity, .failed, line)
        case .denied: return refuse(identity, .denied, line, isFirstRead: !wasSeen, at: now)
        case .notFound: return refuse(identity, .failed, line, isFirstRead: !wasSeen, at: now)
        }
    }

    private mutating func refuse(
        _ identity: WatchIdentity,
        _ conclusion: Conclusion,
        _ line: String,
        isFirstRead: Bool,
        at now: Duration
    ) -> String? {
        var refused =
            refusals[identity]
            ?? Refusals(since: now, isFirstRead: isFirstRead, askedAt: now, conclusion: conclusion, line: line)
        refused.count += 1
        (refused.askedAt, refused.conclusion, refused.line) = (now, conclusion, line)
        refusals[identity] = refused
        let least = refused.isFirstRead ? 1 : Self.patience.count
        if refused.count >= least, now >= end(of: refused) { return conclude(identity, conclusion, line) }
        guard refused.count == 1 else { return nil }
        let time = DurationText.spoken(end(of: refused) - now)
        guard isFirstRead else { return "\(line); asked again for \(time)" }
        let why = "since new jobs and permissions take a while to spread (see --no-grace)"
        return "\(line); asked again for \(time), \(why)"
    }

    /// When a refusal is final, at the earliest.
    private func end(of refused: Refusals) -> Duration {
        refused.since + (refused.isFirstRead ? grace : Self.patience.time)
    }

    @discardableResult
    private mutating func conclude(
        _ identity: WatchIdentity,
        _ conclusion: Conclusion,
        _ line: String? = nil
    ) -> String? {
        open[identity] = nil
        states[identity] = nil
        refusals[identity] = nil
        // What was answered last is printed when the time is over, too.
        if line != nil { lastFailures[identity] = nil }
        conclusions[identity] = conclusion
        return line
    }

    private func conclusion(of machine: WatchMachine, after before: JobState) -> Conclusion? {
        if let state = goal.state, state != .completed {
            if goal.isReached(by: machine, after: before) { return .completed }
            return machine.isSettled ? .failed : nil
        }
        return switch machine.state {
        case .completed: machine.expectation?.unmet == nil ? .completed : .unmet
        case .failed, .stopped, .deleted: .failed
        case .unseen, .pending, .inProgress, .stopping, .unknown: nil
        }
    }

    private static func line(_ failure: PollFailure, of watch: Watch) -> String {
        "\(watch.name): \(failure.line)"
    }
}

extension PollFailure {
    /// AWS's code, if it answered, and the reason.
    var line: String {
        let code = httpStatus == nil ? "" : code.map { "\($0.cleaned(limit: 100)): " } ?? ""
        return code + message.cleaned(limit: 1_000)
    }
}
