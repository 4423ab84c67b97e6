// SPDX-License-Identifier: Apache-2.0

import Core

/// Why a role could not be assumed.
struct STSFailure: Error {
    /// What is told.
    let failure: PollFailure
    /// Whether STS did not take the credentials that the role was to be assumed with, so that new ones may help.
    let blamesSource: Bool

    /// A failure, with words in front that say what was being done.
    init(_ failure: PollFailure, during action: String) {
        self.failure = failure.during(action)
        blamesSource = failure.code.map(Self.sourceCodes.contains) ?? false
    }

    /// The failure that an answer of STS tells.
    ///
    /// Whoever may not assume a role has no credentials: that is the lane's failure, and not of a watch in it. Only what
    /// passes by itself is left as it is.
    static func answer(
        _ response: HTTPResponse,
        texts: [String: String],
        _ text: AnswerText,
        now: Timestamp
    ) -> PollFailure {
        let code = texts["Error/Code"].flatMap { $0.utf8.count <= 128 ? $0.cleaned(limit: 128) : nil }
        let cause: PollFailure.Cause =
            switch ErrorClass(code: code, status: response.status) {
            case .throttled: .throttled
            case .transient: .transient
            case .clockSkew: .clockSkew
            case .signature, .credentials, .denied, .notFound, .rejected: .credentials
            }
        let reason = texts["Error/Message"].map(text.message) ?? "STS gave no reason"
        return PollFailure(
            cause,
            code: code,
            httpStatus: response.status,
            message: "HTTP \(response.status)\(code.map { " \($0)" } ?? ""): \(reason)",
            retryAfter: RetryAfter.duration(in: response, now: now),
            requestID: response.requestID
        )
    }

    /// What STS says of credentials that new ones may replace.
    private static let sourceCodes: Set<String> = [
        "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException", "InvalidToken",
    ]
}
