// SPDX-License-Identifier: Apache-2.0

/// The outcome of one poll.
package enum PollOutcome: Sendable, Hashable {
    /// The resource was read.
    case observed(Observation)
    /// It could not be read.
    case failed(PollFailure)
}

/// One successful read of a resource, in our words, whatever the response's protocol.
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
    /// When AWS says that it last changed the resource.
    package let modifiedAt: Timestamp?
    /// What is wanted only of a read that changes something.
    private let particulars: @Sendable () -> Particulars

    /// Everything else in the response, secrets stripped, in the response's order or sorted by key.
    package var details: [Detail] { particulars().details }
    /// The metrics that a job has left, by their own names (SageMaker's FinalMetricDataList), within bounds.
    package var metrics: [Detail] { particulars().metrics }
    /// The request's id, for AWS's support.
    package var requestID: String? { particulars().requestID }

    /// What is wanted only of a read that changes something: most reads change nothing.
    package struct Particulars: Sendable, Hashable {
        /// See ``Observation/details``.
        package let details: [Detail]
        /// See ``Observation/metrics``.
        package let metrics: [Detail]
        /// See ``Observation/requestID``.
        package let requestID: String?

        /// Particulars.
        package init(details: [Detail], metrics: [Detail] = [], requestID: String?) {
            (self.details, self.metrics, self.requestID) = (details, metrics, requestID)
        }
    }

    /// One read.
    package init(
        status: String,
        reason: String? = nil,
        createdAt: Timestamp? = nil,
        startedAt: Timestamp? = nil,
        finishedAt: Timestamp? = nil,
        modifiedAt: Timestamp? = nil,
        details: [Detail] = [],
        metrics: [Detail] = [],
        requestID: String? = nil
    ) {
        let particulars = Particulars(details: details, metrics: metrics, requestID: requestID)
        self.init(
            status: status, reason: reason, createdAt: createdAt, startedAt: startedAt, finishedAt: finishedAt,
            modifiedAt: modifiedAt, particulars: { particulars })
    }

    /// One read whose `particulars` are worked out when somebody asks for them, perhaps several times.
    package init(
        status: String,
        reason: String?,
        createdAt: Timestamp?,
        startedAt: Timestamp?,
        finishedAt: Timestamp?,
        modifiedAt: Timestamp?,
        particulars: @escaping @Sendable () -> Particulars
    ) {
        self.status = status
        self.reason = reason
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.modifiedAt = modifiedAt
        self.particulars = particulars
    }

    /// How long a job took.
    package struct Length: Sendable, Hashable {
        /// The time between its beginning and its end.
        package let duration: Duration
        /// Whether its end is when AWS last changed the resource, since AWS says no other.
        package let isApproximate: Bool
    }

    /// When the work began by AWS's clock: the resource's creation where the kind has no start.
    ///
    /// Nil before it began; 1970 is what some services write then.
    package func workBegan(_ response: Kind.Response) -> Timestamp? {
        let begin = response.started == nil ? createdAt : startedAt
        return begin.flatMap { $0.microseconds > 0 ? $0 : nil }
    }

    /// How long the job took by AWS's own times, now that its state is `state`: from its start, or else its creation.
    ///
    /// Nil if it has not ended, and if times are missing or run backwards. A deleted resource was changed last by that.
    package func length(endingIn state: JobState, _ response: Kind.Response) -> Length? {
        guard state.isFinal, let begin = workBegan(response) ?? createdAt else { return nil }
        guard let end = finishedAt ?? (state == .deleted ? nil : modifiedAt), begin <= end else { return nil }
        return Length(duration: end.since(begin), isApproximate: finishedAt == nil)
    }

    /// When the state of this read began, if AWS says so.
    func begin(of state: JobState) -> Timestamp? {
        switch state {
        case .pending: createdAt
        case .inProgress: startedAt
        case .completed, .failed, .stopped: finishedAt ?? modifiedAt
        case .unseen, .stopping, .deleted, .unknown: nil
        }
    }
}

extension Observation {
    package static func == (one: Observation, other: Observation) -> Bool {
        one.status == other.status && one.reason == other.reason && one.createdAt == other.createdAt
            && one.startedAt == other.startedAt && one.finishedAt == other.finishedAt
            && one.modifiedAt == other.modifiedAt && one.particulars() == other.particulars()
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(status)
        hasher.combine(reason)
        hasher.combine(modifiedAt)
    }
}

extension Observation: CustomReflectable {
    /// Everything, so that what is dumped is what is said.
    package var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "status": status, "reason": reason as Any, "createdAt": createdAt as Any,
                "startedAt": startedAt as Any, "finishedAt": finishedAt as Any, "modifiedAt": modifiedAt as Any,
                "details": details, "metrics": metrics, "requestID": requestID as Any,
            ])
    }
}

/// One member of a response that a kind keeps besides the status.
package struct Detail: Sendable, Hashable {
    /// The API member's own name: `BinaryAUC`.
    package let member: String
    /// The key after `AWAITD_DETAIL_`: `BINARY_AUC`.
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

/// One unsuccessful read: why we could not see the resource.
///
/// It says nothing about the resource.
package struct PollFailure: Sendable, Hashable, Error {
    /// What sort of failure it is; this alone decides what happens next.
    package let cause: Cause
    /// AWS's error code (`ThrottlingException`), or ours for what never reached AWS (`ConnectionRefused`).
    package let code: String?
    /// The HTTP status, if a response came.
    package let httpStatus: Int?
    /// AWS's own message or our words, redacted and cleaned; one line.
    package let message: String
    /// How long the server asked us to stay away, as it said it; the lane bounds it.
    package let retryAfter: Duration?
    /// The request's id, for AWS's support.
    package let requestID: String?

    /// One failure.
    package init(
        _ cause: Cause,
        code: String? = nil,
        httpStatus: Int? = nil,
        message: String,
        retryAfter: Duration? = nil,
        requestID: String? = nil
    ) {
        self.cause = cause
        self.code = code
        self.httpStatus = httpStatus
        self.message = message
        self.retryAfter = retryAfter
        self.requestID = requestID
    }

    /// The classes of docs/architecture.md, "Visibility and poll failures".
    package enum Cause: Sendable, Hashable, CaseIterable {
        /// AWS asked us to slow down.
        case throttled
        /// 5xx, no connection, no response in time, or one that cannot be read.
        case transient
        /// AWS finds our clock wrong, even after one correction.
        case clockSkew
        /// There are no credentials, or AWS does not accept them, even after one refresh.
        case credentials
        /// The credentials are good but not allowed to do this.
        case denied
        /// There is no such resource, or not here.
        case notFound
        /// Our request is wrong and stays wrong.
        case rejected
    }
}
