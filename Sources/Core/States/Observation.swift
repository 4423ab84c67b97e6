// SPDX-License-Identifier: Apache-2.0

/// One successful read of a resource, in our words: what the answer said, whatever its protocol.
package struct Observation: Sendable, Hashable {
    /// The service's status word, verbatim.
    package let status: String
    /// AWS's words about the status (Message, or failureMessages joined by `; `), redacted; nil if it has none.
    package let reason: String?
    /// When AWS says the resource was created.
    package let createdAt: Timestamp?
    /// When AWS says the work began.
    package let startedAt: Timestamp?
    /// When AWS says the work ended.
    package let finishedAt: Timestamp?
    /// Everything else in the answer, secrets stripped, in the answer's order or sorted by key.
    package let details: [Detail]
    /// The request's id, for AWS's support.
    package let requestID: String?

    /// One read.
    package init(
        status: String,
        reason: String? = nil,
        createdAt: Timestamp? = nil,
        startedAt: Timestamp? = nil,
        finishedAt: Timestamp? = nil,
        details: [Detail] = [],
        requestID: String? = nil
    ) {
        self.status = status
        self.reason = reason
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.details = details
        self.requestID = requestID
    }

    /// How long the job took by AWS's own times: finished − started, else finished − created; nil without them, or if
    /// they run backwards.
    package var duration: Duration? {
        guard let finishedAt, let begin = startedAt ?? createdAt, begin <= finishedAt else { return nil }
        return finishedAt.since(begin)
    }

    /// When a state began that this read shows, where AWS says so.
    func begin(of state: JobState) -> Timestamp? {
        switch state {
        case .pending: createdAt
        case .inProgress: startedAt
        case .completed, .failed, .stopped: finishedAt
        case .unseen, .stopping, .deleted, .unknown: nil
        }
    }
}

/// One member of an answer that a kind keeps besides the status.
package struct Detail: Sendable, Hashable {
    /// The API member's own name: `BinaryAUC`.
    package let member: String
    /// The key behind `AWAITD_DETAIL_`: `BINARY_AUC`.
    package let key: String
    /// The value as text: numbers and booleans in JSON's form, times in RFC 3339, structures as compact JSON.
    package let value: String

    /// A detail; the key is the member's name in upper snake case unless another is given.
    package init(member: String, key: String? = nil, value: String) {
        self.member = member
        self.key = key ?? member.upperSnake
        self.value = value
    }
}
