// SPDX-License-Identifier: Apache-2.0

/// An error of AWS, independent of the protocol.
package struct ServiceError: Sendable, Hashable, Error {
    /// AWS's code: `ThrottlingException`.
    package var code: String
    /// AWS's message.
    package var message: String
    /// The HTTP status of Amazon ML and SageMaker.
    var jsonStatus: Int
    /// Bedrock's HTTP status.
    var restStatus: Int
    /// Amazon ML's member `code`, an integer in its three own errors that must not be mistaken for the code.
    ///
    /// AWS does not publish the values.
    var number: Int64?

    init(_ code: String, _ message: String, json: Int = 400, rest: Int = 400, number: Int64? = nil) {
        self.code = code
        self.message = message
        self.jsonStatus = json
        self.restStatus = rest
        self.number = number
    }

    func status(of service: AWSService) -> Int {
        switch service {
        case .machineLearning, .sageMaker: jsonStatus
        case .bedrock: restStatus
        }
    }
}

// The errors of the three services' models and AWS's common errors, with the statuses that AWS documents for them.
// https://docs.aws.amazon.com/machine-learning/latest/APIReference/CommonErrors.html
// https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html
// https://docs.aws.amazon.com/sagemaker/latest/APIReference/CommonErrors.html
extension ServiceError {
    static let throttled = ServiceError("ThrottlingException", "Rate exceeded", rest: 429)

    static func unavailable(_ service: AWSService) -> ServiceError {
        ServiceError(
            service == .sageMaker ? "ServiceUnavailable" : "ServiceUnavailableException",
            "Service is temporarily unavailable.", json: 503, rest: 503)
    }

    static let expiredToken = ServiceError(
        "ExpiredTokenException", "The security token included in the request is expired", rest: 403)

    static let unrecognizedClient = ServiceError(
        "UnrecognizedClientException", "The security token included in the request is invalid.", rest: 403)

    static let missingToken = ServiceError(
        "MissingAuthenticationTokenException", "Missing Authentication Token", rest: 403)

    static func internalError(_ service: AWSService) -> ServiceError {
        let number: Int64? = service == .machineLearning ? 3 : nil
        let code = service == .sageMaker ? "InternalFailure" : "InternalServerException"
        return ServiceError(code, "An internal error occurred. Try again.", json: 500, rest: 500, number: number)
    }

    /// Access to a resource denied, or to a list, which has no id.
    static func denied(_ kind: ResourceKind, _ operation: ResourceAction, id: String) -> ServiceError {
        let action = "\(kind.service.signingName):\(kind.operation(operation))"
        let resource = operation == .list ? "*" : ARN.of(kind, id: id)
        let message =
            "User: arn:aws:iam::\(ARN.account):user/example is not authorized to perform: \(action) on resource: "
            + "\(resource) because no identity-based policy allows the \(action) action"
        return ServiceError("AccessDeniedException", message, rest: 403)
    }

    static func notFound(_ kind: ResourceKind, id: String) -> ServiceError {
        switch kind.service {
        case .machineLearning:
            ServiceError("ResourceNotFoundException", "No \(kind.resourceName) with id \(id) exists", number: 2)
        case .bedrock:
            ServiceError(
                "ResourceNotFoundException", "Could not find an evaluation job with the identifier \(id).", rest: 404)
        case .sageMaker:
            // Not the ResourceNotFound of its model.
            ServiceError("ValidationException", "Requested resource not found.")
        }
    }

    static func invalidID(_ kind: ResourceKind, id: String) -> ServiceError {
        let place = kind.service == .bedrock ? "at 'jobIdentifier'" : "'\(id)' at '\(kind.idMember)'"
        return .invalid(
            kind.service, "Value \(place)", "Member must satisfy regular expression pattern: \(kind.idPattern)")
    }

    /// A member that violates a constraint of the service's model.
    ///
    /// - Parameters:
    ///   - service: The service.
    ///   - value: The value and its place, as in `Value null at 'EvaluationId'`.
    ///   - constraint: What it violates, in AWS's words.
    /// - Returns: The error.
    static func invalid(_ service: AWSService, _ value: String, _ constraint: String) -> ServiceError {
        .invalid(service, "1 validation error detected: \(value) failed to satisfy constraint: \(constraint)")
    }

    /// A request that the service does not accept.
    static func invalid(_ service: AWSService, _ message: String) -> ServiceError {
        service == .machineLearning
            ? ServiceError("InvalidInputException", message, number: 1) : ServiceError("ValidationException", message)
    }

    static func unknownOperation(_ message: String = "") -> ServiceError {
        ServiceError("UnknownOperationException", message, json: 400, rest: 404)
    }

    static func serialization(_ message: String) -> ServiceError {
        ServiceError("SerializationException", message)
    }

    static func tooLarge(limit: Int) -> ServiceError {
        ServiceError(
            "RequestEntityTooLargeException", "The request is larger than \(limit) bytes.", json: 413, rest: 413)
    }
}
