// SPDX-License-Identifier: Apache-2.0

package import Core

/// What an error from AWS means for us, before it is known whether a second attempt helps.
package enum ErrorClass: Sendable, Hashable, CaseIterable {
    /// AWS asks us to slow down.
    case throttled
    /// AWS, or something on the way, is temporarily unable to answer.
    case transient
    /// AWS says that our clock is wrong.
    case clockSkew
    /// Our signature does not match: a wrong secret, or a wrong clock.
    case signature
    /// AWS does not accept our credentials.
    case credentials
    /// We are not allowed to do this.
    case denied
    /// There is no such resource.
    case notFound
    /// Our request is wrong.
    case rejected

    /// The class of an error, by its code first and the HTTP status second.
    ///
    /// A kind can say what its operation means by a code, `errors`, even by one that says something else elsewhere. But no
    /// kind makes an error of access, of the signature, of the clock or of the rate into another: those codes and the
    /// statuses 401, 403, 407 and 429 come first. And what is not there is an error of the caller, a status of 4xx.
    ///
    /// Amazon ML throttles with HTTP 400, and its 5xx have the code that Bedrock's have. The sets are those of botocore's and
    /// smithy-typescript's retry code.
    package init(code: String?, status: Int, errors: Kind.ErrorCodes = Kind.ErrorCodes()) {
        let known = code.flatMap { Self.byCode[$0] }
        let isOpen = (known?.isAboutResource ?? true) && ![401, 403, 407, 429].contains(status)
        if let code, isOpen {
            if errors.notFound.contains(code), (400..<500).contains(status) {
                self = .notFound
                return
            }
            if errors.transient.contains(code) {
                self = .transient
                return
            }
        }
        if let known {
            self = known
            return
        }
        // Services have codes of their own for this: EntityNotFoundException (Glue), JobNotFound.
        if let code, (400..<500).contains(status), Self.notFoundEndings.contains(where: code.hasSuffix) {
            self = .notFound
            return
        }
        self =
            switch status {
            case 401: .credentials
            case 403: .denied
            case 404: .notFound
            case 408, 425: .transient
            case 429: .throttled
            case 300..<500: .rejected
            default: .transient
            }
    }

    /// Whether it is about the resource and the request for it, rather than about who asks, when and how often.
    private var isAboutResource: Bool {
        switch self {
        case .transient, .notFound, .rejected: true
        case .throttled, .clockSkew, .signature, .credentials, .denied: false
        }
    }

    /// The cause of the poll failure when no second attempt has helped.
    package var cause: PollFailure.Cause {
        switch self {
        case .throttled: .throttled
        case .transient: .transient
        case .clockSkew: .clockSkew
        case .signature, .credentials: .credentials
        case .denied: .denied
        case .notFound: .notFound
        case .rejected: .rejected
        }
    }

    private static let notFoundEndings = ["NotFound", "NotFoundException"]

    private static let byCode: [String: ErrorClass] = {
        var classes: [String: ErrorClass] = [:]
        for (kind, codes) in codes {
            for code in codes { classes[code] = kind }
        }
        return classes
    }()

    private static let codes: [(ErrorClass, [String])] = [
        (
            .throttled,
            [
                "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException", "PriorRequestNotComplete",
                "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
                "RequestThrottledException", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException",
                "TooManyRequestsException", "TransactionInProgressException",
            ]
        ),
        (
            .transient,
            [
                "IDPCommunicationError", "InternalError", "InternalFailure", "InternalServerError",
                "InternalServerException", "RequestTimeout", "RequestTimeoutException", "ServiceUnavailable",
                "ServiceUnavailableException", "TimeoutError",
            ]
        ),
        (.clockSkew, ["RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"]),
        (.signature, ["AuthFailure", "InvalidSignatureException", "SignatureDoesNotMatch"]),
        (
            .credentials,
            [
                "ExpiredToken", "ExpiredTokenException", "InvalidAccessKeyId", "InvalidClientTokenId", "InvalidToken",
                "MissingAuthenticationToken", "MissingAuthenticationTokenException", "TokenRefreshRequired",
                "UnrecognizedClientException",
            ]
        ),
        (
            .denied,
            [
                "AccessDenied", "AccessDeniedException", "NotAuthorized", "OptInRequired",
                "SubscriptionRequiredException", "UnauthorizedException", "UnauthorizedOperation",
            ]
        ),
        (.notFound, ["ResourceNotFound", "ResourceNotFoundException"]),
        (
            .rejected,
            [
                "IncompleteSignature", "IncompleteSignatureException", "InvalidAction", "InvalidInputException",
                "SerializationException", "UnknownOperationException", "ValidationError", "ValidationException",
            ]
        ),
    ]
}
