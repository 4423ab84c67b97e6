// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport

/// One input of a random walk.
enum WalkInput: Sendable {
    case status(String)
    case failure(PollFailure.Cause)
    case tick

    static let statuses = ["PENDING", "INPROGRESS", "COMPLETED", "FAILED", "DELETED", "NOVEL", "ODD"]

    /// A status in three of four cases, mostly any failure in the fourth, or only that time has passed.
    static func random(_ random: inout SplitMix64) -> WalkInput {
        if Int.random(in: 0..<4, using: &random) > 0 {
            return .status(statuses.randomElement(using: &random) ?? "PENDING")
        }
        if Int.random(in: 0..<4, using: &random) == 0 { return .tick }
        return .failure(PollFailure.Cause.allCases.randomElement(using: &random) ?? .transient)
    }

    func apply(to machine: inout WatchMachine, at now: Moment) -> [Effect] {
        switch self {
        case .status(let status): machine.observe(Observation(status: status), at: now)
        case .tick: machine.tick(at: now)
        case .failure(let cause): machine.observe(.sample(cause), lane: LaneView(), at: now)
        }
    }
}

extension [Effect] {
    /// The events that people are notified of.
    var events: [WatchEvent] {
        compactMap {
            switch $0 {
            case .notify(let event): event
            case .pace: nil
            }
        }
    }
}

extension WatchEvent {
    /// Whether it says that the resource changed.
    var isChange: Bool {
        switch self {
        case .transition, .anomaly: true
        case .overdue, .visibilityLost, .visibilityRestored, .notFound: false
        }
    }

    /// A short form for tables: `!` marks a status that is bad news, `?` a completion with caveats.
    var mark: String {
        switch self {
        case .transition(let change): change.mark
        case .anomaly(let anomaly, let change): "\(anomaly):\(change.mark)"
        case .overdue: "overdue"
        case .visibilityLost(let visibility, _): "lost:\(visibility.rawValue)"
        case .visibilityRestored(let visibility, _): "restored:\(visibility.rawValue)"
        case .notFound(_, let wasSeen): wasSeen ? "gone" : "not-found"
        }
    }
}

extension Change {
    fileprivate var mark: String {
        let skipped = self.skipped.isEmpty ? "" : "(\(self.skipped.map(\.rawValue).joined(separator: ",")))"
        return
            "\(previousState.rawValue)>\(state.rawValue)\(skipped)\(isWarning ? "!" : "")\(caveats.isEmpty ? "" : "?")"
    }
}
