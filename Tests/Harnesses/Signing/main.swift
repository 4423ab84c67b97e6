// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import FoundationEssentials
import Synchronization

// Reads one request to sign per line of standard input and prints one signed request per line, both in JSON.
while let line = readLine() {
    let result: SigningResult
    do {
        let input = try JSONDecoder().decode(SigningInput.self, from: Data(line.utf8))
        result = await input.result()
    } catch {
        result = SigningResult(failure: "unreadable input: \(error)")
    }
    let output = (try? JSONEncoder().encode(result)) ?? Data(#"{"failure":"unwritable output"}"#.utf8)
    print(String(decoding: output, as: UTF8.self))
}

/// A kind of REST-JSON that is not built in, as far as a request goes.
private struct OwnKind: Decodable {
    var service: String
    var method: String
    var path: String
    /// The members that the id has, joined with '/'.
    var members: [String]
    /// The names of ``IDRule/Part/Shape``, for each of the members.
    var shapes: [String]?
    var fixed: [String: String]?

    var kind: Kind? {
        guard let method = Kind.Request.Method(rawValue: method) else { return nil }
        let shapes = (shapes ?? []).compactMap(IDRule.Part.Shape.init) + members.map { _ in .string }
        return Kind(
            name: "own",
            title: "own",
            service: AWSService(name: service, title: service, transport: .restJSON),
            operation: "GetOwn",
            request: .path(path, method: method, fixed: (fixed ?? [:]).mapValues { .string($0) }),
            id: IDRule(zip(members, shapes).map { IDRule.Part($0, .anything, shape: $1) }, arns: []),
            response: Kind.Response(status: "status"),
            statuses: StatusRules(completed: ["DONE"]),
            isUserDefined: true
        )
    }
}

/// A page of a kind's list to ask for instead of a resource, and what is answered.
private struct Page: Decodable {
    var parent: String?
    var status: String?
    /// RFC 3339.
    var createdAfter: String?
    var modifiedAfter: String?
    var token: String?
    /// The body of a good response; nil for none.
    var answer: String?

    func request(of settings: Watch.Settings) -> ListRequest {
        let bounds = ListBounds(
            status: status,
            createdAfter: createdAfter.flatMap { Timestamp(rfc3339: $0) },
            modifiedAfter: modifiedAfter.flatMap { Timestamp(rfc3339: $0) }
        )
        return ListRequest(settings, parent: parent, bounds: bounds, token: token)
    }
}

/// One line of input: a watch, the credentials to sign with, and the time.
private struct SigningInput: Decodable {
    var kind: String
    /// The kind, if ``kind`` is not built in.
    var own: OwnKind?
    var id: String
    var region: String
    var endpoint: String?
    var verbose: Bool?
    /// A page of the list instead of the resource of ``id``.
    var page: Page?
    var accessKey: String
    var secretKey: String
    var sessionToken: String?
    /// RFC 3339.
    var timestamp: String

    /// The request that awaitd would send, made by the daemon's own reader.
    func result() async -> SigningResult {
        guard let kind = own?.kind ?? Kind.builtIn(named: kind) else {
            return SigningResult(failure: "no kind \(self.kind)")
        }
        guard let time = Timestamp(rfc3339: timestamp) else { return SigningResult(failure: "no time \(timestamp)") }
        let watch = Watch(
            name: "harness",
            kind: kind,
            resourceID: id,
            region: region,
            endpoint: endpoint,
            verbose: verbose ?? false
        )
        var environment = ["AWS_ACCESS_KEY_ID": accessKey, "AWS_SECRET_ACCESS_KEY": secretKey]
        environment["AWS_SESSION_TOKEN"] = sessionToken
        let recorder = RecordingTransport(answer: page?.answer)
        let reader = AWSReader(environment: environment, transport: recorder, now: { time })
        guard let page else {
            let outcome = await reader.read(watch)
            return recorder.request.map { SigningResult($0) } ?? SigningResult(failure: "\(outcome)")
        }
        let outcome = await reader.list(page.request(of: watch.settings))
        guard let request = recorder.request else { return SigningResult(failure: "\(outcome)") }
        return SigningResult(request, outcome, of: kind)
    }
}

/// One line of output: a signed request, or why there is none.
private struct SigningResult: Encodable {
    var failure: String?
    var method: String?
    var url: String?
    /// Name and value, in the order in which they are sent.
    var headers: [[String]]?
    var body: String?
    var canonicalRequest: String?
    /// Of a page: its items, and the token of the next one.
    var items: [Item]?
    var nextToken: String?
    /// Of a page that cannot be read: why.
    var unreadable: String?

    /// What a list shows of a resource.
    struct Item: Encodable {
        var ids: [String]
        /// The parents whose lists show these ids.
        var parents: [String?]
        var name: String?
        var status: String?
        var created: String?
        var modified: String?
        var reason: String?
    }

    init(failure: String) {
        self.failure = failure
    }

    init(_ request: HTTPRequest) {
        method = request.method
        url = request.url
        headers = request.headers.map { [$0.name, $0.value] }
        body = String(decoding: request.body, as: UTF8.self)
        canonicalRequest = CanonicalRequest(request).text
    }

    init(_ request: HTTPRequest, _ outcome: ListOutcome, of kind: Kind) {
        self.init(request)
        switch outcome {
        case .failed(let failure): unreadable = failure.message
        case .page(let page):
            nextToken = page.nextToken
            items = page.items.map { item in
                Item(
                    ids: item.ids, parents: item.ids.map(kind.listParent), name: item.name, status: item.status,
                    created: item.createdAt?.rfc3339, modified: item.modifiedAt?.rfc3339, reason: item.reason)
            }
        }
    }
}

/// Keeps the last request; answers with one body, or never.
private final class RecordingTransport: HTTPTransport {
    private let recorded = Mutex<HTTPRequest?>(nil)
    private let answer: String?

    init(answer: String?) {
        self.answer = answer
    }

    /// The last request.
    var request: HTTPRequest? { recorded.withLock { $0 } }

    func send(_ request: HTTPRequest, until deadline: Deadline) async throws(TransportError) -> HTTPResponse {
        recorded.withLock { $0 = request }
        guard let answer else { throw TransportError(code: "Recorded", message: "recorded, not sent") }
        return HTTPResponse(status: 200, body: Array(answer.utf8))
    }
}
