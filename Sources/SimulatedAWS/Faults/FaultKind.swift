// SPDX-License-Identifier: Apache-2.0

/// What can go wrong, by the names that scenarios use.
package enum FaultKind: String, Sendable, Hashable, CaseIterable {
    // Errors that AWS answers with.
    /// ThrottlingException, HTTP 400 of Amazon ML and 429 of Bedrock.
    case throttle
    /// InternalServerException, HTTP 500.
    case internalError = "internal-error"
    /// ServiceUnavailableException, HTTP 503 with a JSON body.
    case unavailable
    /// HTTP 503 with a page of HTML, as a load balancer sends it.
    case unavailableHTML = "unavailable-html"
    /// ExpiredTokenException.
    case expiredToken = "expired-token"
    /// UnrecognizedClientException.
    case unrecognizedClient = "unrecognized-client"
    /// InvalidSignatureException with the canonical request in its message.
    case invalidSignature = "invalid-signature"
    /// The simulator's clock, `Date` header included, is `seconds` ahead (or behind): RequestTimeTooSkewed.
    case clockSkew = "clock-skew"
    /// AccessDeniedException, HTTP 400 of Amazon ML and 403 of Bedrock.
    case denied
    /// ResourceNotFoundException, HTTP 400 of Amazon ML and 404 of Bedrock.
    case notFound = "not-found"
    /// InvalidInputException of Amazon ML, ValidationException of Bedrock.
    case validation

    // Answers that are not what they should be.
    /// HTTP 200 with a body that isn't JSON.
    case notJSON = "not-json"
    /// HTTP 200 with JSON that isn't an object.
    case wrongType = "wrong-type"
    /// The true answer with a null status.
    case nullStatus = "null-status"
    /// The true answer without its status.
    case missingStatus = "missing-status"
    /// The true answer with a number as its status.
    case numericStatus = "numeric-status"
    /// The true answer padded to `bytes` bytes (2 MiB).
    case hugeBody = "huge-body"
    /// HTTP 302 to `location`.
    case redirect

    // Answers that don't arrive.
    /// The connection is reset, after `bytes` bytes of the body or before any answer.
    case reset
    /// The connection is closed before any answer.
    case close
    /// The body ends after `bytes` bytes (half of it), though `Content-Length` promises all of it.
    case truncate
    /// No answer, and the connection stays open.
    case hang
    /// The true answer, `bytes` bytes (1) every `seconds` seconds (0.1).
    case drip
    /// The true answer after `seconds` seconds (1).
    case delay
}
