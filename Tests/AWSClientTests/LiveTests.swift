// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import SimulatedAWS
import TestSupport
import Testing

/// A fault of the simulator, and the poll failure it must become.
struct FaultCase: Sendable, CustomTestStringConvertible {
    let fault: Fault
    let cause: PollFailure.Cause
    let code: String?
    let status: Int?
    let words: String
    var deadline: Duration = .seconds(20)

    var testDescription: String { fault.kind.rawValue }

    init(
        _ kind: FaultKind,
        _ cause: PollFailure.Cause,
        _ code: String?,
        _ status: Int?,
        _ words: String,
        settings: FaultSettings = FaultSettings(),
        deadline: Duration = .seconds(20)
    ) {
        fault = Fault(kind, settings: settings)
        (self.cause, self.code, self.status, self.words) = (cause, code, status, words)
        self.deadline = deadline
    }
}

@Suite("Failures over real sockets", .timeLimit(.minutes(3)))
struct LiveFaultTests {
    static let job = "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl"

    @Test(
        "Amazon ML's failures are classified",
        arguments: [
            FaultCase(.throttle, .throttled, "ThrottlingException", 400, ""),
            FaultCase(.internalError, .transient, "InternalServerException", 500, ""),
            FaultCase(.unavailable, .transient, "ServiceUnavailableException", 503, ""),
            FaultCase(.unavailableHTML, .transient, nil, 503, "answered HTTP 503 with a page of HTML"),
            FaultCase(.expiredToken, .credentials, "ExpiredTokenException", 400, ""),
            FaultCase(.unrecognizedClient, .credentials, "UnrecognizedClientException", 400, ""),
            FaultCase(.invalidSignature, .credentials, "InvalidSignatureException", 400, "<redacted>"),
            FaultCase(.denied, .denied, "AccessDeniedException", 400, ""),
            FaultCase(.notFound, .notFound, "ResourceNotFoundException", 400, ""),
            FaultCase(.validation, .rejected, "InvalidInputException", 400, ""),
            FaultCase(.notJSON, .transient, "UnreadableAnswer", 200, "is not JSON"),
            FaultCase(.wrongType, .transient, "UnreadableAnswer", 200, "is not a JSON object"),
            FaultCase(.nullStatus, .transient, "UnreadableAnswer", 200, "has no Status"),
            FaultCase(.missingStatus, .transient, "UnreadableAnswer", 200, "has no Status"),
            FaultCase(.numericStatus, .transient, "UnreadableAnswer", 200, "has no Status"),
            FaultCase(.hugeBody, .transient, "AnswerTooLarge", nil, "larger than 4 MiB"),
            FaultCase(
                .redirect, .rejected, "RedirectRefused", 302, "redirect to elsewhere.example.com,",
                settings: FaultSettings(location: "https://elsewhere.example.com/a?X-Amz-Signature=abc")
            ),
            FaultCase(.reset, .transient, "ConnectionReset", nil, "broke off the connection"),
            FaultCase(.close, .transient, "ConnectionClosed", nil, "closed the connection"),
            FaultCase(.truncate, .transient, "BadAnswer", nil, "ended in the middle"),
            FaultCase(
                .reset, .transient, "ConnectionReset", nil, "broke off the connection",
                settings: FaultSettings(bytes: 9)
            ),
            FaultCase(
                .hang, .transient, "TimedOut", nil, "did not answer completely within 150ms",
                deadline: .milliseconds(150)
            ),
            FaultCase(
                .drip, .transient, "TimedOut", nil, "did not answer completely within 150ms",
                settings: FaultSettings(seconds: 0.05), deadline: .milliseconds(150)
            ),
        ]
    )
    func classifies(_ expected: FaultCase) async throws {
        let scenario = Scenario(resources: Scenario.demo.resources, faults: [expected.fault])
        try await withSimulator(scenario, deadline: expected.deadline) { reader, endpoint, _ in
            let watch = try Watch.test("evaluation", "ev-churn-nightly", at: endpoint)
            let failure = try #require(await reader.read(watch).failure)
            #expect(failure.cause == expected.cause)
            #expect(failure.code == expected.code)
            #expect(failure.httpStatus == expected.status)
            #expect(failure.message.contains(expected.words), "\(failure.message)")
            #expect(!failure.message.isEmpty)
            #expect(failure.message == failure.message.cleaned())
        }
    }

    @Test(
        "Bedrock's statuses are classified",
        arguments: [
            FaultCase(.throttle, .throttled, "ThrottlingException", 429, ""),
            FaultCase(.denied, .denied, "AccessDeniedException", 403, ""),
            FaultCase(.notFound, .notFound, "ResourceNotFoundException", 404, ""),
            FaultCase(.validation, .rejected, "ValidationException", 400, ""),
            FaultCase(.expiredToken, .credentials, "ExpiredTokenException", 403, ""),
        ]
    )
    func classifiesBedrock(_ expected: FaultCase) async throws {
        let scenario = Scenario(resources: Scenario.demo.resources, faults: [expected.fault], qualifiedErrors: true)
        try await withSimulator(scenario) { reader, endpoint, _ in
            let watch = try Watch.test("evaluation-job", Self.job, at: endpoint)
            let failure = try #require(await reader.read(watch).failure)
            #expect(failure.cause == expected.cause)
            #expect(failure.code == expected.code)
            #expect(failure.httpStatus == expected.status)
            #expect(failure.requestID != nil)
        }
    }

    @Test("A wrong clock is corrected by AWS's, once, and stays corrected", arguments: [-3_600.0, 86_400, 600])
    func correctsClock(seconds: Double) async throws {
        let fault = Fault(.clockSkew, settings: FaultSettings(seconds: seconds))
        let scenario = Scenario(resources: Scenario.demo.resources, faults: [fault])
        try await withSimulator(scenario) { reader, endpoint, simulator in
            let watch = try Watch.test("evaluation", "ev-churn-nightly", at: endpoint)
            #expect(await reader.read(watch).observation != nil)
            #expect(await simulator.counts.requests == 2)
            #expect(await reader.read(watch).observation != nil)
            #expect(await simulator.counts.requests == 3)
        }
    }

    @Test("A throttle says how long to wait")
    func retryAfter() async throws {
        let fault = Fault(.throttle, settings: FaultSettings(retryAfter: "7", amzRetryAfter: "1500"))
        try await withSimulator(Scenario(resources: Scenario.demo.resources, faults: [fault])) { reader, endpoint, _ in
            let failure = try await reader.read(.test("evaluation", "ev-churn-nightly", at: endpoint)).failure
            #expect(failure?.retryAfter == .milliseconds(1_500))
        }
    }

    @Test("A port that nothing listens on refuses at once")
    func refused() async throws {
        let port = try await withSimulator { _, endpoint, _ in endpoint }
        try await withAWSReader(environment: exampleKeys, concurrency: 1, userAgent: "awaitd/test", now: wallClock) {
            reader, _ in
            let start = ContinuousClock.now
            let failure = try await reader.read(.test("evaluation", "ev-churn-nightly", at: port)).failure
            #expect(failure?.cause == .transient)
            #expect(failure?.code == "ConnectionRefused")
            #expect(failure?.message.contains("nothing listens there") == true)
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }

    @Test("An https request to an http address gets a failure that says so")
    func wrongScheme() async throws {
        try await withSimulator { reader, endpoint, _ in
            let secure = "https" + endpoint.dropFirst(4)
            let failure = try await reader.read(.test("evaluation", "ev-churn-nightly", at: secure)).failure
            #expect(failure?.cause == .transient)
            #expect(failure?.code == "TLSFailed")
            #expect(failure?.message.hasSuffix("could be made (WRONG_VERSION_NUMBER); is it an https address?") == true)
        }
    }

    @Test("A cancelled read ends at once, as a failure")
    func cancellation() async throws {
        let scenario = Scenario(resources: Scenario.demo.resources, faults: [Fault(.hang)])
        try await withSimulator(scenario) { reader, endpoint, simulator in
            let watch = try Watch.test("evaluation", "ev-churn-nightly", at: endpoint)
            let outcome = await withTaskGroup(of: PollOutcome.self) { group in
                group.addTask { await reader.read(watch) }
                while await simulator.counts.requests == 0 { await Task.yield() }
                group.cancelAll()
                return await group.next()
            }
            #expect(outcome?.failure?.cause == .transient)
            #expect(outcome?.failure?.code == "Cancelled")
        }
    }

    @Test("The path is sent exactly as it was signed", arguments: ["", "/a~b/c%20d", "/%7Bteam%7D/v:1"])
    func pathOnTheWire(base: String) async throws {
        try await withSimulator { reader, endpoint, simulator in
            _ = try await reader.read(.test("evaluation-job", Self.job, at: endpoint + base))
            let request = try #require(await simulator.requests.first)
            let path =
                "\(base)/evaluation-jobs/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aevaluation-job%2Fabcdefghijkl"
            #expect(request.uri == path)
            #expect(request.header("User-Agent") == "awaitd/test")
            #expect(request.header("Host") == String(endpoint.dropFirst(7)))
            #expect(request.header("Authorization")?.contains("user-agent") == false)
            #expect(await simulator.counts.signatureErrors == 0)
        }
    }

    @Test("One connection serves successive reads")
    func keepsConnections() async throws {
        try await withSimulator { reader, endpoint, simulator in
            let watch = try Watch.test("ml-model", "ml-churn", at: endpoint)
            for _ in 0..<20 {
                #expect(await reader.read(watch).observation != nil)
            }
            #expect(await simulator.counts.requests == 20)
        }
    }
}

@Suite("Reading over real sockets", .timeLimit(.minutes(3)))
struct LiveReadTests {
    @Test(
        "Every kind of the demo is read, and its signature is accepted",
        arguments: [
            ("evaluation", "ev-churn-nightly"),
            ("ml-model", "ml-churn"),
            ("ml-model-endpoint", "ml-recommend"),
            ("batch-prediction", "bp-august"),
            ("data-source", "ds-customers"),
            ("evaluation-job", "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl"),
        ]
    )
    func reads(kind: String, id: String) async throws {
        try await withSimulator { reader, endpoint, simulator in
            let outcome = try await reader.read(.test(kind, id, at: endpoint))
            guard case .observed(let observation) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            // A loaded machine may get here when the demo is over: any status is good that the kind knows.
            #expect(Kind.sample(kind).statuses.state(in: observation, after: .unseen) != .unknown)
            #expect((observation.createdAt != nil) == (observation.status != "NONE"))
            #expect(observation.requestID != nil)
            #expect(!observation.details.isEmpty)
            let counts = await simulator.counts
            #expect(counts.requests == 1)
            #expect(counts.signatureErrors == 0)
            #expect(counts.protocolErrors == 0)
        }
    }
}
