// SPDX-License-Identifier: Apache-2.0

package import Core

extension PollFailure {
    /// A source of credentials that is meant to be used and cannot be; a sentence says why.
    package static func unusableCredentials(_ message: String) -> PollFailure {
        PollFailure(.credentials, code: "CredentialsUnusable", message: message.cleaned(limit: 1_000))
    }

    /// What is left of a request for credentials whose task was cancelled.
    static let givenUp = PollFailure(.transient, code: "Cancelled", message: "the request for credentials was given up")

    /// This failure with words in front that say what was being done: `assuming role X: …`.
    func during(_ action: String) -> PollFailure {
        PollFailure(
            cause,
            code: code,
            httpStatus: httpStatus,
            message: "\(action): \(message)".cleaned(limit: 1_000),
            retryAfter: retryAfter,
            requestID: requestID
        )
    }
}
