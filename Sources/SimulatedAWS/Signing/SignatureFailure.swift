// SPDX-License-Identifier: Apache-2.0

/// Why a request's signature is refused.
package enum SignatureFailure: Error, Hashable {
    /// There is no `Authorization` header.
    case missing
    /// The header, or another that the signature needs, is malformed or absent.
    case incomplete(String)
    /// The access key is not known, or the session token is not the one that belongs to it.
    case unrecognized
    /// The keys are temporary, and their time is over.
    case expired
    /// The credential scope, or the choice of signed headers, is not acceptable.
    case unacceptable(String)
    /// The request's time is too far from ours.
    case skewed(String)
    /// The signature is not the one that the request should have.
    case mismatch(canonicalRequest: String, stringToSign: String)

    /// The error that AWS answers with.
    ///
    /// The last one quotes the canonical request, as AWS does.
    var error: ServiceError {
        switch self {
        case .missing:
            .missingToken
        case .incomplete(let message):
            ServiceError("IncompleteSignatureException", message)
        case .unrecognized:
            .unrecognizedClient
        case .expired:
            .expiredToken
        case .unacceptable(let message), .skewed(let message):
            ServiceError("InvalidSignatureException", message, rest: 403)
        case .mismatch(let canonicalRequest, let stringToSign):
            ServiceError(
                "InvalidSignatureException",
                """
                The request signature we calculated does not match the signature you provided. Check your AWS Secret \
                Access Key and signing method. Consult the service documentation for details.

                The Canonical String for this request should have been
                '\(canonicalRequest)'

                The String-to-Sign should have been
                '\(stringToSign)'

                """,
                rest: 403
            )
        }
    }
}
