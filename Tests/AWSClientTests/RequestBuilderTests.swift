// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

/// A kind's request, an id, and what is sent.
struct RequestCase: Sendable, CustomTestStringConvertible {
    var service = restService
    let request: Kind.Request
    let parts: [IDRule.Part]
    let id: String
    var verbose = false
    let target: String
    var body = ""

    static let restService = AWSService(name: "batch", title: "Batch", transport: .restJSON)
    static let jsonService = AWSService(name: "ecs", title: "ECS", transport: .json(.oneOne, targetPrefix: "ECS"))

    var testDescription: String { "\(request.method.rawValue) \(request.path) \(id)" }

    var watch: Watch {
        let kind = Kind(
            name: "own",
            title: "own",
            service: service,
            operation: "DescribeOwn",
            request: request,
            id: IDRule(parts, arns: []),
            response: Kind.Response(status: "status"),
            statuses: StatusRules(completed: ["DONE"])
        )
        return Watch(name: "test", kind: kind, resourceID: id, region: "us-east-1", verbose: verbose)
    }
}

@Suite("Requests")
struct RequestBuilderTests {
    private static let name = IDRule.Part("name", .anything)
    private static let run = IDRule.Part("run", .anything)
    private static let list = IDRule.Part("jobs", .anything, shape: .list)
    private static let number = IDRule.Part("number", .anything, shape: .number)

    static let bodies: [RequestCase] = [
        RequestCase(
            request: .path("/v1/describejobs", method: .post), parts: [list], id: "j-1",
            target: "/v1/describejobs", body: #"{"jobs":["j-1"]}"#),
        RequestCase(
            request: .path("/a/{name}/b", method: .post), parts: [name], id: "x y", target: "/a/x%20y/b"),
        RequestCase(
            request: .path("/a/{name}/b", method: .post, fixed: ["n": .integer(1), "s": .strings(["x", "y"])]),
            parts: [name, run], id: "x/7", target: "/a/x/b", body: #"{"n":1,"run":"7","s":["x","y"]}"#),
        RequestCase(
            request: Kind.Request(.post, "/a", fixed: ["b": .bool(false)], verboseMember: "v"), parts: [name], id: "x",
            verbose: true, target: "/a", body: #"{"b":false,"name":"x","v":true}"#),
        RequestCase(
            service: RequestCase.jsonService, request: .body(fixed: ["include": .strings(["TAGS"])]),
            parts: [name, IDRule.Part("tasks", .anything, shape: .list)], id: "c/t", target: "/",
            body: #"{"include":["TAGS"],"name":"c","tasks":["t"]}"#),
        RequestCase(
            service: RequestCase.jsonService, request: .body(fixed: ["name": .string("other")]), parts: [name],
            id: #"a"\b"#, target: "/", body: #"{"name":"a\"\\b"}"#),
        RequestCase(
            service: RequestCase.jsonService, request: .body(), parts: [name, number], id: "x/0042", target: "/",
            body: #"{"name":"x","number":42}"#),
        RequestCase(
            service: RequestCase.jsonService, request: .body(), parts: [number], id: "9223372036854775808",
            target: "/", body: #"{"number":"9223372036854775808"}"#),
        RequestCase(
            service: RequestCase.jsonService, request: .body(), parts: [number], id: "-1", target: "/",
            body: #"{"number":"-1"}"#),
    ]

    static let queries: [RequestCase] = [
        RequestCase(request: .path("/jobs/{name}"), parts: [name], id: "..", target: "/jobs/%2E%2E"),
        RequestCase(
            request: .path("/jobs/{name}", fixed: ["z": .bool(true), "a": .integer(-1), "B": .string("")]),
            parts: [name], id: "a/b", target: "/jobs/a%2Fb?B=&a=-1&z=true"),
        RequestCase(
            request: .path("/jobs"), parts: [name, run], id: "x/a+b&c=d%e ~ä",
            target: "/jobs?name=x&run=a%2Bb%26c%3Dd%25e%20~%C3%A4"),
        RequestCase(
            request: .path("/jobs", fixed: ["s": .strings(["b", "a"])]), parts: [list], id: "j",
            target: "/jobs?jobs=j&s=a&s=b"),
        RequestCase(request: .path("/jobs"), parts: [number], id: "007", target: "/jobs?number=7"),
        RequestCase(request: .path("/jobs/{number}"), parts: [number], id: "007", target: "/jobs/007"),
        RequestCase(
            request: Kind.Request(.get, "/jobs/{name}", verboseMember: "full"), parts: [name], id: "x", verbose: true,
            target: "/jobs/x?full=true"),
        RequestCase(
            request: Kind.Request(.get, "/jobs/{name}", verboseMember: "full"), parts: [name], id: "x",
            target: "/jobs/x"),
    ]

    @Test(
        "Members are in the path, else in the body of a POST, else in the query",
        arguments: bodies + queries, ["https://example.com", "http://[::1]:4566/base/%7Bteam%7D"]
    )
    func request(_ expected: RequestCase, at url: String) throws {
        let endpoint = try Endpoint(url)
        let request = RequestBuilder.request(for: expected.watch, at: endpoint)
        #expect(request.method == expected.request.method.rawValue)
        #expect(request.url == url + expected.target)
        #expect(String(decoding: request.body, as: UTF8.self) == expected.body)
        let isREST = expected.service == RequestCase.restService
        #expect(request.headers["Accept"] == (isREST ? "application/json" : nil))
        let type = isREST ? "application/json" : "application/x-amz-json-1.1"
        #expect(request.headers["Content-Type"] == (expected.body.isEmpty ? nil : type))
        #expect(request.headers["X-Amz-Target"] == (isREST ? nil : "ECS.DescribeOwn"))
    }

    @Test(
        "A POST that has nothing to send has no body",
        arguments: ["data-automation-project", "blueprint-optimization"]
    )
    func nothingToSend(name: String) throws {
        let watch = try Watch.test(name, "arn:aws:bedrock:us-east-1:123456789012:\(name)/a")
        let request = RequestBuilder.request(for: watch, at: Endpoint(host: "example.com"))
        #expect(request.method == "POST" && request.body.isEmpty && request.query.isEmpty)
        #expect(request.headers == [HTTPField("Accept", "application/json")])
    }
}
