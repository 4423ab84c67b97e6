// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import TestSupport
import Testing

/// A recorded response of any kind, read again, is what it was.
@Suite struct RecordingTests {
    /// Answers every request with one response.
    private struct Answering: HTTPTransport {
        let response: HTTPResponse

        func send(_ request: HTTPRequest, until deadline: Deadline) async throws(TransportError) -> HTTPResponse {
            response
        }
    }

    private static let environment = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"]

    private func recording(_ kind: Kind, _ body: String, status: Int = 200) async throws -> JSONValue {
        let transport = Answering(response: HTTPResponse(status: status, body: Array(body.utf8)))
        let reader = AWSReader(environment: Self.environment, transport: transport, now: { Timestamp(microseconds: 0) })
        let watch = Watch(name: "w", kind: kind, resourceID: "ev-1", region: "us-east-1")
        let text = try await reader.recording(of: watch).json(version: "1")
        return try JSONReader.value(of: Array(text.utf8))
    }

    private func observation(_ kind: Kind, _ body: JSONValue) throws -> Observation {
        try ResponseReader(kind).observation(of: HTTPResponse(status: 200, body: Array(JSONWriter.compact(body).utf8)))
    }

    @Test func isReadAgainToTheSameNotice() async throws {
        let kind = Kind.sample("evaluation")
        let body = """
            {"Status": "COMPLETED", "Message": "good", "CreatedAt": 1795255200.25, "StartedAt": 1795255200.25, \
            "FinishedAt": 1795255300.5, "Unnamed": "secret", "PerformanceMetrics": {"Properties": {"BinaryAUC": "0.93"}}}
            """
        let recording = try await recording(kind, body)
        guard case .array(let answers) = recording[path: "answers"], let answer = answers.first else {
            Issue.record("no answers")
            return
        }
        #expect(answer[path: "body.Unnamed"] == nil)
        #expect(answer[path: "state"]?.text == "completed")
        let again = try observation(kind, try #require(answer[path: "body"]))
        let first = try observation(kind, try JSONReader.value(of: Array(body.utf8)))
        #expect(again.status == first.status && again.reason == first.reason && again.createdAt == first.createdAt)
        #expect(again.startedAt == first.startedAt && again.finishedAt == first.finishedAt)
        #expect(again.details.filter { $0.member == "BinaryAUC" } == first.details.filter { $0.member == "BinaryAUC" })
    }

    @Test func ofAnErrorHasItsCodeAndMessage() async throws {
        let body = #"{"__type": "com.amazonaws#AccessDeniedException", "message": "not authorized", "x": "secret"}"#
        let recording = try await recording(.sample("evaluation"), body, status: 400)
        guard case .array(let answers) = recording[path: "answers"], let answer = answers.first else {
            Issue.record("no answers")
            return
        }
        #expect(answer[path: "status_line"]?.text == "HTTP/1.1 400")
        #expect(answer[path: "body"]?.members?.keys.sorted() == ["__type", "message"])
        #expect(answer[path: "body.__type"]?.text == "AccessDeniedException")
    }
}
