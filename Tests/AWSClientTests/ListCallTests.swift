// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

@Suite("Attempts of one page")
struct ListCallTests {
    private static let good = HTTPResponse(
        200, #"{"Results":[{"EvaluationId":"ev-1","Status":"PENDING"}],"NextToken":"n"}"#,
        headers: [HTTPField("Date", "Sat, 21 Nov 2026 12:30:00 GMT")])
    private static let keys = AWSReaderTests.keys("KEY")

    private func reader(
        _ transport: any HTTPTransport,
        files: MemoryFiles = MemoryFiles([AWSReaderTests.path: ListCallTests.keys]),
        deadline: Duration = AWSReader.deadline
    ) -> AWSReader {
        AWSReader(
            environment: AWSReaderTests.environment, fileSystem: files, clock: FileClock(bench: BenchClock()),
            transport: transport, deadline: deadline, now: { AWSReaderTests.now })
    }

    private func page(
        _ kind: String = "evaluation", in parent: String? = nil, token: String? = nil
    ) throws -> ListRequest {
        ListRequest(try Watch.test(kind, "").settings, parent: parent, token: token)
    }

    @Test("A page is asked for as the reads of its lane are sent, and its time is AWS's")
    func page() async throws {
        let files = MemoryFiles([AWSReaderTests.path: Self.keys])
        let transport = ScriptedTransport([AWSReaderTests.good, Self.good])
        let reader = reader(transport, files: files)
        #expect(try await reader.read(.test("evaluation", "ev-1")).observation != nil)
        let looks = files.looks
        let outcome = try await reader.list(page())
        let date = Timestamp(rfc3339: "2026-11-21T12:30:00Z")
        #expect(
            outcome == .page(ListPage(items: [ListItem(ids: ["ev-1"], status: "PENDING")], nextToken: "n", date: date)))
        // The route that the read had found.
        #expect(files.looks == looks)
        let (read, list) = try (#require(transport.requests.first), #require(transport.requests.last))
        #expect(list.headers["X-Amz-Target"] == "AmazonML_20141212.DescribeEvaluations")
        #expect(list.headers["X-Amz-Date"] == read.headers["X-Amz-Date"])
        #expect(list.headers["Authorization"]?.contains("Credential=KEY/20261121/us-east-1/machinelearning/") == true)
        #expect(list.isRepeatable && list.endpoint == read.endpoint)
    }

    @Test("Credentials that AWS refuses are read again, and new ones are tried once")
    func refreshes() async throws {
        let files = MemoryFiles([AWSReaderTests.path: Self.keys])
        let transport = ScriptedTransport([AWSReaderTests.refusal("ExpiredTokenException"), Self.good]) {
            files.replaceUnseen(AWSReaderTests.keys("NEWKEY"), at: AWSReaderTests.path)
        }
        let reader = reader(transport, files: files)
        #expect(try await reader.list(page()).page != nil)
        #expect(transport.requests.count == 2)
        #expect(transport.requests.last?.headers["Authorization"]?.contains("NEWKEY") == true)
        #expect(transport.requests.first?.body == transport.requests.last?.body)
    }

    @Test("A clock that a page shows to be wrong is corrected once, for the lane's reads too")
    func correctsClock() async throws {
        let date = "Sat, 21 Nov 2026 12:30:00 GMT"
        let transport = ScriptedTransport([
            AWSReaderTests.refusal("RequestTimeTooSkewed", date: date), Self.good, AWSReaderTests.good,
        ])
        let reader = reader(transport)
        #expect(try await reader.list(page()).page != nil)
        #expect(try await reader.read(.test("evaluation", "ev-1")).observation != nil)
        let dates = transport.requests.map { $0.headers["X-Amz-Date"] }
        #expect(dates == ["20261121T100000Z", "20261121T123000Z", "20261121T123000Z"])
    }

    /// A kind, its parent, a token, the error, and what it comes to.
    static let errors: [(String, String?, String?, String, Int, PollFailure.Cause)] = [
        ("evaluation", nil, nil, "ThrottlingException", 400, .throttled),
        ("evaluation", nil, nil, "InternalServerException", 500, .transient),
        ("evaluation", nil, nil, "AccessDeniedException", 400, .denied),
        ("evaluation", nil, nil, "UnrecognizedClientException", 400, .credentials),
        ("evaluation", nil, nil, "InvalidInputException", 400, .rejected),
        ("evaluation", nil, "t", "ValidationException", 400, .rejected),
        ("evaluation", nil, "t", "InvalidNextTokenException", 400, .rejected),
        ("ingestion-job", "KB00000001/DS00000001", nil, "ResourceNotFoundException", 404, .notFound),
        ("glue-job-run", "job", nil, "OperationTimeoutException", 400, .transient),
        // A code that says of one operation that something is not there, where only the parent can be that.
        ("emr-step", "j-1", nil, "InvalidRequestException", 400, .notFound),
        ("emr-step", "j-1", "t", "InvalidRequestException", 400, .rejected),
        ("emr-cluster", nil, nil, "InvalidRequestException", 400, .rejected),
    ]

    @Test("Errors mean what they mean for reads", arguments: errors)
    func error(
        kind: String, parent: String?, token: String?, code: String, status: Int, cause: PollFailure.Cause
    ) async throws {
        let transport = ScriptedTransport([AWSReaderTests.refusal(code, status: status)])
        let failure = try await reader(transport).list(page(kind, in: parent, token: token)).failure
        #expect(failure?.cause == cause && failure?.code == code && failure?.message == "no")
        #expect(failure?.httpStatus == status)
        #expect(transport.requests.count == 1)
    }

    @Test("Without connection, in time, or a list, there is no page")
    func noPage() async throws {
        let broken = TransportError(code: "ConnectionReset", message: "h broke off the connection")
        let transport = ScriptedTransport(failing: broken)
        #expect(
            try await reader(transport).list(page()).failure
                == PollFailure(.transient, code: broken.code, message: broken.message))
        let late = try await reader(ScriptedTransport([Self.good]), deadline: .zero).list(page()).failure
        #expect(late?.code == "TimedOut" && late?.cause == .transient)
        let unlisted = try await reader(transport).list(page("blueprint-optimization")).failure
        #expect(unlisted?.cause == .rejected && unlisted?.code == "NoList")
        #expect(transport.requests.count == 1)
    }

    @Test("An API key of Bedrock is sent with lists too")
    func bearer() async throws {
        let transport = ScriptedTransport([HTTPResponse(200, #"{"jobSummaries":[]}"#)])
        let reader = AWSReader(
            environment: ["AWS_BEARER_TOKEN_BEDROCK": "bedrock-api-key-abc"], fileSystem: MemoryFiles(),
            transport: transport, now: { AWSReaderTests.now })
        #expect(try await reader.list(page("evaluation-job")).page?.items.isEmpty == true)
        #expect(transport.requests.last?.headers["Authorization"] == "Bearer bedrock-api-key-abc")
        #expect(transport.requests.last?.url.hasSuffix("/evaluation-jobs?maxResults=1000") == true)
    }

    @Test("A secret of the request is in nothing of a page but the token, wherever the response has it")
    func echoes() async throws {
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
        let keys = "[default]\naws_access_key_id = KEY\naws_secret_access_key = \(secret)\n"
        let files = MemoryFiles([AWSReaderTests.path: keys])
        for member in ["EvaluationId", "Name", "Status", "Message", "CreatedAt"] {
            let item = ["EvaluationId": "ev-1", "Status": "PENDING"].merging([member: secret]) { $1 }
            let body = JSONWriter.compact(
                .object([
                    "Results": .array([.object(item.mapValues(JSONValue.string)), .string(secret)]),
                    "NextToken": .string("n"),
                ]))
            let outcome = try await reader(ScriptedTransport([HTTPResponse(200, body)]), files: files).list(page())
            #expect(outcome.page != nil)
            for text in [secret, String(secret.prefix(17)), String(secret.suffix(17))] {
                #expect(!String(reflecting: outcome).contains(text))
            }
        }
    }
}

extension ListOutcome {
    /// The page, if there is one.
    fileprivate var page: ListPage? {
        if case .page(let page) = self { page } else { nil }
    }

    /// The failure, if there is one.
    fileprivate var failure: PollFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}
