// SPDX-License-Identifier: Apache-2.0

/// The services that are simulated, and how each of them speaks.
package enum AWSService: Sendable, Hashable, CaseIterable {
    /// Amazon Machine Learning: JSON 1.1, `POST /` with the operation in `X-Amz-Target`.
    case machineLearning
    /// Amazon Bedrock's control plane: REST-JSON.
    case bedrock

    /// The service's name in a signature's credential scope.
    var signingName: String {
        switch self {
        case .machineLearning: "machinelearning"
        case .bedrock: "bedrock"
        }
    }

    var contentType: String {
        switch self {
        case .machineLearning: "application/x-amz-json-1.1"
        case .bedrock: "application/json"
        }
    }

    /// An answer that carries a resource.
    func success(_ members: [String: JSONValue]) -> Answer {
        Answer(status: 200, headers: [Header("Content-Type", contentType)], body: JSONValue.object(members).json)
    }

    /// An answer that carries an error, in the service's own way.
    ///
    /// - Parameters:
    ///   - error: The error.
    ///   - qualified: Whether the code is dressed up as some of AWS's servers do: with a namespace before it in
    ///     `__type`, or with a URL after it in `x-amzn-ErrorType`.
    /// - Returns: The answer, to be delivered whole.
    func failure(_ error: ServiceError, qualified: Bool) -> Answer {
        var answer = Answer(status: error.status(of: self), headers: [Header("Content-Type", contentType)], body: "")
        var members: [String: JSONValue] = ["message": .string(error.message)]
        switch self {
        case .machineLearning:
            members["__type"] = .string(qualified ? "com.amazonaws.machinelearning#\(error.code)" : error.code)
            members["code"] = error.number.map { .integer($0) }
        case .bedrock:
            let suffix = qualified ? ":http://internal.amazon.com/coral/com.amazon.bedrock/" : ""
            answer.headers.append(Header("x-amzn-ErrorType", error.code + suffix))
        }
        answer.body = Array(JSONValue.object(members).json.utf8)
        return answer
    }
}
