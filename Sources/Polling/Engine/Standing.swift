// SPDX-License-Identifier: Apache-2.0

import Lifecycle

/// What people want to know about a watch besides its state: since when, and why.
struct Standing: Sendable, Hashable {
    /// When the state that it is in was first seen, or began by AWS's own times; nil while unseen.
    private(set) var since: Timestamp?
    /// AWS's words about the status; nil if it has none.
    private(set) var reason: String?
    /// Why the last poll failed; nil if it did not.
    private(set) var failure: String?
    private var state: JobState = .unseen

    /// Nothing was seen.
    init() {}

    /// Where an earlier run left it.
    init(resuming past: WatchSnapshot) {
        since = past.machine.since
        reason = past.answer?.reason
        state = past.machine.state
    }

    /// Takes in a read; `state` is what it came to.
    mutating func note(_ observation: Observation, state new: JobState, at now: Timestamp) {
        failure = nil
        reason = observation.reason
        guard since == nil || new != state else { return }
        state = new
        since = Self.begin(of: new, observation) ?? now
    }

    /// Takes in a failed read.
    mutating func note(_ miss: PollFailure) {
        failure = [miss.code, miss.message].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
    }

    /// When a state began, where AWS says so.
    private static func begin(of state: JobState, _ observation: Observation) -> Timestamp? {
        switch state {
        case .pending: observation.createdAt
        case .inProgress: observation.startedAt
        case .completed, .failed, .stopped: observation.finishedAt
        case .unseen, .stopping, .deleted, .unknown: nil
        }
    }
}

extension Entry {
    /// Takes in a read that the machine has taken in.
    mutating func note(_ observation: Observation, at now: Moment) {
        standing.note(observation, state: machine.state, at: now.wall)
    }

    /// Takes in a failed read.
    mutating func note(_ miss: PollFailure) {
        standing.note(miss)
    }
}
