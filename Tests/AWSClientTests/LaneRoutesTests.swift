// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

@Suite("What the polls of a lane share")
struct LaneRoutesTests {
    private static let credentials = "/root/.aws/credentials"
    private static let config = "/root/.aws/config"

    private static func keys(_ key: String, _ name: String = "default") -> String {
        "[\(name)]\naws_access_key_id = \(key)\naws_secret_access_key = SECRET\(key)\n"
    }

    /// A reader with files, a network and a clock that a test makes.
    private struct Bench {
        let clock = BenchClock()
        let files: MemoryFiles
        let transport: RespondingTransport
        let reader: AWSReader

        init(
            _ files: [String: String] = [:],
            environment: [String: String] = ["HOME": "/root"],
            transport: RespondingTransport = RespondingTransport { _, _ in
                HTTPResponse(200, #"{"Status":"PENDING","TrainingJobStatus":"InProgress"}"#)
            }
        ) {
            self.files = MemoryFiles(files)
            self.transport = transport
            let clock = clock
            reader = AWSReader(
                environment: environment, fileSystem: self.files, clock: FileClock(bench: clock),
                transport: transport, now: { clock.now })
        }

        /// The looks at all files so far.
        var looks: Int { files.looks.values.reduce(0, +) }
        /// The key that the last request was signed with, and the host that it was sent to.
        var key: String? {
            transport.requests.last?.headers["Authorization"]?.split(separator: "=")[1].split(separator: "/")
                .first.map(String.init)
        }
        var host: String? { transport.requests.last?.endpoint.host }

        func read(
            _ kind: String = "evaluation", region: String = "us-east-1",
            as selection: CredentialSelection = .defaultChain
        ) async throws {
            let outcome = await reader.read(try .test(kind, "x-1", region: region, credentials: selection))
            #expect(outcome.failure == nil)
        }
    }

    @Test("A poll within a second of another looks at no file, and the next one looks at each once")
    func looks() async throws {
        let bench = Bench([Self.credentials: Self.keys("KEY")])
        try await bench.read()
        let before = bench.looks
        for _ in 0..<9 {
            bench.clock.advance(.milliseconds(100))
            try await bench.read()
        }
        #expect(bench.looks == before)
        bench.clock.advance(.milliseconds(100))
        let seen = bench.files.looks
        try await bench.read()
        for path in [Self.credentials, Self.config] {
            #expect((bench.files.looks[path] ?? 0) - (seen[path] ?? 0) >= 1)
        }
        #expect(bench.files.looks[Self.credentials] == (seen[Self.credentials] ?? 0) + 1)
    }

    @Test("New keys and new addresses are taken when their file has stood still for a second")
    func follows() async throws {
        let bench = Bench([Self.credentials: Self.keys("OLD"), Self.config: "[default]\nendpoint_url = https://old\n"])
        try await bench.read()
        #expect(bench.key == "OLD" && bench.host == "old")
        bench.clock.advance(.seconds(10))
        bench.files.write(Self.keys("NEW"), to: Self.credentials, at: bench.clock.now)
        bench.files.write("[default]\nendpoint_url = https://new\n", to: Self.config, at: bench.clock.now)
        for _ in 0..<10 {
            try await bench.read()
            #expect(bench.key == "OLD" && bench.host == "old")
            bench.clock.advance(.milliseconds(100))
        }
        try await bench.read()
        #expect(bench.key == "NEW" && bench.host == "new")
    }

    @Test("Lanes with other credentials, regions or services have routes of their own")
    func separate() async throws {
        let bench = Bench([Self.credentials: Self.keys("ONE") + Self.keys("TWO", "two")])
        for _ in 0..<2 {
            try await bench.read()
            #expect(bench.key == "ONE" && bench.host == "machinelearning.us-east-1.amazonaws.com")
            try await bench.read(as: .profile("two"))
            #expect(bench.key == "TWO" && bench.host == "machinelearning.us-east-1.amazonaws.com")
            try await bench.read(region: "eu-west-1")
            #expect(bench.key == "ONE" && bench.host == "machinelearning.eu-west-1.amazonaws.com")
            try await bench.read("training-job")
            #expect(bench.key == "ONE" && bench.host == "api.sagemaker.us-east-1.amazonaws.com")
        }
    }

    @Test("Credentials are renewed at the moment when they are due, and not used from their end on")
    func expiry() async throws {
        let network = RespondingTransport { request, number in
            request.endpoint.host.hasPrefix("sts")
                ? TestResponses.role(key: "ASIA\(number)", life: .seconds(60))
                : HTTPResponse(200, #"{"Status":"PENDING"}"#)
        }
        let bench = Bench([Self.credentials: Self.keys("KEY")], transport: network)
        let role = CredentialSelection.role(arn: "arn:aws:iam::123456789012:role/A", externalID: nil, profile: nil)
        try await bench.read(as: role)
        #expect(bench.key == "ASIA0")
        bench.clock.advance(.milliseconds(44_500))
        try await bench.read(as: role)
        #expect(bench.key == "ASIA0")
        // A quarter of their life is left.
        bench.clock.advance(.milliseconds(500))
        try await bench.read(as: role)
        #expect(bench.key == "ASIA3")

        let end = BenchClock.start + .milliseconds(1_500)
        let ending = Bench(environment: [
            "AWS_ACCESS_KEY_ID": "ENDING", "AWS_SECRET_ACCESS_KEY": "SECRET",
            "AWS_CREDENTIAL_EXPIRATION": end.rfc3339,
        ])
        ending.clock.advance(.milliseconds(1_000))
        try await ending.read()
        #expect(ending.key == "ENDING")
        ending.clock.advance(.milliseconds(500))
        #expect(await ending.reader.read(try .test("evaluation", "x-1")).failure?.cause == .credentials)
        #expect(ending.transport.requests.count == 1)
    }

    @Test("Keys that AWS has refused are not used by another lane either, however short ago they were found")
    func refused() async throws {
        let network = RespondingTransport { request, _ in
            request.headers["Authorization"]?.contains("=OLD/") == true && request.endpoint.host.contains("eu-west-1")
                ? HTTPResponse(400, #"{"__type":"ExpiredTokenException","message":"no"}"#)
                : HTTPResponse(200, #"{"Status":"PENDING"}"#)
        }
        let bench = Bench([Self.credentials: Self.keys("OLD")], transport: network)
        try await bench.read()
        #expect(bench.key == "OLD")
        bench.files.replaceUnseen(Self.keys("NEW"), at: Self.credentials)
        try await bench.read(region: "eu-west-1")
        #expect(bench.key == "NEW")
        try await bench.read()
        #expect(bench.key == "NEW")
    }

    @Test("A search for credentials, which a reload begins, looks at the files at once")
    func searched() async throws {
        let bench = Bench([Self.credentials: Self.keys("KEY")])
        try await bench.read()
        let before = bench.looks
        bench.reader.searchCredentialsAgain()
        try await bench.read()
        #expect(bench.looks > before)
    }

    @Test("While a file is being replaced, each poll looks at it")
    func replaced() async throws {
        let bench = Bench([Self.credentials: Self.keys("OLD")])
        try await bench.read()
        bench.clock.advance(.seconds(10))
        bench.files.write("", to: Self.credentials, at: bench.clock.now)
        for _ in 0..<3 {
            let before = bench.files.looks[Self.credentials] ?? 0
            try await bench.read()
            #expect(bench.key == "OLD" && bench.files.looks[Self.credentials] == before + 1)
            bench.clock.advance(.milliseconds(10))
        }
    }

    @Test("However many lanes there are, each is read as itself")
    func many() async throws {
        let names = (0..<150).map { "p\($0)" }
        let bench = Bench([Self.credentials: names.map { Self.keys("KEY\($0)", $0) }.joined()])
        for name in names + names {
            try await bench.read(as: .profile(name))
            #expect(bench.key == "KEY\(name)")
        }
    }
}
