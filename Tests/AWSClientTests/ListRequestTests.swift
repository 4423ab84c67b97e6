// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

/// A kind's list, what narrows it, and what is sent.
struct PageCase: Sendable, CustomTestStringConvertible {
    let kind: String
    var own: Listing?
    var service = RequestCase.restService
    var parent: String?
    var bounds = ListBounds.none
    var token: String?
    let target: String
    var body = ""

    static let time = Timestamp(rfc3339: "2026-11-30T10:00:00.999999Z")

    var testDescription: String { "\(kind) \(parent ?? "") \(target)" }

    func page() throws -> ListRequest {
        let kind = try #require(own == nil ? Kind.builtIn(named: kind) : ownKind)
        let watch = Watch(name: "test", kind: kind, resourceID: "", region: "us-east-1")
        return ListRequest(watch.settings, parent: parent, bounds: bounds, token: token)
    }

    private var ownKind: Kind {
        Kind(
            name: "own",
            title: "own",
            service: service,
            operation: "DescribeOwn",
            request: .path("/jobs/{queue}/{id}"),
            id: IDRule([.init("queue", .anything), .init("id", .anything)], arns: []),
            response: Kind.Response(status: "status"),
            statuses: StatusRules(completed: ["DONE"]),
            listing: own,
            isUserDefined: true
        )
    }
}

@Suite("Requests for pages")
struct ListRequestTests {
    private static let newest = ListBounds(createdAfter: PageCase.time)
    private static let all = ListBounds(status: "InProgress", createdAfter: PageCase.time, modifiedAfter: PageCase.time)
    private static let ownToken = Listing.Token(sent: "next", received: "page.next")

    /// AWS JSON: everything is in the body, times are numbers.
    static let json: [PageCase] = [
        PageCase(kind: "training-job", target: "/", body: #"{"MaxResults":100}"#),
        PageCase(
            kind: "training-job", bounds: all, target: "/",
            body: #"""
                {"CreationTimeAfter":1796032800,"LastModifiedTimeAfter":1796032800,"MaxResults":100,\#
                "StatusEquals":"InProgress"}
                """#),
        PageCase(
            kind: "training-job", bounds: all, token: #"a"\b"#, target: "/",
            body: #"""
                {"CreationTimeAfter":1796032800,"LastModifiedTimeAfter":1796032800,"MaxResults":100,\#
                "NextToken":"a\"\\b","StatusEquals":"InProgress"}
                """#),
        // What an operation cannot do is left out.
        PageCase(
            kind: "cluster", bounds: all, target: "/", body: #"{"CreationTimeAfter":1796032800,"MaxResults":100}"#),
        PageCase(
            kind: "pipeline-execution", parent: "nightly", target: "/",
            body: #"{"MaxResults":100,"PipelineName":"nightly"}"#),
        PageCase(
            kind: "sagemaker-job", parent: "TRAINING", target: "/",
            body: #"{"JobCategory":"TRAINING","MaxResults":100}"#),
        PageCase(
            kind: "training-job", bounds: ListBounds(createdAfter: Timestamp(microseconds: -1)), target: "/",
            body: #"{"CreationTimeAfter":-1,"MaxResults":100}"#),
    ]

    /// Amazon ML: one variable at a time.
    static let variables: [PageCase] = [
        PageCase(kind: "evaluation", target: "/", body: #"{"Limit":100}"#),
        PageCase(
            kind: "evaluation", bounds: all, target: "/",
            body: #"{"FilterVariable":"LastUpdatedAt","GE":"2026-11-30T10:00:00Z","Limit":100}"#),
        PageCase(
            kind: "evaluation", bounds: ListBounds(status: "INPROGRESS", createdAfter: PageCase.time), token: "t",
            target: "/",
            body: #"{"EQ":"INPROGRESS","FilterVariable":"Status","Limit":100,"NextToken":"t"}"#),
        PageCase(
            kind: "evaluation", bounds: newest, target: "/",
            body: #"{"FilterVariable":"CreatedAt","GE":"2026-11-30T10:00:00Z","Limit":100}"#),
        PageCase(
            kind: "ml-model-endpoint", bounds: all, target: "/",
            body: #"{"EQ":"InProgress","FilterVariable":"RealtimeEndpointStatus","Limit":100}"#),
        PageCase(kind: "ml-model-endpoint", bounds: newest, target: "/", body: #"{"Limit":100}"#),
    ]

    /// REST-JSON with GET: everything is in the query, times are dates.
    static let queries: [PageCase] = [
        PageCase(kind: "evaluation-job", target: "/evaluation-jobs?maxResults=1000"),
        PageCase(
            kind: "evaluation-job", bounds: all, token: "a+b/c=&ä",
            target: """
                /evaluation-jobs?creationTimeAfter=2026-11-30T10%3A00%3A00Z&maxResults=1000&nextToken=a%2Bb%2Fc%3D%26%C3%A4\
                &statusEquals=InProgress
                """),
        PageCase(
            kind: "flow-execution", parent: "ABCDEFGHIJ/alias", token: "t",
            target: "/flows/ABCDEFGHIJ/executions?flowAliasIdentifier=alias&maxResults=1000&nextToken=t"),
        PageCase(
            kind: "automated-reasoning-policy-build-workflow",
            parent: "arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abcdefghijkl",
            target: """
                /automated-reasoning-policies/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aautomated-reasoning-policy\
                %2Fabcdefghijkl/build-workflows?maxResults=1000
                """),
        PageCase(
            kind: "own",
            own: Listing(
                "ListOwn", request: .path("/jobs", fixed: ["z": .bool(true), "a": .strings(["y", "x"])]),
                parent: ["queue"],
                items: "jobs", pageSize: nil, token: ownToken, filters: .init(status: "state", modifiedAfter: "since")),
            parent: "a b", bounds: all, token: "",
            target: "/jobs?a=x&a=y&next=&queue=a%20b&since=2026-11-30T10%3A00%3A00Z&state=InProgress&z=true"),
    ]

    /// REST-JSON with POST: in the body, or what asks for the page in the query.
    static let posts: [PageCase] = [
        PageCase(
            kind: "ingestion-job", parent: "KB00000001/DS00000001", bounds: ListBounds(status: "IN_PROGRESS"),
            token: "t",
            target: "/knowledgebases/KB00000001/datasources/DS00000001/ingestionjobs/",
            body: """
                {"filters":[{"attribute":"STATUS","operator":"EQ","values":["IN_PROGRESS"]}],"maxResults":1000,"nextToken":"t"}
                """),
        PageCase(kind: "knowledge-base", bounds: all, target: "/knowledgebases/", body: #"{"maxResults":1000}"#),
        PageCase(kind: "agentcore-runtime", token: "t", target: "/runtimes/?maxResults=100&nextToken=t"),
        PageCase(
            kind: "own",
            own: Listing(
                "ListOwn", request: .path("/jobs", method: .post, fixed: ["n": .integer(1)]), parent: ["queue"],
                items: "jobs",
                pageSize: .init("size", 50), token: ownToken, filters: .init(createdAfter: "since"), sendsQuery: true),
            parent: "q", bounds: newest, token: "t", target: "/jobs?next=t&since=2026-11-30T10%3A00%3A00Z&size=50",
            body: #"{"n":1,"queue":"q"}"#),
        PageCase(
            kind: "own",
            own: Listing(
                "ListOwn", request: .path("/{queue}/jobs", method: .post), parent: ["queue"], items: "jobs",
                pageSize: .init("size", 50), token: nil, filters: .init(createdAfter: "since")),
            parent: "..", bounds: newest, token: "t", target: "/%2E%2E/jobs", body: #"{"since":1796032800,"size":50}"#),
        PageCase(
            kind: "own", own: Listing("ListOwn", request: .path("/jobs", method: .post), items: "jobs", token: nil),
            target: "/jobs"),
    ]

    @Test("Pages are asked for to the byte", arguments: json + variables + queries + posts)
    func request(_ expected: PageCase) throws {
        let page = try expected.page()
        let listing = try #require(page.settings.kind.listing)
        let url = "https://example.com/base"
        let request = try ListRequestBuilder.request(for: page, at: Endpoint(url))
        #expect(request.url == url + expected.target)
        #expect(String(decoding: request.body, as: UTF8.self) == expected.body)
        #expect(request.method == listing.request.method.rawValue)
        switch page.settings.kind.service.transport {
        case .json(let version, let prefix):
            #expect(request.headers["X-Amz-Target"] == "\(prefix).\(listing.operation)")
            #expect(request.headers["Content-Type"] == "application/x-amz-json-\(version.rawValue)")
        case .restJSON:
            #expect(request.headers["Content-Type"] == (expected.body.isEmpty ? nil : "application/json"))
            #expect(request.headers["Accept"] == "application/json")
        }
    }

    @Test("A further page differs from the first by its token alone", arguments: json + variables + queries + posts)
    func furtherPage(_ expected: PageCase) throws {
        var first = expected
        first.token = nil
        let endpoint = Endpoint(host: "example.com")
        let page = try first.page()
        let one = try ListRequestBuilder.request(for: page, at: endpoint)
        let other = try ListRequestBuilder.request(for: page.next("TOKEN"), at: endpoint)
        func without(_ text: String) -> String {
            let member = page.settings.kind.listing?.token?.sent ?? ""
            return ["&\(member)=TOKEN", "\(member)=TOKEN&", #","\#(member)":"TOKEN""#, #""\#(member)":"TOKEN","#]
                .reduce(text) { $0.replacing($1, with: "") }
        }
        if page.settings.kind.listing?.token == nil {
            #expect(one == other)
        } else {
            #expect(one != other)
        }
        #expect(one.query == without(other.query) || one.query.isEmpty && !other.query.contains("&"))
        #expect(String(decoding: one.body, as: UTF8.self) == without(String(decoding: other.body, as: UTF8.self)))
        #expect(one.path == other.path && one.headers == other.headers)
    }

    @Test(
        "What cannot be listed is said without a request",
        arguments: [
            ("blueprint-optimization", nil), ("ingestion-job", nil), ("ingestion-job", "KB00000001"),
            ("agent-alias", ""),
        ] as [(String, String?)])
    func refused(kind: String, parent: String?) throws {
        let page = try PageCase(kind: kind, parent: parent, target: "").page()
        let failure = #expect(throws: PollFailure.self) {
            try ListRequestBuilder.request(for: page, at: Endpoint(host: "example.com"))
        }
        #expect(failure?.cause == .rejected && failure?.code == "NoList")
    }
}
