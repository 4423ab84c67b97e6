// SPDX-License-Identifier: Apache-2.0

/// Parses requests by the services' protocols, strictly: what AWS may overlook is a problem here.
enum RequestParser {
    /// The largest body that is accepted, in bytes.
    static let bodyLimit = 1024 * 1024

    private static let jobsPath = "/evaluation-jobs"

    /// Determines what a request is for, and what is wrong with it.
    static func parse(_ request: ReceivedRequest) -> ParsedRequest {
        let target = request.header("X-Amz-Target")
        guard target != nil || request.path == "/" else { return bedrock(request) }
        let service = AWSService.allCases.first { $0.targetPrefix.map { target?.hasPrefix($0) ?? false } ?? false }
        return json(request, of: service ?? .machineLearning)
    }

    // MARK: Amazon ML and SageMaker, JSON 1.1
    // https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html

    private static func json(_ request: ReceivedRequest, of service: AWSService) -> ParsedRequest {
        var parsed = ParsedRequest(received: request, service: service)
        guard let (kind, action) = operation(request.header("X-Amz-Target"), of: service) else {
            parsed.problem = .unknownOperation()
            return parsed
        }
        if action == .list { parsed.target = RequestTarget(kind: kind, action: .list) }
        do throws(ServiceError) {
            let body = try members(of: request.body)
            if action == .list {
                if let problem = transportProblem(request, of: service) { throw problem }
                parsed.readList(of: kind, body)
                return parsed
            }
            parsed.target = body[kind.idMember]?.text.map {
                RequestTarget(kind: kind, id: $0, verbose: body["Verbose"] == .bool(true))
            }
            parsed.problem = transportProblem(request, of: service) ?? memberProblem(body, kind: kind)
        } catch {
            parsed.problem = error
        }
        return parsed
    }

    private static func operation(
        _ target: String?, of service: AWSService
    ) -> (kind: ResourceKind, action: ResourceAction)? {
        for kind in ResourceKind.allCases where kind.service == service {
            for action in ResourceAction.allCases
            where target == "\(service.targetPrefix ?? "")\(kind.operation(action))" { return (kind, action) }
        }
        return nil
    }

    private static func members(of body: [UInt8]) throws(ServiceError) -> [String: JSONValue] {
        guard body.count <= bodyLimit else { throw .tooLarge(limit: bodyLimit) }
        // AWS does not say either what exactly is wrong with the JSON.
        guard let members = (try? JSONValue(parsing: body))?.members else {
            throw .serialization("The body is not a JSON object.")
        }
        return members
    }

    private static func transportProblem(_ request: ReceivedRequest, of service: AWSService) -> ServiceError? {
        if request.method != "POST" {
            return .unknownOperation("\(request.method) is not a method of this service; use POST.")
        }
        if request.uri != "/" { return .unknownOperation("The request target has to be '/'.") }
        if request.header("Content-Type") != service.contentType {
            return .unknownOperation("The content type has to be \(service.contentType).")
        }
        return nil
    }

    private static func memberProblem(_ body: [String: JSONValue], kind: ResourceKind) -> ServiceError? {
        let known = kind.canBeVerbose ? [kind.idMember, "Verbose"] : [kind.idMember]
        if let unknown = body.keys.sorted().first(where: { !known.contains($0) }) {
            return .serialization("Unexpected member '\(unknown)' of \(kind.operation).")
        }
        switch body[kind.idMember] {
        case .string: break
        case nil, .null:
            return .invalid(kind.service, "Value null at '\(kind.idMember)'", "Member must not be null")
        case .bool, .integer, .decimal, .exponent, .array, .object:
            return .serialization("'\(kind.idMember)' has to be a string.")
        }
        switch body["Verbose"] {
        case nil, .bool: return nil
        case .null, .string, .integer, .decimal, .exponent, .array, .object:
            return .serialization("'Verbose' has to be a boolean.")
        }
    }

    // MARK: Bedrock, REST-JSON
    // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetEvaluationJob.html and
    // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListEvaluationJobs.html

    private static func bedrock(_ request: ReceivedRequest) -> ParsedRequest {
        var parsed = ParsedRequest(received: request, service: .bedrock)
        if request.path == jobsPath, request.method == "GET" {
            parsed.target = RequestTarget(kind: .evaluationJob, action: .list)
            do throws(ServiceError) {
                guard request.body.isEmpty else { throw .serialization("ListEvaluationJobs has no body.") }
                parsed.readList(of: .evaluationJob, try query(of: request))
            } catch {
                parsed.problem = error
            }
            return parsed
        }
        let label = request.path.dropFirst(jobsPath.count + 1)
        guard request.path.hasPrefix(jobsPath + "/"), !label.isEmpty, !label.contains("/") else {
            parsed.problem = .unknownOperation("There is no such path.")
            return parsed
        }
        guard let id = String(validating: PercentEncoding.decode(label), as: UTF8.self) else {
            parsed.problem = .serialization("The path is not UTF-8.")
            return parsed
        }
        parsed.target = RequestTarget(kind: .evaluationJob, id: id)
        if request.method != "GET" {
            parsed.problem = .unknownOperation("\(request.method) is not a method of this path; use GET.")
        } else if request.uri.contains("?") {
            parsed.problem = .serialization("GetEvaluationJob has no query.")
        } else if !request.body.isEmpty {
            parsed.problem = .serialization("GetEvaluationJob has no body.")
        }
        return parsed
    }

    /// The parameters of a query, decoded.
    private static func query(of request: ReceivedRequest) throws(ServiceError) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        for pair in request.query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let name = String(validating: PercentEncoding.decode(parts[0]), as: UTF8.self),
                let value = String(validating: PercentEncoding.decode(parts[1]), as: UTF8.self)
            else { throw .serialization("'\(pair)' is not a parameter of a query.") }
            guard members.updateValue(.string(value), forKey: name) == nil else {
                throw .serialization("The query has '\(name)' twice.")
            }
        }
        return members
    }
}

/// What a request is for: one resource, or a page of a list.
struct RequestTarget: Hashable {
    let kind: ResourceKind
    var action = ResourceAction.read
    /// The resource's id; empty for a list.
    var id = ""
    var verbose = false
    /// The page of a list; nil if the token is none of ours.
    var page: Int?
}

/// A request to AWS, as far as it was understood.
struct ParsedRequest {
    /// The request as it was received.
    let received: ReceivedRequest
    /// The service that it is addressed to.
    let service: AWSService
    /// What it is for; nil if that could not be read.
    var target: RequestTarget?
    /// The page of a list that it asks for; nil if it reads a resource, or the members are invalid.
    var list: ListRequest?
    /// How it violates the protocol; nil if it does not.
    var problem: ServiceError?

    /// Reads the members of a request for a list.
    fileprivate mutating func readList(of kind: ResourceKind, _ members: [String: JSONValue]) {
        do {
            let request = try ListRequest(of: kind, members)
            target?.page = request.page
            list = request
        } catch {
            problem = error
        }
    }
}
