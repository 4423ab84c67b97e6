// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Glibc
import Synchronization
import Testing

@Suite("Attempts of one read")
struct AWSReaderTests {
    static let now = Timestamp(rfc3339: "2026-11-21T10:00:00Z") ?? Timestamp(microseconds: 0)
    static let good = HTTPResponse(200, #"{"Status":"PENDING"}"#)
    static let environment = ["HOME": "/root"]
    static let path = "/root/.aws/credentials"

    static func refusal(_ code: String, status: Int = 403, date: String? = nil) -> HTTPResponse {
        let headers = date.map { [HTTPField("Date", $0)] } ?? []
        return HTTPResponse(status, #"{"__type":"\#(code)","message":"no"}"#, headers: headers)
    }

    static func keys(_ key: String) -> String {
        "[default]\naws_access_key_id = \(key)\naws_secret_access_key = secret\n"
    }

    private func reader(
        _ transport: ScriptedTransport,
        files: MemoryFiles,
        clock: BenchClock = BenchClock()
    ) -> AWSReader {
        AWSReader(
            environment: Self.environment,
            fileSystem: files,
            clock: FileClock(bench: clock),
            transport: transport,
            now: { Self.now }
        )
    }

    @Test(
        "Credentials that AWS refuses are read again, and new ones are tried once",
        arguments: ["ExpiredTokenException", "InvalidClientTokenId"])
    func refreshes(code: String) async throws {
        let files = MemoryFiles([Self.path: Self.keys("OLDKEY")])
        let transport = ScriptedTransport([Self.refusal(code), Self.good]) {
            files.replaceUnseen(Self.keys("NEWKEY"), at: Self.path)
        }
        let outcome = try await reader(transport, files: files).read(.test("evaluation", "ev-1"))
        #expect(outcome.observation?.status == "PENDING")
        #expect(transport.requests.count == 2)
        #expect(transport.requests.first?.headers["Authorization"]?.contains("OLDKEY") == true)
        #expect(transport.requests.last?.headers["Authorization"]?.contains("NEWKEY") == true)
    }

    @Test("Reading the response counts against the deadline")
    func deadline() async throws {
        let reader = AWSReader(
            environment: Self.environment,
            fileSystem: MemoryFiles([Self.path: Self.keys("KEY")]),
            transport: ScriptedTransport([Self.good]),
            deadline: .zero,
            now: { Self.now }
        )
        #expect(await reader.read(try .test("evaluation", "ev-1")).failure?.code == "TimedOut")
    }

    @Test(
        "Small responses are read where they arrive, large ones on another thread",
        arguments: [
            (LargeResponses.threshold, true), (LargeResponses.threshold + 1, false),
        ])
    func largeResponses(size: Int, isReadHere: Bool) async throws {
        try await withAWSReader(
            environment: Self.environment,
            concurrency: 1,
            userAgent: "awaitd/test",
            now: { Self.now }
        ) { _, executor in
            let threads = await withTaskExecutorPreference(executor) { await Self.threads(size) }
            #expect((threads.there == threads.here) == isReadHere)
            #expect(threads.afterwards == threads.here)
        }
    }

    /// The threads before, while and after a response is read.
    @concurrent private static func threads(_ size: Int) async -> (here: UInt, there: UInt, afterwards: UInt) {
        let here = pthread_self()
        let there = await LargeResponses.reading(size) { pthread_self() }
        return (here, there, pthread_self())
    }

    @Test("The same credentials are not sent twice")
    func noHammering() async throws {
        let files = MemoryFiles([Self.path: Self.keys("OLDKEY")])
        let transport = ScriptedTransport([Self.refusal("ExpiredToken")])
        let clock = BenchClock()
        let reader = reader(transport, files: files, clock: clock)
        let watch = try Watch.test("evaluation", "ev-1")
        let failure = await reader.read(watch).failure
        #expect(failure?.cause == .credentials)
        #expect(failure?.code == "ExpiredToken")
        #expect(transport.requests.count == 1)
        #expect(await !reader.credentialsChanged(watch.lane))
        files.write(Self.keys("NEWKEY"), to: Self.path)
        #expect(await !reader.credentialsChanged(watch.lane))
        clock.advance(.seconds(1))
        #expect(await reader.credentialsChanged(watch.lane))
    }

    @Test("New credentials that are refused too end the read")
    func refusedTwice() async throws {
        let files = MemoryFiles([Self.path: Self.keys("OLDKEY")])
        let count = Mutex(0)
        let transport = ScriptedTransport([Self.refusal("ExpiredToken")]) {
            let number = count.withLock {
                $0 += 1
                return $0
            }
            files.write(Self.keys("KEY\(number)"), to: Self.path)
        }
        let failure = try await reader(transport, files: files).read(.test("evaluation", "ev-1")).failure
        #expect(failure?.cause == .credentials)
        #expect(transport.requests.count == 2)
    }

    @Test("Without credentials, nothing is sent to the service")
    func nothingToSign() async throws {
        let transport = ScriptedTransport([Self.good])
        let failure = try await reader(transport, files: MemoryFiles()).read(.test("evaluation", "ev-1")).failure
        #expect(failure?.cause == .credentials)
        // The instance's metadata service, the last provider of the chain, was asked; its response names no role.
        #expect(transport.requests.allSatisfy { $0.endpoint.host == "169.254.169.254" })
    }

    @Test(
        "A clock that AWS's Date shows to be wrong is corrected once",
        arguments: ["RequestTimeTooSkewed", "SignatureDoesNotMatch", "InvalidSignatureException", "RequestExpired"]
    )
    func correctsClock(code: String) async throws {
        let files = MemoryFiles([Self.path: Self.keys("KEY")])
        let transport = ScriptedTransport([Self.refusal(code, date: "Sat, 21 Nov 2026 12:30:00 GMT"), Self.good])
        let reader = reader(transport, files: files)
        #expect(try await reader.read(.test("evaluation", "ev-1")).observation != nil)
        #expect(transport.requests.map { $0.headers["X-Amz-Date"] } == ["20261121T100000Z", "20261121T123000Z"])
        #expect(try await reader.read(.test("evaluation", "ev-2")).observation != nil)
        #expect(transport.requests.last?.headers["X-Amz-Date"] == "20261121T123000Z")
        // Another endpoint has an offset of its own.
        #expect(try await reader.read(.test("evaluation", "ev-2", at: "https://other")).observation != nil)
        #expect(transport.requests.last?.headers["X-Amz-Date"] == "20261121T100000Z")
    }

    @Test(
        "With the right clock, a wrong signature means wrong credentials",
        arguments: [
            ("SignatureDoesNotMatch", "Sat, 21 Nov 2026 10:04:00 GMT", PollFailure.Cause.credentials),
            ("InvalidSignatureException", nil, .credentials),
            ("RequestTimeTooSkewed", "Sat, 21 Nov 2026 10:00:00 GMT", .clockSkew),
            ("RequestTimeTooSkewed", "nonsense", .clockSkew),
        ] as [(String, String?, PollFailure.Cause)]
    )
    func rightClock(code: String, date: String?, cause: PollFailure.Cause) async throws {
        let transport = ScriptedTransport([Self.refusal(code, date: date)])
        let failure = try await reader(transport, files: MemoryFiles([Self.path: Self.keys("KEY")]))
            .read(.test("evaluation", "ev-1")).failure
        #expect(failure?.cause == cause)
        #expect(transport.requests.count == 1)
    }

    @Test("A clock that stays wrong is a failure of its own cause")
    func staysSkewed() async throws {
        let transport = ScriptedTransport([
            Self.refusal("RequestTimeTooSkewed", date: "Sat, 21 Nov 2026 12:30:00 GMT"),
            Self.refusal("RequestTimeTooSkewed", date: "Sat, 21 Nov 2026 15:30:00 GMT"),
        ])
        let failure = try await reader(transport, files: MemoryFiles([Self.path: Self.keys("KEY")]))
            .read(.test("evaluation", "ev-1")).failure
        #expect(failure?.cause == .clockSkew)
        #expect(transport.requests.count == 2)
    }

    @Test(
        "No other failure is tried again",
        arguments: [
            "ThrottlingException", "InternalServerException", "AccessDeniedException", "ResourceNotFoundException",
            "ValidationException",
        ]
    )
    func noRetries(code: String) async throws {
        let transport = ScriptedTransport([Self.refusal(code), Self.good])
        let outcome = try await reader(transport, files: MemoryFiles([Self.path: Self.keys("KEY")])).read(
            .test("evaluation", "ev-1"))
        #expect(outcome.failure?.code == code)
        #expect(outcome.failure?.message == "no")
        #expect(transport.requests.count == 1)
    }

    @Test("A transport error becomes a transient failure")
    func transport() async throws {
        let failure = TransportError(code: "ConnectionReset", message: "h broke off the connection")
        let reader = reader(ScriptedTransport(failing: failure), files: MemoryFiles([Self.path: Self.keys("KEY")]))
        #expect(
            try await reader.read(.test("evaluation", "ev-1")).failure
                == PollFailure(.transient, code: failure.code, message: failure.message)
        )
    }

    @Test("Amazon ML is requested with a body, Bedrock with a path, verbosely only where wanted and known")
    func requests() async throws {
        let transport = ScriptedTransport([Self.good])
        let reader = reader(transport, files: MemoryFiles([Self.path: Self.keys("KEY")]))
        for verbose in [false, true] {
            for kind in ["evaluation", "ml-model", "ml-model-endpoint", "batch-prediction", "data-source"] {
                _ = try await reader.read(.test(kind, "x-1", verbose: verbose))
            }
        }
        _ = try await reader.read(.test("evaluation-job", "a:b/c", verbose: true))
        #expect(
            transport.requests.map { String(decoding: $0.body, as: UTF8.self) } == [
                #"{"EvaluationId":"x-1"}"#, #"{"MLModelId":"x-1"}"#, #"{"MLModelId":"x-1"}"#,
                #"{"BatchPredictionId":"x-1"}"#,
                #"{"DataSourceId":"x-1"}"#, #"{"EvaluationId":"x-1"}"#, #"{"MLModelId":"x-1","Verbose":true}"#,
                #"{"MLModelId":"x-1","Verbose":true}"#, #"{"BatchPredictionId":"x-1"}"#,
                #"{"DataSourceId":"x-1","Verbose":true}"#, "",
            ]
        )
        #expect(transport.requests.first?.headers["X-Amz-Target"] == "AmazonML_20141212.GetEvaluation")
        #expect(transport.requests.first?.url == "https://machinelearning.us-east-1.amazonaws.com/")
        #expect(transport.requests.last?.url == "https://bedrock.us-east-1.amazonaws.com/evaluation-jobs/a%3Ab%2Fc")
    }

    // MARK: What leaves the client

    private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    private static let token = "FwoGZXIvYXdzEBYaDHqa0A+abc/defghijklmnopqrstuvwxyz0123456789ABCDEF"

    /// Responses with a secret wherever one can be.
    private static func echoes(of secret: String) -> [HTTPResponse] {
        let headers = [
            HTTPField("x-amzn-RequestId", secret), HTTPField("x-amzn-errortype", "\(secret):http://x/"),
            HTTPField("Location", "https://\(secret)@example.com/\(secret)"),
        ]
        let bodies = [
            #"{"Status":"S","Message":"m S m","Name":"S","S":"x","Details":{"a":["S",{"b S":"S"}]},"LogUri":"https://h/S?S"}"#,
            #"{"__type":"S","message":"it is S; sent"}"#, #"{"Status":1,"S":2}"#, "<html>S</html>",
            "<ErrorResponse><Error><Code>S</Code><Message>S</Message></Error></ErrorResponse>", "S",
        ]
        return bodies.flatMap { body in
            [200, 307, 400, 403, 500].map {
                HTTPResponse(
                    $0, body.replacing("S", with: secret).replacing("\(secret)tatus", with: "Status"), headers: headers)
            }
        }
    }

    @Test(
        "A secret of the request is in nothing that leaves the client, wherever the response has it", arguments: 0..<3)
    func echoes(encodings: Int) async throws {
        for secret in [Self.secret, Self.token] {
            for part in [secret, String(secret.dropFirst(9).prefix(20)), String(secret.suffix(17))] {
                let echo = (0..<encodings).reduce(part) { text, _ in PercentEncoding.encode(text) }
                for response in Self.echoes(of: echo) {
                    let files = MemoryFiles([
                        Self.path: """
                        [default]
                        aws_access_key_id = AKIDEXAMPLE
                        aws_secret_access_key = \(Self.secret)
                        aws_session_token = \(Self.token)

                        """
                    ])
                    let reader = reader(ScriptedTransport([response]), files: files)
                    var told = ""
                    dump(await reader.read(try .test("evaluation", "ev-1")), to: &told)
                    let runs = (0...part.count - 16).map { part.dropFirst($0).prefix(16) }
                    let isTold = runs.contains { told.contains($0) || told.contains(PercentEncoding.encode($0)) }
                    #expect(!isTold && !told.contains(echo), "\(told)")
                }
            }
        }
    }
}
