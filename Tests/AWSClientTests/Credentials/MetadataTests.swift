// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

@Suite("Credentials of containers and instances")
struct MetadataTests {
    static let pod = [
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token",
    ]

    @Test("A container's agent is asked with the token, which is read again for each refresh")
    func container() async throws {
        let network = RespondingTransport { _, number in HTTPResponse(200, TestResponses.json(key: "ASIA\(number)")) }
        let bench = CredentialBench(Self.pod, files: ["/token": "one\n"], network: network)
        #expect(try await bench.key() == "ASIA0")
        #expect(network.requests.map(\.url) == ["http://169.254.170.23/v1/credentials"])
        #expect(network.requests[0].headers["Authorization"] == "one")
        bench.files.write("two", to: "/token")
        bench.clock.advance(.seconds(3_300))
        #expect(try await bench.key() == "ASIA1")
        #expect(network.requests[1].headers["Authorization"] == "two")
    }

    @Test(
        "Only hosts on the machine or beside it are asked over plain http",
        arguments: [
            ("http://localhost/x", true), ("http://127.0.0.1:80/x?y=z", true), ("http://127.9.9.9/x", true),
            ("http://[::1]:9/x", true), ("http://169.254.170.2", true), ("http://169.254.170.23/x", true),
            ("http://[fd00:ec2::23]/x", true), ("https://example.com/x", true), ("http://example.com/x", false),
            ("http://169.254.170.3/x", false), ("http://127.0.0.1.example.com/x", false), ("http://127.1/x", false),
            ("http://10.0.0.1/x", false), ("http://localhost.example.com/x", false), ("http://user@127.0.0.1/x", false),
            ("http://127.0.0.1#@example.com/x", false), ("http:///x", false), ("file:///x", false), ("x", false),
            ("http://127.0.0.1/a b", false), ("http://[fd00:ec2::24]/x", false),
            ("http://[::ffff:127.0.0.1]/x", true), ("http://attacker.localhost/x", false),
            ("http://localhost./x", false), ("http://127.0.0.09/x", false), ("http://0x7f.0.0.1/x", false),
        ]
    )
    func hosts(url: String, isAllowed: Bool) async {
        let network = RespondingTransport { _, _ in HTTPResponse(200, TestResponses.json(key: "ASIA")) }
        let bench = CredentialBench(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url], network: network)
        let failure = await bench.failure()
        #expect((failure == nil) == isAllowed)
        #expect(network.requests.isEmpty == !isAllowed)
        #expect(isAllowed || failure?.message.contains("AWS_CONTAINER_CREDENTIALS_FULL_URI") == true)
    }

    @Test("A token file's path may begin with the home, and its content with a byte order mark")
    func tokenFile() async throws {
        let network = RespondingTransport { _, _ in HTTPResponse(200, TestResponses.json(key: "ASIA")) }
        let environment = Self.pod.merging(
            ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "~/token", "HOME": "/home/ml"]) { $1 }
        let bench = CredentialBench(environment, files: ["/home/ml/token": "\u{FEFF}one\n"], network: network)
        #expect(try await bench.key() == "ASIA")
        #expect(network.requests[0].headers["Authorization"] == "one")
    }

    @Test("A switch that is neither true nor false stops the chain", arguments: ["yes", "1", "true # off"])
    func disabled(word: String) async {
        let bench = CredentialBench(["AWS_EC2_METADATA_DISABLED": word])
        #expect(await bench.failure()?.message.hasPrefix("AWS_EC2_METADATA_DISABLED is neither true nor false") == true)
        #expect(bench.network.requests.isEmpty)
    }

    @Test("An agent gets three attempts, and its last response counts")
    func attempts() async throws {
        let network = RespondingTransport { _, number throws(TransportError) in
            switch number {
            case 0: throw TransportError(code: "TimedOut", message: "no answer")
            case 1: return HTTPResponse(503, "")
            default: return HTTPResponse(200, TestResponses.json(key: "ASIA"))
            }
        }
        #expect(try await CredentialBench(Self.pod, files: ["/token": "t"], network: network).key() == "ASIA")
        let refusing = RespondingTransport { _, _ in HTTPResponse(404, "{\"message\": \"no SECRET role\"}") }
        let failure = await CredentialBench(Self.pod, files: ["/token": "t"], network: refusing).failure()
        #expect(refusing.requests.count == 1)
        #expect(failure?.cause == .credentials)
        #expect(failure?.message.contains("169.254.170.23 were refused with HTTP 404") == true)
        let down = CredentialBench(Self.pod, files: ["/token": "t"])
        #expect(await down.failure()?.cause == .transient)
        #expect(down.network.requests.count == 3)
    }

    @Test("An agent's quotation of the token is not shown", arguments: ["Bearer SECRETtoken", "SECRETtoken"])
    func quotedToken(token: String) async {
        let network = RespondingTransport { request, _ in
            let given = request.headers["Authorization"] ?? ""
            return HTTPResponse(403, "{\"message\": \"no role for \(given), that is \(given.suffix(11))\"}")
        }
        let failure = await CredentialBench(Self.pod, files: ["/token": token], network: network).failure()
        #expect(failure?.message.contains("HTTP 403 (no role for ") == true)
        #expect(failure?.message.contains("SECRET") == false, "\(failure?.message ?? "")")
    }

    @Test("The metadata service's quotation of its token is not shown", arguments: [0, 1, 2])
    func quotedInstanceToken(place: Int) async {
        let words = "{\"Code\": \"Failed\", \"Message\": \"TOKEN is bad\", \"message\": \"TOKEN is bad\"}"
        let network = RespondingTransport { request, _ in
            switch (request.method, request.path.hasSuffix("/")) {
            case ("PUT", _): HTTPResponse(200, "TOKEN")
            case (_, true): place == 0 ? HTTPResponse(403, words) : HTTPResponse(200, "my-role")
            case (_, false): HTTPResponse(place == 1 ? 403 : 200, words)
            }
        }
        let failure = await CredentialBench([:], network: network).failure()
        #expect(failure?.message.contains("<redacted> is bad") == true, "\(failure?.message ?? "")")
        #expect(failure?.message.contains("TOKEN") == false)
    }

    @Test(
        "A token that no header may have is not sent",
        arguments: [("", "is empty"), ("a\u{1}b", "characters"), ("a\nb", "characters"), (nil, "does not exist")]
    )
    func badToken(token: String?, words: String) async {
        let bench = CredentialBench(Self.pod, files: token.map { ["/token": $0] } ?? [:])
        let failure = await bench.failure()
        #expect(failure?.message.contains("/token") == true && failure?.message.contains(words) == true)
        #expect(bench.network.requests.isEmpty)
    }

    // MARK: Instances

    /// A metadata service with a role.
    static func instance(
        _ credentials: @escaping @Sendable (Int) -> HTTPResponse = {
            HTTPResponse(200, TestResponses.json(key: "ASIA\($0)"))
        }
    ) -> RespondingTransport {
        RespondingTransport { request, number in
            switch (request.method, request.path) {
            case ("PUT", "/latest/api/token"): HTTPResponse(200, "TOKEN")
            case ("GET", "/latest/meta-data/iam/security-credentials/"): HTTPResponse(200, "my-role\n")
            default: credentials(number)
            }
        }
    }

    @Test("An instance is asked in version 2, its role by name")
    func instance() async throws {
        let network = Self.instance { _ in
            HTTPResponse(200, TestResponses.json(key: "ASIA", more: "\"Code\": \"Success\", "))
        }
        #expect(try await CredentialBench([:], network: network).key() == "ASIA")
        let base = "http://169.254.169.254/latest"
        #expect(
            network.requests.map(\.description) == [
                "PUT \(base)/api/token", "GET \(base)/meta-data/iam/security-credentials/",
                "GET \(base)/meta-data/iam/security-credentials/my-role",
            ]
        )
        #expect(network.requests[0].headers["X-aws-ec2-metadata-token-ttl-seconds"] == "21600")
        #expect(network.requests.dropFirst().allSatisfy { $0.headers["X-aws-ec2-metadata-token"] == "TOKEN" })
    }

    @Test(
        "It is asked as often and for as long as the environment says, else the profile",
        arguments: [
            ([:], "", 2, 1), (["AWS_METADATA_SERVICE_NUM_ATTEMPTS": "5"], "", 5, 1),
            (["AWS_METADATA_SERVICE_TIMEOUT": "3"], "metadata_service_num_attempts = 4", 4, 3),
            (
                ["AWS_METADATA_SERVICE_NUM_ATTEMPTS": "1"],
                "metadata_service_num_attempts = 4\nmetadata_service_timeout = 7", 1, 7
            ),
            (["AWS_METADATA_SERVICE_NUM_ATTEMPTS": "999", "AWS_METADATA_SERVICE_TIMEOUT": "999"], "", 20, 20),
        ] as [([String: String], String, Int, Int)]
    )
    func patience(environment: [String: String], config: String, attempts: Int, seconds: Int) async {
        let bench = CredentialBench(
            environment.merging(["HOME": "/root"]) { own, _ in own },
            files: ["/root/.aws/config": "[default]\n\(config)"]
        )
        guard case .provider(.instanceMetadata(let provider), _) = bench.chain().outcome else {
            Issue.record("no instance")
            return
        }
        #expect(provider.attempts == attempts && provider.seconds == seconds)
        _ = await bench.failure()
        #expect(bench.network.requests.count == attempts)
    }

    @Test(
        "Attempts and timeouts that are not numbers are reported",
        arguments: ["0", "-1", "1.5", "x", "1e3", "9999999999"])
    func noPatience(text: String) async {
        let bench = CredentialBench(["AWS_METADATA_SERVICE_TIMEOUT": text])
        #expect(await bench.failure()?.message == "AWS_METADATA_SERVICE_TIMEOUT is not a whole number of 1 or more")
        let config =
            "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/R\ncredential_source = Ec2InstanceMetadata\n"
            + "metadata_service_num_attempts = \(text)\n"
        let profile = CredentialBench(files: ["/root/.aws/config": config])
        #expect(
            await profile.failure(.profile("p"))?.message
                == "the metadata_service_num_attempts of profile 'p' in /root/.aws/config is not a whole number of 1 or more"
        )
    }

    @Test("Version 1 is never spoken", arguments: [403, 404, 405, 400])
    func neverVersion1(status: Int) async {
        let network = RespondingTransport { _, _ in HTTPResponse(status, "") }
        let failure = await CredentialBench([:], network: network).failure()
        #expect(failure?.code == "NoCredentials")
        #expect(failure?.message.contains("IMDSv2 only") == true)
        #expect(network.requests.map(\.method) == ["PUT"])
    }

    @Test("Where there is no such service, nothing has credentials")
    func noInstance() async {
        let bench = CredentialBench([:])
        let failure = await bench.failure()
        #expect(failure?.code == "NoCredentials")
        #expect(failure?.message.contains("instance metadata (asking for the instance metadata") == true)
        #expect(bench.network.requests.count == 2)
        // It is not asked again for every watch.
        #expect(await bench.failure()?.code == "NoCredentials")
        #expect(bench.network.requests.count == 2)
        bench.clock.advance(.seconds(6))
        _ = await bench.failure()
        #expect(bench.network.requests.count == 4)
    }

    @Test("An instance without a role differs from one whose role has no credentials")
    func roles() async {
        let none = RespondingTransport { request, _ in
            request.method == "PUT" ? HTTPResponse(200, "TOKEN") : HTTPResponse(404, "")
        }
        let failure = await CredentialBench([:], network: none).failure()
        #expect(failure?.code == "NoCredentials" && failure?.message.contains("no role is attached") == true)
        let bad = Self.instance { _ in
            HTTPResponse(
                200, "{\"Code\": \"AssumeRoleUnauthorizedAccess\", \"Message\": \"EC2 cannot assume the role\"}")
        }
        let other = await CredentialBench([:], network: bad).failure()
        #expect(other?.code == "CredentialsUnusable")
        #expect(other?.message.contains("my-role: AssumeRoleUnauthorizedAccess EC2 cannot assume the role") == true)
    }

    @Test("Expired credentials of an instance stay in use, and are asked for again in a quarter of an hour")
    func staticStability() async throws {
        let network = Self.instance { HTTPResponse(200, TestResponses.json(key: "ASIA\($0)", life: .seconds(600))) }
        let bench = CredentialBench([:], network: network)
        #expect(try await bench.key() == "ASIA2")
        bench.clock.advance(.seconds(3_600))
        // The service still gives credentials that end in the past.
        #expect(try await bench.key() == "ASIA5")
        bench.clock.advance(.seconds(600))
        #expect(try await bench.key() == "ASIA5")
        bench.clock.advance(.seconds(500))
        #expect(try await bench.key() == "ASIA8")
    }

    @Test("An instance whose service is out of order goes on with what it had")
    func outage() async throws {
        let network = RespondingTransport { request, number throws(TransportError) in
            guard number < 3 else { throw TransportError(code: "TimedOut", message: "no answer") }
            return try await Self.instance().send(request, until: Deadline(in: .seconds(1)))
        }
        let bench = CredentialBench([:], network: network)
        let key = try await bench.key()
        bench.clock.advance(.seconds(7_200))
        #expect(try await bench.key() == key)
        // But not with what AWS has refused.
        let lease = try await bench.lease()
        bench.clock.advance(.seconds(6))
        await #expect(throws: PollFailure.self) { try await bench.lease(refusing: lease) }
    }
}
