// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

@Suite("Reads of many at once")
struct BatchReaderTests {
    /// A kind of this name, with how it is read in batches.
    private static func kind(_ name: String) throws -> (Kind, BatchRead) {
        let kind = try #require(Kind.builtIn(named: name))
        return (kind, try #require(kind.batch))
    }

    private static func read(_ name: String, _ body: String, _ ids: [String]) throws -> [Observation?] {
        let (kind, batch) = try kind(name)
        return try BatchReader(kind, batch).observations(of: HTTPResponse(200, body), for: ids)
    }

    @Test("Each is read as the kind's own operation would give it, in the order in which they were asked for")
    func same() throws {
        let (kind, _) = try Self.kind("batch-job")
        let one =
            #"{"jobId":"a","jobName":"n","status":"FAILED","statusReason":"r","createdAt":1796040000000,"isTerminated":true}"#
        let other =
            #"{"jobId":"b:7","status":"RUNNING", "container":{"exitCode":0,"environment":[{"name":"A","value":"B"}]}}"#
        let found = try Self.read(
            "batch-job", #"{"x":[{"jobs":[]}],"jobs":[\#(other) , \#(one)]}"#, ["a", "b:7", "c", "a"])
        let expected = try [one, other].map {
            try ResponseReader(kind).observation(of: HTTPResponse(200, #"{"jobs":[\#($0)]}"#))
        }
        #expect(found == [expected[0], expected[1], nil, expected[0]])
        #expect(found[0]?.reason == "r" && found[0]?.details.isEmpty == false)
    }

    @Test("Another operation's list is read as the kind's own response")
    func otherOperation() throws {
        let body = #"""
            {"QueryExecutions":[{"QueryExecutionId":"q-1","Status":{"State":"RUNNING","SubmissionDateTime":1796040000}}],
            "UnprocessedQueryExecutionIds":[{"QueryExecutionId":"q-2","ErrorCode":"X","ErrorMessage":"m"}]}
            """#
        let found = try Self.read("athena-query", body, ["q-1", "q-2"])
        #expect(found.map { $0?.status } == ["RUNNING", nil])
        #expect(found[0]?.createdAt == Timestamp(rfc3339: "2026-11-30T12:00:00Z"))
    }

    @Test("A resource may be named by its ARN")
    func arn() throws {
        let id = "0123456789abcdef0123456789abcdef"
        let body = #"{"tasks":[{"taskArn":"arn:aws:ecs:us-east-1:123456789012:task/c/\#(id)","lastStatus":"RUNNING"}]}"#
        #expect(try Self.read("ecs-task", body, [id]).map { $0?.status } == ["RUNNING"])
    }

    @Test(
        "What cannot be read spoils only itself",
        arguments: [
            "null", "7", "[]", "{}", #"{"jobId":"x"}"#, #"{"jobId":"x","status":7}"#, #"{"jobId":"x","status":"a\nb"}"#,
            #"{"jobId":7,"status":"RUNNING"}"#, #"{"status":"RUNNING"}"#,
        ])
    func unreadable(element: String) throws {
        let body = #"{"jobs":[\#(element),{"jobId":"a","status":"RUNNING"},\#(element)]}"#
        #expect(
            try Self.read("batch-job", body, ["x", "a", "7", ""]).map { $0?.status } == [nil, "RUNNING", nil, nil])
    }

    @Test(
        "A response without the list fails as a whole",
        arguments: [
            "", "[]", "null", "{", "{}", #"{"jobs":null}"#, #"{"jobs":{}}"#, #"{"jobs":[}"#, #"{"jobs":[1 2]}"#,
            #"{"jobs":[]}}"#, #"{"jobs":null,"jobs":[]}"#, #"{"jobs":[\#(String(repeating: "1,", count: 200))1]}"#,
        ])
    func noList(body: String) throws {
        let failure = #expect(throws: PollFailure.self) { try Self.read("batch-job", body, ["a"]) }
        #expect(failure?.cause == .transient && failure?.code == "UnreadableAnswer")
    }

    @Test("An empty list says nothing of any")
    func empty() throws {
        #expect(try Self.read("batch-job", #"{"jobs":[]}"#, ["a", "b"]) == [nil, nil])
    }

    // MARK: Requests

    private func reader(_ transport: ScriptedTransport) -> AWSReader {
        AWSReader(
            environment: AWSReaderTests.environment,
            fileSystem: MemoryFiles([AWSReaderTests.path: AWSReaderTests.keys("KEY")]), transport: transport,
            now: { AWSReaderTests.now })
    }

    @Test(
        "One request names each resource once",
        arguments: [
            ("batch-job", ["a", "b", "a"], "/v1/describejobs", nil, #"{"jobs":["a","b"]}"#),
            ("codebuild-build", ["p:1"], "/", "CodeBuild_20161006.BatchGetBuilds", #"{"ids":["p:1"]}"#),
            (
                "ecs-task", ["c/0123456789abcdef0123456789abcdef", "c/0123456789abcdef0123456789abcdee"], "/",
                "AmazonEC2ContainerServiceV20141113.DescribeTasks",
                #"{"cluster":"c","tasks":["0123456789abcdef0123456789abcdef","0123456789abcdef0123456789abcdee"]}"#
            ),
            ("athena-query", ["q"], "/", "AmazonAthena.BatchGetQueryExecution", #"{"QueryExecutionIds":["q"]}"#),
        ] as [(String, [String], String, String?, String)])
    func request(kind: String, ids: [String], path: String, target: String?, body: String) async throws {
        let transport = ScriptedTransport([HTTPResponse(200, "{}")])
        let outcome = try await reader(transport).readMany(ids.map { try .test(kind, $0) })
        guard case .failed(let failure) = outcome else { throw Unexpected() }
        #expect(failure.code == "UnreadableAnswer")
        let request = try #require(transport.requests.first)
        #expect(request.path == path && request.method == "POST" && request.isRepeatable)
        #expect(request.headers["X-Amz-Target"] == target)
        #expect(String(decoding: request.body, as: UTF8.self) == body)
    }

    @Test(
        "What cannot be read at once is not sent",
        arguments: [
            ("batch-job", []), ("batch-job", (0...100).map { "j-\($0)" }), ("evaluation", ["ev-1"]),
            ("ecs-task", ["x"]),
            ("ecs-task", ["c/0123456789abcdef0123456789abcdef", "d/0123456789abcdef0123456789abcdef"]),
        ])
    func refused(kind: String, ids: [String]) async throws {
        let transport = ScriptedTransport([HTTPResponse(200, "{}")])
        let outcome = try await reader(transport).readMany(ids.map { try .test(kind, $0) })
        guard case .failed(let failure) = outcome else { throw Unexpected() }
        #expect(failure.cause == .rejected && failure.code == "NoBatch" && transport.requests.isEmpty)
    }

    @Test("A failure of the call is everybody's")
    func failure() async throws {
        let transport = ScriptedTransport([AWSReaderTests.refusal("ThrottlingException", status: 429)])
        let outcome = try await reader(transport).readMany(["a", "b"].map { try .test("batch-job", $0) })
        guard case .failed(let failure) = outcome else { throw Unexpected() }
        #expect(failure.cause == .throttled)
    }

    @Test("Resources within different parents are not read at once")
    func groups() throws {
        let (tasks, _) = try Self.kind("ecs-task")
        #expect(tasks.batchGroup(ofID: "c/0123456789abcdef0123456789abcdef") == "c")
        #expect(tasks.batchGroup(ofID: "0123456789abcdef0123456789abcdef") == nil)
        #expect(try Self.kind("batch-job").0.batchGroup(ofID: "a") == "")
        #expect(try #require(Kind.builtIn(named: "evaluation")).batchGroup(ofID: "ev-1") == nil)
    }
}

/// Another outcome.
private struct Unexpected: Error {}
