// SPDX-License-Identifier: Apache-2.0

import Core

/// What people want to know about a watch besides where it is: why.
struct Standing: Sendable, Hashable {
    /// AWS's words about the status; nil if it has none.
    private(set) var reason: String?
    /// Why the last poll failed; nil if it did not.
    private(set) var failure: String?

    /// Nothing was seen.
    init() {}

    /// Where an earlier run left it.
    init(resuming past: WatchSnapshot) {
        reason = past.answer?.reason
    }

    /// Takes in a read.
    mutating func note(_ observation: Observation) {
        failure = nil
        reason = observation.reason
    }

    /// Takes in a failed read.
    mutating func note(_ miss: PollFailure) {
        failure = miss.codeAndMessage
    }
}

extension PollFailure {
    /// What AWS, or whoever stood in the way, said: `ExpiredToken: The security token is expired`.
    var codeAndMessage: String {
        [code, message].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
    }
}
