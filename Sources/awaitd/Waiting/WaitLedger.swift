// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
package import Core
package import Polling

/// How the targets of one `awaitd wait` ended, as far as they did.
package struct WaitLedger: Sendable {
    /// How one target ended.
    private enum Conclusion: Sendable, Hashable {
        /// It completed.
        case completed
        /// It failed, was stopped or deleted, or isn't there.
        case failed
        /// It may not be read, or there are no credentials to read it with.
        case denied
    }

    private var open: Set<WatchIdentity>
    /// What the last poll of an open target failed with, if it did.
    private var lastMisses: [WatchIdentity: String] = [:]
    private var conclusions: [WatchIdentity: Conclusion] = [:]
    /// Why polls ended a wait, a line each.
    package private(set) var problems: [String] = []

    /// A ledger with every target open.
    package init(_ watches: [Watch]) {
        open = Set(watches.map(\.identity))
    }

    /// The exit code, once every target has ended; the worst end decides.
    package var exitCode: ExitCode? {
        guard open.isEmpty else { return nil }
        if conclusions.values.contains(.denied) { return .denied }
        return conclusions.values.contains(.failed) ? .jobFailed : .success
    }

    /// Why targets that are still open could not be seen when they were polled last, a line each.
    package var misses: [String] { lastMisses.values.sorted() }

    /// Takes in what a poll came to.
    package mutating func note(_ evaluation: PollResult) {
        let identity = evaluation.watch.identity
        guard open.contains(identity) else { return }
        lastMisses[identity] = nil
        guard let conclusion = conclusion(of: evaluation) else { return }
        open.remove(identity)
        conclusions[identity] = conclusion
    }

    private mutating func conclusion(of evaluation: PollResult) -> Conclusion? {
        switch evaluation.outcome {
        case .observed:
            switch evaluation.machine.state {
            case .completed: return .completed
            case .failed, .stopped, .deleted: return .failed
            case .unseen, .pending, .inProgress, .stopping, .unknown: return nil
            }
        case .failed(let failure):
            let conclusion = Self.conclusion(of: failure.cause, wasSeen: evaluation.machine.state != .unseen)
            let code = failure.httpStatus == nil ? "" : failure.code.map { "\($0.cleaned(limit: 100)): " } ?? ""
            let said = "\(evaluation.watch.name): \(code)\(failure.message.cleaned(limit: 1_000))"
            if conclusion == nil { lastMisses[evaluation.watch.identity] = said } else { problems.append(said) }
            return conclusion
        }
    }

    /// A poll that failed ends the wait only if waiting cannot mend it.
    private static func conclusion(of cause: PollFailure.Cause, wasSeen: Bool) -> Conclusion? {
        switch cause {
        case .throttled, .transient, .clockSkew: nil
        // Credentials that expire during a long wait are renewed while it goes on.
        case .credentials: wasSeen ? nil : .denied
        case .denied: .denied
        case .notFound, .rejected: .failed
        }
    }
}
