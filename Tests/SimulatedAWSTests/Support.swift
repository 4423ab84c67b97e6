// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials
import SimulatedAWS
import Synchronization

/// The moment at which simulated time begins: 2024-06-01T08:30:00.125Z.
let noon = Date(timeIntervalSince1970: 1_717_230_600.125)

/// A clock that moves only on request.
final class ManualClock: Sendable {
    private let seconds = Mutex(0.0)

    var now: Date { noon.addingTimeInterval(seconds.withLock { $0 }) }

    func advance(by duration: Double) {
        seconds.withLock { $0 += duration }
    }
}

let job = "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl"

/// One resource of a kind with the id that `Asked.about` uses.
func resource(
    _ kind: ResourceKind, shape: ResourceShape? = nil, _ timeline: TimelineStep..., endpoint: [EndpointStep] = [],
    members: [String: JSONValue] = [:], times: SimulatedResource.TimeForm = .decimal
) -> SimulatedResource {
    SimulatedResource(
        kind, id: id(of: kind), shape: shape, timeline: timeline, endpoint: endpoint, members: members, times: times)
}

/// The id that tests give to the one resource of a kind.
func id(of kind: ResourceKind) -> String {
    kind == .evaluationJob ? job : "\(kind.rawValue)-1"
}

/// Requests as a correct client sends them.
enum Asked {
    private static let idMembers: [ResourceKind: String] = [
        .evaluation: "EvaluationId", .mlModel: "MLModelId", .batchPrediction: "BatchPredictionId",
        .dataSource: "DataSourceId", .trainingJob: "TrainingJobName",
    ]

    private static let signingNames: [AWSService: String] = [.bedrock: "bedrock", .sageMaker: "sagemaker"]

    /// A request for a resource, signed with the example keys.
    static func about(
        _ kind: ResourceKind, id name: String? = nil, verbose: Bool = false, at time: Date, clock: Date? = nil,
        credential: Credential = .example
    ) -> ReceivedRequest {
        let name = name ?? id(of: kind)
        var headers = [Header("Host", "127.0.0.1")]
        var body = ""
        var uri = "/"
        if let member = idMembers[kind] {
            let prefix = kind == .trainingJob ? "SageMaker" : "AmazonML_20141212"
            headers.append(Header("X-Amz-Target", "\(prefix).\(kind.operation)"))
            headers.append(Header("Content-Type", "application/x-amz-json-1.1"))
            var members: [String: JSONValue] = [member: .string(name)]
            if verbose { members["Verbose"] = true }
            body = JSONValue.object(members).json
        } else {
            uri = "/evaluation-jobs/" + name.replacing(":", with: "%3A").replacing("/", with: "%2F")
        }
        let request = ReceivedRequest(
            method: idMembers[kind] == nil ? "GET" : "POST", uri: uri, headers: headers, body: Array(body.utf8),
            time: time)
        return signed(request, service: kind.service, at: clock ?? time, credential: credential)
    }

    /// A request for a page of a list, signed with the example keys.
    static func list(_ kind: ResourceKind, _ members: [String: JSONValue] = [:], at time: Date) -> ReceivedRequest {
        var headers = [Header("Host", "127.0.0.1")]
        if kind.service != .bedrock {
            let prefix = kind == .trainingJob ? "SageMaker" : "AmazonML_20141212"
            headers.append(Header("X-Amz-Target", "\(prefix).\(kind.listOperation)"))
            headers.append(Header("Content-Type", "application/x-amz-json-1.1"))
            let body = Array(JSONValue.object(members).json.utf8)
            let request = ReceivedRequest(method: "POST", uri: "/", headers: headers, body: body, time: time)
            return signed(request, service: kind.service, at: time, credential: .example)
        }
        let pairs = members.map { "\(encoded($0.key))=\(encoded($0.value.text ?? $0.value.json))" }.sorted()
        let uri = "/evaluation-jobs" + (pairs.isEmpty ? "" : "?") + pairs.joined(separator: "&")
        let request = ReceivedRequest(method: "GET", uri: uri, headers: headers, body: [], time: time)
        return signed(request, service: .bedrock, at: time, credential: .example)
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            return character.isLetter || character.isNumber || "-._~".contains(character)
                ? String(character) : "%" + hex([byte]).uppercased()
        }.joined()
    }

    /// Signs a request whose path needs no normalization, as SigV4 describes it.
    private static func signed(
        _ request: ReceivedRequest, service: AWSService, at time: Date, credential: Credential
    ) -> ReceivedRequest {
        let stamp = time.formatted(
            Date.ISO8601FormatStyle(
                dateSeparator: .omitted, dateTimeSeparator: .standard, timeSeparator: .omitted,
                includingFractionalSeconds: false))
        var headers = request.headers + [Header("X-Amz-Date", stamp)]
        if let token = credential.sessionToken { headers.append(Header("X-Amz-Security-Token", token)) }
        let lines = headers.map { (name: $0.name.lowercased(), value: $0.value) }.sorted { $0.name < $1.name }
        let names = lines.map(\.name).joined(separator: ";")
        let canonical = [
            request.method, request.path.replacing("%", with: "%25"), request.query,
            lines.map { "\($0.name):\($0.value)\n" }.joined(), names, hex(SHA256.hash(data: request.body)),
        ].joined(separator: "\n")
        let scope = [String(stamp.prefix(8)), "us-east-1", signingNames[service] ?? "machinelearning"]
        let toSign = [
            "AWS4-HMAC-SHA256", stamp, (scope + ["aws4_request"]).joined(separator: "/"),
            hex(SHA256.hash(data: Array(canonical.utf8))),
        ].joined(separator: "\n")
        let key = (scope + ["aws4_request"]).reduce(
            SymmetricKey(data: Array("AWS4\(credential.secretAccessKey)".utf8))
        ) { SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array($1.utf8), using: $0)) }
        let signature = hex(HMAC<SHA256>.authenticationCode(for: Array(toSign.utf8), using: key))
        headers.append(
            Header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=\(credential.accessKeyID)/\((scope + ["aws4_request"]).joined(separator: "/"))"
                    + ", SignedHeaders=\(names), Signature=\(signature)"))
        return ReceivedRequest(
            method: request.method, uri: request.uri, headers: headers, body: request.body, time: request.time)
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension SimulatedResponse {
    /// The body's members; empty if it is not a JSON object.
    var members: [String: JSONValue] {
        (try? JSONValue(parsing: body))?.members ?? [:]
    }

    /// The error's code as a client sees it.
    var code: String? {
        header("x-amzn-ErrorType") ?? members["__type"]?.text
    }
}
