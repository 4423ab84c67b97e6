// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
package import Core
package import Polling

/// Which targets of one `awaitd wait` have ended, and how.
package struct WaitLedger: Sendable {
    /// How one target ended.
    private enum Conclusion: Sendable, Hashable {
        /// It completed.
        case completed
        /// It failed, was stopped or deleted, or does not exist.
        case failed
        /// Access is denied, or there are no credentials to read it with.
        case denied
    }

    private var open: Set<WatchIdentity>
    /// How the last poll of each open target failed, if it did.
    private var lastFailures: [WatchIdentity: String] = [:]
    private var conclusions: [WatchIdentity: Conclusion] = [:]
    /// The poll failures that ended the wait for a target, a line each.
    package private(set) var problems: [String] = []

    /// A ledger with every target open.
    package init(_ watches: [Watch]) {
        open = Set(watches.map(\.identity))
    }

    /// The exit code once every target has ended; the worst end decides.
    package var exitCode: ExitCode? {
        guard open.isEmpty else { return nil }
        if conclusions.values.contains(.denied) { return .denied }
        return conclusions.values.contains(.failed) ? .jobFailed : .success
    }

    /// How the last polls of open targets failed, a line each.
    package var failures: [String] { lastFailures.values.sorted() }

    /// Notes the result of a poll.
    package mutating func note(_ result: PollResult) {
        let identity = result.watch.identity
        guard open.contains(identity) else { return }
        lastFailures[identity] = nil
        guard let conclusion = conclusion(of: result) else { return }
        open.remove(identity)
        conclusions[identity] = conclusion
    }

    private mutating func conclusion(of result: PollResult) -> Conclusion? {
        switch result.outcome {
        case .observed:
            switch result.machine.state {
            case .completed: return .completed
            case .failed, .stopped, .deleted: return .failed
            case .unseen, .pending, .inProgress, .stopping, .unknown: return nil
            }
        case .failed(let failure):
            let conclusion = Self.conclusion(of: failure.cause, wasSeen: result.machine.state != .unseen)
            let code = failure.httpStatus == nil ? "" : failure.code.map { "\($0.cleaned(limit: 100)): " } ?? ""
            let line = "\(result.watch.name): \(code)\(failure.message.cleaned(limit: 1_000))"
            if conclusion == nil { lastFailures[result.watch.identity] = line } else { problems.append(line) }
            return conclusion
        }
    }

    /// A failed poll ends the wait only if waiting cannot help.
    private static func conclusion(of cause: PollFailure.Cause, wasSeen: Bool) -> Conclusion? {
        switch cause {
        case .throttled, .transient, .clockSkew: nil
        // Credentials that expire during a long wait may be renewed while it goes on.
        case .credentials: wasSeen ? nil : .denied
        case .denied: .denied
        case .notFound, .rejected: .failed
        }
    }
}
