// SPDX-License-Identifier: Apache-2.0

/// One unsuccessful read: what kept us from seeing the resource.
///
/// It says nothing about the resource.
package struct PollFailure: Sendable, Hashable, Error {
    /// What sort of failure it is; this alone decides what happens next.
    package let cause: Cause
    /// AWS's error code (`ThrottlingException`), or ours for what never reached AWS (`ConnectionRefused`).
    package let code: String?
    /// The HTTP status, if an answer came.
    package let httpStatus: Int?
    /// AWS's own message or our words, redacted and cleaned; one line.
    package let message: String
    /// How long the server asked us to stay away, as it said it; bounded by whoever honours it.
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

    /// The classes of DESIGN.md, "Visibility and poll failures".
    package enum Cause: Sendable, Hashable, CaseIterable {
        /// AWS asked us to slow down.
        case throttled
        /// 5xx, no connection, no answer in time, or an answer that cannot be read.
        case transient
        /// AWS finds our clock wrong, even after one correction.
        case clockSkew
        /// There are no credentials, or AWS does not take them, even after one refresh.
        case credentials
        /// The credentials are good and not allowed to do this.
        case denied
        /// There is no such resource, or not here.
        case notFound
        /// Our request is wrong and stays wrong.
        case rejected
    }
}
