// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Platform
import Synchronization
import TestSupport
import Testing

@Suite("When credentials are refreshed, and how often")
struct RefreshTests {
    static let config = "[default]\ncredential_process = x\n"

    /// A bench whose program gives `KEY0`, `KEY1`, … that live for so long, and fails where it should.
    static func bench(
        life: Duration = .seconds(3_600),
        failing isFailing: @escaping @Sendable (Int) -> Bool = { _ in false }
    ) -> (CredentialBench, ScriptedRunner) {
        let clock = Mutex<BenchClock?>(nil)
        let programs = ScriptedRunner { _, number throws(ChildProcessError) in
            if isFailing(number) { throw .timedOut }
            let now = clock.withLock { $0?.now } ?? BenchClock.start
            return TestResponses.process(key: "KEY\(number)", life: life, at: now)
        }
        let bench = CredentialBench(files: ["/root/.aws/config": config], programs: programs)
        clock.withLock { $0 = bench.clock }
        return (bench, programs)
    }

    @Test(
        "New ones are looked for a quarter before the end of a short life, and a quarter of an hour before that of a long one",
        arguments: [
            (3_600, 2_699, false), (3_600, 2_700, true), (43_200, 42_299, false), (43_200, 42_300, true),
            (900, 674, false),
            (900, 675, true), (4, 2, false), (4, 3, true),
        ]
    )
    func windows(life: Int, age: Int, isRefreshed: Bool) async throws {
        let (bench, programs) = Self.bench(life: .seconds(life))
        #expect(try await bench.key() == "KEY0")
        bench.clock.advance(.seconds(age))
        #expect(try await bench.key() == (isRefreshed ? "KEY1" : "KEY0"))
        #expect(programs.runs.count == (isRefreshed ? 2 : 1))
    }

    @Test("Until they expire, old ones are used where no new ones can be had, which is tried now and then")
    func failing() async throws {
        let (bench, programs) = Self.bench(failing: { (1...3).contains($0) })
        #expect(try await bench.key() == "KEY0")
        bench.clock.advance(.seconds(2_700))
        #expect(try await bench.key() == "KEY0")
        #expect(try await bench.key() == "KEY0")
        #expect(programs.runs.count == 2)
        bench.clock.advance(.seconds(61))
        #expect(try await bench.key() == "KEY0")
        #expect(programs.runs.count == 3)
        bench.clock.advance(.seconds(900))
        #expect(await bench.failure()?.message.contains("did not end in time") == true)
        #expect(await bench.failure()?.message.contains("did not end in time") == true)
        #expect(programs.runs.count == 4)
        bench.clock.advance(.seconds(6))
        #expect(try await bench.key() == "KEY4")
    }

    @Test(
        "A Retry-After is respected, for five minutes at most",
        arguments: [
            ("Retry-After", "30", 30), ("x-amz-retry-after", "30000", 30), ("Retry-After", "1", 5),
            ("Retry-After", "86400", 300), ("Retry-After", "Sat, 21 Nov 2026 12:01:00 GMT", 60),
        ]
    )
    func stayAway(header: String, value: String, hold: Int) async throws {
        let headers = [HTTPField(header, value)]
        let refusals = [
            HTTPResponse(503, "{}", headers: headers),
            HTTPResponse(400, TestResponses.throttle, headers: headers),
        ]
        for (refusal, selection) in zip(refusals, [CredentialSelection.defaultChain, .profile("role")]) {
            let isOpen = Mutex(false)
            let network = RespondingTransport { request, _ in
                if !isOpen.withLock(\.self) { return refusal }
                return request.method == "GET"
                    ? HTTPResponse(200, TestResponses.json(key: "ASIA")) : TestResponses.role(key: "ASIA")
            }
            let config = """
                [profile role]
                role_arn = arn:aws:iam::123456789012:role/R
                source_profile = keys
                [profile keys]
                aws_access_key_id = AKIAKEYS
                aws_secret_access_key = SECRETkeys
                """
            let bench = CredentialBench(
                ["HOME": "/root", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/x"],
                files: ["/root/.aws/config": config],
                network: network
            )
            let failure = await bench.failure(selection)
            #expect(failure?.retryAfter != nil, "\(String(describing: failure))")
            isOpen.withLock { $0 = true }
            bench.clock.advance(.seconds(hold) - .milliseconds(1))
            #expect(await bench.failure(selection) != nil)
            bench.clock.advance(.milliseconds(1))
            #expect(try await bench.key(selection) == "ASIA")
        }
    }

    @Test("Credentials that AWS refuses are replaced, once for all callers")
    func refused() async throws {
        let (bench, programs) = Self.bench()
        let lease = try await bench.lease()
        #expect(try await bench.lease(refusing: lease).identity.keys?.accessKeyID == "KEY1")
        #expect(try await bench.lease(refusing: lease).identity.keys?.accessKeyID == "KEY1")
        #expect(programs.runs.count == 2)
    }

    @Test("Roles of the same profile share their source; another profile, and a changed one, is another source")
    func shared() async throws {
        let network = RespondingTransport { _, number in TestResponses.role(key: "ASIA\(number)") }
        let role = "role_arn = arn:aws:iam::123456789012:role/R\ncredential_source = Environment\n"
        let environment = ["HOME": "/root", "AWS_ACCESS_KEY_ID": "K", "AWS_SECRET_ACCESS_KEY": "SECRET"]
        let config = "[profile a]\n\(role)[profile b]\n\(role)[profile c]\n\(role)external_id = xy\n"
        let bench = CredentialBench(environment, files: ["/root/.aws/config": config], network: network)
        #expect(try await bench.key(.profile("a")) == "ASIA0")
        for (name, key) in [("X", "ASIA1"), ("Y", "ASIA2")] {
            let watch = CredentialSelection.role(
                arn: "arn:aws:iam::123456789012:role/\(name)", externalID: nil, profile: "a")
            #expect(try await bench.key(watch) == key)
        }
        // Its settings for STS's address may differ.
        #expect(try await bench.key(.profile("b")) == "ASIA3")
        #expect(try await bench.key(.profile("c")) == "ASIA4")
        bench.files.write("[profile a]\n\(role)role_session_name = other\n", to: "/root/.aws/config")
        bench.clock.advance(.seconds(1))
        #expect(try await bench.key(.profile("a")) == "ASIA5")
    }

    @Test("Twenty callers of the same credentials at once make one request")
    func singleFlight() async throws {
        let gate = TestClock()
        let network = RespondingTransport { _, number in
            try? await gate.sleep(until: gate.now.advanced(by: .seconds(1)), tolerance: nil)
            return HTTPResponse(200, TestResponses.json(key: "ASIA\(number)"))
        }
        let bench = CredentialBench(
            ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/x"], network: network)
        let keys = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { try await bench.key() } }
            await gate.waitForSleepers(1)
            gate.advance(to: gate.now.advanced(by: .seconds(1)))
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(keys == Array(repeating: "ASIA0", count: 20))
        #expect(network.requests.count == 1)
    }

    @Test("An API key of Bedrock goes to Bedrock alone, where nothing else is selected")
    func bearer() async throws {
        let environment = [
            "HOME": "/root", "AWS_BEARER_TOKEN_BEDROCK": "BEDROCKSECRET", "AWS_ACCESS_KEY_ID": "K",
            "AWS_SECRET_ACCESS_KEY": "S",
        ]
        let files = ["/root/.aws/config": "[profile p]\naws_access_key_id = P\naws_secret_access_key = S\n"]
        let bench = CredentialBench(environment, files: files)
        let identity = try await bench.lease().identity
        #expect(identity.keys == nil)
        #expect(!"\(identity)".contains("SECRET"))
        let watch = Watch.bench(.defaultChain)
        let request = HTTPRequest(method: "GET", endpoint: Endpoint(host: "bedrock"), path: "/x")
        let headers = RequestAuthorizer(identity, for: watch).authorized(request, at: BenchClock.start).headers
        #expect(headers["Authorization"] == "Bearer BEDROCKSECRET")
        #expect(headers["X-Amz-Date"] == nil)
        #expect(identity.text.message("no BEDROCKSECRET here") == "no <redacted> here")
        #expect(try await bench.lease(kind: "evaluation").identity.keys?.accessKeyID == "K")
        #expect(try await bench.lease(.profile("p")).identity.keys?.accessKeyID == "P")
    }

    @Test("An API key never goes to an address that the watch list names: keys sign, or it is said why not")
    func withheld() async throws {
        let address = "https://watch.example"
        let keys = [
            "AWS_BEARER_TOKEN_BEDROCK": "BEDROCKSECRET", "AWS_ACCESS_KEY_ID": "K", "AWS_SECRET_ACCESS_KEY": "S",
        ]
        let signed = try await CredentialBench(keys).lease(at: address).identity
        #expect(signed.keys?.accessKeyID == "K")
        let alone = CredentialBench(["AWS_BEARER_TOKEN_BEDROCK": "BEDROCKSECRET", "AWS_EC2_METADATA_DISABLED": "true"])
        let failure = await #expect(throws: PollFailure.self) { try await alone.lease(at: address) }
        #expect(failure?.cause == .credentials)
        for words in ["AWS_BEARER_TOKEN_BEDROCK is not sent", "'endpoint'", "set AWS_ENDPOINT_URL_BEDROCK in the env"] {
            #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
        }
        #expect(failure?.message.contains("BEDROCKSECRET") == false)
        #expect(try await alone.lease().identity.keys == nil)
    }
}
