// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Platform
import Testing

@Suite("Roles that are assumed at STS")
struct RoleTests {
    static let keys = ["HOME": "/root", "AWS_ACCESS_KEY_ID": "AKIASOURCE", "AWS_SECRET_ACCESS_KEY": "SECRETsource"]
    static let role = CredentialSelection.role(
        arn: "arn:aws:iam::123456789012:role/X", externalID: "a:b", profile: nil)

    @Test("The request is signed for STS, and the response is used")
    func assumes() async throws {
        let network = RespondingTransport { _, _ in TestResponses.role(key: "ASIAROLE") }
        let bench = CredentialBench(Self.keys, network: network)
        let keys = try #require(try await bench.lease(Self.role).identity.keys)
        #expect(
            keys
                == Credentials(
                    accessKeyID: "ASIAROLE", secretAccessKey: "SECRETASIAROLE", sessionToken: "TOKENASIAROLE",
                    expiration: BenchClock.start + .seconds(3_600)
                ))
        let request = try #require(network.requests.first)
        #expect(request.url == "https://sts.us-east-1.amazonaws.com/")
        #expect(request.method == "POST")
        #expect(
            request.text == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FX"
                + "&RoleSessionName=awaitd&ExternalId=a%3Ab"
        )
        #expect(request.headers["Authorization"]?.contains("AKIASOURCE/20261121/us-east-1/sts/aws4_request") == true)
    }

    @Test(
        "STS is asked in its region",
        arguments: [
            (["AWS_REGION": "eu-west-1"], "https://sts.eu-west-1.amazonaws.com/"),
            (["AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9"], "http://127.0.0.1:9/"),
            (["AWS_ENDPOINT_URL": "http://127.0.0.1:8"], "http://127.0.0.1:8/"),
            (
                ["AWS_ENDPOINT_URL": "http://127.0.0.1:8", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"],
                "https://sts.us-east-1.amazonaws.com/"
            ),
        ]
    )
    func regions(environment: [String: String], url: String) async throws {
        let network = RespondingTransport { _, _ in TestResponses.role(key: "ASIAROLE") }
        let bench = CredentialBench(Self.keys.merging(environment) { $1 }, network: network)
        _ = try await bench.lease(Self.role)
        #expect(network.requests.map(\.url) == [url])
    }

    /// Profiles that reach STS in different ways.
    static let ways = """
        [default]
        endpoint_url = http://127.0.0.1:1
        ca_bundle = /default.pem
        [profile ml]
        role_arn = arn:aws:iam::123456789012:role/ML
        source_profile = keys
        services = own
        ca_bundle = /ml.pem
        [profile keys]
        endpoint_url = http://127.0.0.1:3
        aws_access_key_id = AKIAKEYS
        aws_secret_access_key = SECRETkeys
        [profile fips]
        role_arn = arn:aws:iam::123456789012:role/F
        source_profile = keys
        use_fips_endpoint = true
        [profile web]
        role_arn = arn:aws:iam::123456789012:role/W
        web_identity_token_file = /token
        endpoint_url = http://127.0.0.1:4
        ca_bundle = /web.pem
        [services own]
        sts =
          endpoint_url = http://127.0.0.1:2
        """

    @Test(
        "STS is reached as the watch's profile says, whatever others say",
        arguments: [
            (.profile("ml"), "http://127.0.0.1:2/", "/ml.pem"),
            (.profile("fips"), "https://sts-fips.us-east-1.amazonaws.com/", nil),
            (.profile("web"), "http://127.0.0.1:4/", "/web.pem"),
            (
                .role(arn: "arn:aws:iam::123456789012:role/X", externalID: nil, profile: "ml"), "http://127.0.0.1:2/",
                "/ml.pem"
            ),
            (
                .role(arn: "arn:aws:iam::123456789012:role/X", externalID: nil, profile: "keys"), "http://127.0.0.1:3/",
                nil
            ),
            (
                .role(arn: "arn:aws:iam::123456789012:role/X", externalID: nil, profile: nil), "http://127.0.0.1:1/",
                "/default.pem"
            ),
        ] as [(CredentialSelection, String, String?)]
    )
    func ways(selection: CredentialSelection, url: String, certificates: String?) async throws {
        let network = RespondingTransport { request, _ in
            TestResponses.role(request.parameter("Action") ?? "", key: "ASIAROLE")
        }
        let files = ["/root/.aws/config": Self.ways, "/token": "T"]
        let bench = CredentialBench(Self.keys, files: files, network: network)
        _ = try await bench.lease(selection)
        #expect(Set(network.requests.map(\.url)) == [url])
        #expect(Set(network.requests.map(\.certificates)) == [certificates])
    }

    @Test("A bad address of the profile is its own failure, and no other profile's")
    func badWay() async throws {
        let network = RespondingTransport { _, _ in TestResponses.role(key: "ASIAROLE") }
        let config =
            Self.ways + "\n[profile bad]\nrole_arn = arn:aws:iam::123456789012:role/ML\nsource_profile = keys\n"
            + "endpoint_url = ftp://x\n"
        let bench = CredentialBench(Self.keys, files: ["/root/.aws/config": config], network: network)
        let failure = await bench.failure(.profile("bad"))
        #expect(failure?.cause == .credentials)
        #expect(failure?.message.contains("endpoint_url of the profile 'bad' must begin with http") == true)
        #expect(try await bench.key(.profile("ml")) == "ASIAROLE")
    }

    @Test("A role of China is asked for in China")
    func partitions() async throws {
        let network = RespondingTransport { _, _ in TestResponses.role(key: "ASIAROLE") }
        let bench = CredentialBench(Self.keys.merging(["AWS_REGION": "us-east-1"]) { $1 }, network: network)
        let selection = CredentialSelection.role(
            arn: "arn:aws-cn:iam::123456789012:role/X", externalID: nil, profile: nil)
        let watch = Watch(
            name: "cn", kind: Kind.all[0], resourceID: "x", region: "cn-north-1", credentials: selection)
        _ = try await bench.store.lease(for: watch, until: Deadline(in: .seconds(20)))
        #expect(network.requests.map(\.url) == ["https://sts.cn-north-1.amazonaws.com.cn/"])
    }

    @Test("A chain goes from role to role, each signed with the one before")
    func chain() async throws {
        let network = RespondingTransport { request, _ in
            TestResponses.role(key: "ASIA\(request.parameter("RoleArn")?.suffix(1) ?? "")")
        }
        let config = """
            [profile p]
            role_arn = arn:aws:iam::123456789012:role/P
            source_profile = q
            [profile q]
            role_arn = arn:aws:iam::123456789012:role/Q
            credential_source = Environment
            """
        let bench = CredentialBench(Self.keys, files: ["/root/.aws/config": config], network: network)
        #expect(try await bench.key(.profile("p")) == "ASIAP")
        let signers = network.requests.map { $0.headers["Authorization"]?.split(separator: "=")[1].prefix(10) }
        #expect(signers == ["AKIASOURCE", "ASIAQ/2026"])
        // Each profile has its own way to STS, so that the role in the middle is not shared with the profile that asks for it directly.
        #expect(try await bench.key(.profile("q")) == "ASIAQ")
        #expect(network.requests.count == 3)
    }

    @Test("A source that STS does not take is refreshed once")
    func sourceExpired() async throws {
        let network = RespondingTransport { _, number in
            number == 0 ? TestResponses.refusal("ExpiredToken") : TestResponses.role(key: "ASIAROLE")
        }
        let programs = ScriptedRunner { _, number throws(ChildProcessError) in
            TestResponses.process(key: "ASIAPROC\(number)")
        }
        let config = "[profile p]\ncredential_process = x\n"
        let bench = CredentialBench(files: ["/root/.aws/config": config], programs: programs, network: network)
        let role = CredentialSelection.role(arn: "arn:aws:iam::123456789012:role/X", externalID: nil, profile: "p")
        #expect(try await bench.key(role) == "ASIAROLE")
        #expect(programs.runs.count == 2)
        #expect(network.requests.count == 2)
    }

    @Test(
        "STS's responses have the right cause, and no secret in the message",
        arguments: [
            (
                TestResponses.refusal("AccessDenied", message: "SECRETsource &amp; AKIASOURCE"),
                PollFailure.Cause.credentials
            ),
            (TestResponses.refusal("InvalidClientTokenId"), .credentials),
            (TestResponses.refusal("ValidationError", status: 400), .credentials),
            (TestResponses.refusal("Throttling", status: 400), .throttled),
            (TestResponses.refusal("ServiceUnavailable", status: 503), .transient),
            (HTTPResponse(500, "<html><body>oops</body>"), .transient), (HTTPResponse(403, ""), .credentials),
            (HTTPResponse(200, "<AssumeRoleResponse/>"), .transient), (HTTPResponse(200, "{}"), .transient),
            (HTTPResponse(200, "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), .transient),
        ]
    )
    func failures(answer: HTTPResponse, cause: PollFailure.Cause) async {
        let bench = CredentialBench(Self.keys, network: RespondingTransport { _, _ in answer })
        let failure = await bench.failure(Self.role)
        #expect(failure?.cause == cause)
        #expect(failure?.message.hasPrefix("assuming the role arn:aws:iam::123456789012:role/X: ") == true)
        #expect(failure?.message.contains("SECRET") == false)
        #expect(failure?.message.contains("AKIASOURCE") == false)
    }

    @Test("An unreachable STS is a transient failure")
    func unreachable() async {
        let failure = await CredentialBench(Self.keys).failure(Self.role)
        #expect(failure?.cause == .transient)
        #expect(failure?.code == "ConnectionRefused")
    }

    @Test("A wrong clock is corrected by the answer's date, for the signature and for the expiry")
    func clock() async throws {
        let date = HTTPField("Date", "Sat, 21 Nov 2026 14:00:00 GMT")
        let network = RespondingTransport { _, number in
            let answer =
                number == 0
                ? TestResponses.refusal("SignatureDoesNotMatch")
                : TestResponses.role(key: "ASIAROLE", at: BenchClock.start + .seconds(7_200))
            return HTTPResponse(status: answer.status, headers: [date], body: answer.body)
        }
        let bench = CredentialBench(Self.keys, network: network)
        let keys = try await bench.lease(Self.role).identity.keys
        #expect(keys?.expiration == BenchClock.start + .seconds(3_600))
        #expect(network.requests.map { $0.headers["X-Amz-Date"] } == ["20261121T120000Z", "20261121T140000Z"])
    }

    // MARK: Web identities

    static let pod = [
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/W",
        "AWS_ROLE_SESSION_NAME": "pod",
    ]

    @Test("A web identity's token is sent unsigned, and read again for each refresh")
    func webIdentity() async throws {
        let network = RespondingTransport { _, number in
            TestResponses.role("AssumeRoleWithWebIdentity", key: "ASIAWEB\(number)")
        }
        let bench = CredentialBench(Self.pod, files: ["/token": "TOKENone\n"], network: network)
        #expect(try await bench.key() == "ASIAWEB0")
        let request = try #require(network.requests.first)
        #expect(
            request.text == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
                + "&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FW&RoleSessionName=pod&WebIdentityToken=TOKENone"
        )
        #expect(request.headers["Authorization"] == nil)
        bench.files.write("TOKENtwo", to: "/token")
        bench.clock.advance(.seconds(3_000))
        #expect(try await bench.key() == "ASIAWEB1")
        #expect(network.requests.last?.parameter("WebIdentityToken") == "TOKENtwo")
    }

    @Test(
        "A token that cannot be sent is reported, without quoting it",
        arguments: [
            ("", "is empty"), ("SECRET token", "holds no token"), (String(repeating: "x", count: 30_000), "larger"),
        ]
    )
    func badToken(token: String, words: String) async {
        let failure = await CredentialBench(Self.pod, files: ["/token": token]).failure()
        #expect(failure?.cause == .credentials)
        #expect(
            failure?.message.contains("/token") == true && failure?.message.contains(words) == true,
            "\(failure?.message ?? "")")
        #expect(failure?.message.contains("SECRET") == false)
    }

    @Test("A missing token is reported, and a new one is tried as soon as it stands still")
    func missingToken() async throws {
        let network = RespondingTransport { _, _ in TestResponses.role("AssumeRoleWithWebIdentity", key: "ASIAWEB") }
        let bench = CredentialBench(Self.pod, network: network)
        #expect(await bench.failure()?.message == "the web identity's token file /token does not exist")
        let lane = Watch.bench(.defaultChain).lane
        #expect(!bench.store.hasChanged(lane))
        bench.files.write("T", to: "/token")
        #expect(!bench.store.hasChanged(lane))
        bench.clock.advance(.seconds(1))
        #expect(bench.store.hasChanged(lane))
        #expect(try await bench.key() == "ASIAWEB")
    }

    @Test("STS's words about a token are shown without it")
    func refusedToken() async {
        let network = RespondingTransport { _, _ in
            TestResponses.refusal("InvalidIdentityToken", status: 400, message: "the token SECRETtoken is bad")
        }
        let failure = await CredentialBench(Self.pod, files: ["/token": "SECRETtoken"], network: network).failure()
        #expect(failure?.cause == .credentials)
        #expect(failure?.message.contains("InvalidIdentityToken: the token <redacted> is bad") == true)
    }
}
