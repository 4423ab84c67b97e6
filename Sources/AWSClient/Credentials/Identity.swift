// SPDX-License-Identifier: Apache-2.0

package import Core

/// Who we are to AWS in one request: the owner of keys that sign it, or the bearer of a token.
package enum Identity: Sendable, Hashable {
    /// Keys, for a signature.
    case keys(Credentials)
    /// A token that is sent as it is.
    case bearer(BearerToken)

    /// The keys, if it is these.
    package var keys: Credentials? {
        if case .keys(let keys) = self { keys } else { nil }
    }

    /// `request` so that AWS knows who makes it, as of `time`.
    package func authorized(_ request: HTTPRequest, for watch: Watch, at time: Timestamp) -> HTTPRequest {
        switch self {
        case .keys(let keys):
            return SigV4(credentials: keys, region: watch.region, service: watch.kind.service.signingName)
                .signed(request, at: time)
        case .bearer(let token):
            var authorized = request
            authorized.headers.insert(HTTPField("Host", request.endpoint.hostHeader), at: 0)
            authorized.headers.append(HTTPField("Authorization", "Bearer \(token.value)"))
            return authorized
        }
    }

    /// What makes AWS's words about such a request fit to be told.
    package var text: AnswerText {
        switch self {
        case .keys(let keys): AnswerText(credentials: keys)
        case .bearer(let token): AnswerText(secrets: [token.value])
        }
    }
}
