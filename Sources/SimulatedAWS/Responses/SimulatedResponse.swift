// SPDX-License-Identifier: Apache-2.0

/// One header field.
package struct Header: Sendable, Hashable {
    /// The name as received, or as it is sent.
    package let name: String
    /// The value.
    package let value: String

    /// A header field.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - value: The value.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// The response to one request, and how it is delivered.
package struct SimulatedResponse: Sendable, Hashable {
    /// The HTTP status.
    package var status: Int
    /// The header fields, without `Content-Length`.
    package var headers: [Header]
    /// The body.
    package var body: [UInt8]
    /// How head and body are delivered.
    package var delivery = Delivery.whole

    /// A response that is delivered whole.
    ///
    /// - Parameters:
    ///   - status: The HTTP status.
    ///   - headers: The header fields, without `Content-Length`.
    ///   - body: The body's text.
    package init(status: Int, headers: [Header], body: String) {
        self.status = status
        self.headers = headers
        self.body = Array(body.utf8)
    }

    /// The value of the first header field of this name, in any case.
    ///
    /// - Parameter name: The name.
    /// - Returns: nil if there is no such field.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// How a response is delivered.
package enum Delivery: Sendable, Hashable {
    /// Normally.
    case whole
    /// Normally, but only after some seconds.
    case late(seconds: Double)
    /// A few bytes of the body at a time, with some seconds after each piece.
    case drip(bytes: Int, seconds: Double)
    /// The head with the full `Content-Length`, some bytes of the body, then the connection ends.
    case cut(afterBytes: Int, reset: Bool)
    /// Nothing at all: the connection ends.
    case none(reset: Bool)
    /// Nothing at all, and the connection stays open until the client leaves or the simulator stops.
    case never
}

/// The simulated services and their protocols.
package enum AWSService: Sendable, Hashable, CaseIterable {
    /// Amazon Machine Learning: JSON 1.1, `POST /` with the operation in `X-Amz-Target`.
    case machineLearning
    /// Amazon Bedrock's control plane: REST-JSON.
    case bedrock
    /// Amazon SageMaker: JSON 1.1, as Amazon ML's.
    case sageMaker

    /// The service's name in a signature's credential scope.
    var signingName: String {
        switch self {
        case .machineLearning: "machinelearning"
        case .bedrock: "bedrock"
        case .sageMaker: "sagemaker"
        }
    }

    /// What an operation's name follows in `X-Amz-Target`; nil for a service that has no such header.
    var targetPrefix: String? {
        switch self {
        case .machineLearning: "AmazonML_20141212."
        case .bedrock: nil
        case .sageMaker: "SageMaker."
        }
    }

    var contentType: String {
        switch self {
        case .machineLearning, .sageMaker: "application/x-amz-json-1.1"
        case .bedrock: "application/json"
        }
    }

    /// A response that carries a resource.
    func success(_ members: [String: JSONValue]) -> SimulatedResponse {
        SimulatedResponse(
            status: 200, headers: [Header("Content-Type", contentType)], body: JSONValue.object(members).json)
    }

    /// A response that carries an error, as the service's protocol has it.
    ///
    /// - Parameters:
    ///   - error: The error.
    ///   - qualified: Whether the code is qualified, as by some of AWS's servers: with a namespace before it in `__type`,
    ///     or with a URL after it in `x-amzn-ErrorType`.
    /// - Returns: The response, to be delivered whole.
    func failure(_ error: ServiceError, qualified: Bool) -> SimulatedResponse {
        var response = SimulatedResponse(
            status: error.status(of: self), headers: [Header("Content-Type", contentType)], body: "")
        var members: [String: JSONValue] = ["message": .string(error.message)]
        switch self {
        case .machineLearning, .sageMaker:
            members["__type"] = .string(qualified ? "com.amazonaws.\(signingName)#\(error.code)" : error.code)
            members["code"] = error.number.map { .integer($0) }
        case .bedrock:
            let suffix = qualified ? ":http://internal.amazon.com/coral/com.amazon.bedrock/" : ""
            response.headers.append(Header("x-amzn-ErrorType", error.code + suffix))
        }
        response.body = Array(JSONValue.object(members).json.utf8)
        return response
    }
}
