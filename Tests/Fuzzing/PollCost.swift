// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Glibc
import Platform
import Synchronization

/// What a poll costs inside the client, without a network: in µs of CPU, the best of five.
///
/// The responses are those of an evaluation that goes on, whose presigned LogUri is new in each, as Amazon ML's is.
struct PollCost {
    private static let watch = Kind.builtIn(named: "evaluation").map {
        Watch(name: "churn", kind: $0, resourceID: "ev-1234567890", region: "us-east-1", endpoint: "http://127.0.0.1:9")
    }
    private static let credentials = Credentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    private static let time = Timestamp(microseconds: 1_795_262_400_000_000)

    /// Measures and prints each part.
    func measure() async {
        guard let watch = Self.watch, let endpoint = try? Endpoint("http://127.0.0.1:9") else { return }
        let environment = [
            "AWS_ACCESS_KEY_ID": Self.credentials.accessKeyID, "HOME": "/nonexistent",
            "AWS_SECRET_ACCESS_KEY": Self.credentials.secretAccessKey,
        ]
        let reader = AWSReader(
            environment: environment, transport: PreparedTransport(Self.responses), now: { Self.time })
        await Self.show("a read, all in all") { _ = await reader.read(watch) }
        let request = RequestBuilder.request(for: watch, at: endpoint)
        await Self.show("making the request") { _ = RequestBuilder.request(for: watch, at: endpoint) }
        let signer = SigV4(credentials: Self.credentials, region: watch.region, service: "machinelearning")
        await Self.show("signing it") { _ = signer.signed(request, at: Self.time) }
        let text = MessageRedactor(credentials: Self.credentials)
        let responses = Self.responses
        await Self.show("reading the response") {
            _ = try? ResponseReader(watch.kind, text: text).observation(of: responses[0])
        }
    }

    private static func show(_ name: String, _ body: () async -> Void) async {
        let rounds = 5_000
        var best = Double.infinity
        for _ in 0..<5 {
            let start = processorTime()
            for _ in 0..<rounds { await body() }
            best = min(best, (processorTime() - start) / Double(rounds))
        }
        print("\((best * 100).rounded() / 100) µs  \(name)")
    }

    /// The CPU that this process has used, in µs.
    private static func processorTime() -> Double { Double(KernelTime.process) }

    private static let responses = (0..<4).map { number in
        let signature = String(repeating: "\(number)c0ffee", count: 9)
        let body = #"""
            {"ComputeTime":185310,"CreatedAt":1.795255200124E9,"CreatedByIamUser":"arn:aws:iam::123456789012:user/ml",\#
            "EvaluationDataSourceId":"ds-1234567890","EvaluationId":"ev-1234567890",\#
            "InputDataLocationS3":"s3://example-bucket/churn/2026-11/data.csv","LastUpdatedAt":1.795255260451E9,\#
            "LogUri":"https://example-bucket.s3.amazonaws.com/logs/ev-1234567890.log?X-Amz-Algorithm=AWS4-HMAC-SHA256&\#
            X-Amz-Date=20261121T120000Z&X-Amz-Expires=900&X-Amz-Signature=\#(signature)","MLModelId":"ml-1234567890",\#
            "Message":"Running","Name":"churn, weekly","StartedAt":1.795255205451E9,"Status":"INPROGRESS"}
            """#
        let headers = [
            HTTPField("x-amzn-RequestId", "8d3c1f4e-7b2a-4c6d-9e01-\(number)b5a7c9d1e3f"),
            HTTPField("Content-Type", "application/x-amz-json-1.1"), HTTPField("Content-Length", "\(body.utf8.count)"),
            HTTPField("Date", "Sat, 21 Nov 2026 12:00:00 GMT"), HTTPField("Connection", "keep-alive"),
        ]
        return HTTPResponse(status: 200, headers: headers, body: Array(body.utf8))
    }
}

/// Answers at once, with each of some responses in turn.
private final class PreparedTransport: HTTPTransport {
    private let responses: [HTTPResponse]
    private let sent = Atomic(0)

    init(_ responses: [HTTPResponse]) {
        self.responses = responses
    }

    func send(_ request: HTTPRequest, until deadline: Deadline) async throws(TransportError) -> HTTPResponse {
        responses[sent.wrappingAdd(1, ordering: .relaxed).newValue % responses.count]
    }
}
