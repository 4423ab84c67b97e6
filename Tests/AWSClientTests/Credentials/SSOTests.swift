// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

@Suite("IAM Identity Center")
struct SSOTests {
    static let config = """
        [default]
        sso_session = my
        sso_account_id = 123456789012
        sso_role_name = Watch+er
        [profile other]
        sso_session = my
        sso_account_id = 123456789012
        sso_role_name = Other
        [profile legacy]
        sso_start_url = my
        sso_region = eu-west-1
        sso_account_id = 123456789012
        sso_role_name = Old
        [sso-session my]
        sso_start_url = https://x.awsapps.com/start
        sso_region = eu-west-1
        """
    /// The SHA-1 of `my`, which the CLI names the file by.
    static let path = "/root/.aws/sso/cache/3ece1471f44f63177cbc35ba0b904e0c096b6783.json"

    static func token(_ name: String = "ACCESS", expires: String = "2026-11-21T20:00:00Z", refresh: Bool = true)
        -> String
    {
        let more =
            refresh
            ? ", \"refreshToken\": \"REFRESH\(name)\", \"clientId\": \"id\", \"clientSecret\": \"SECRETclient\"" : ""
        return
            "{\"startUrl\": \"u\", \"accessToken\": \"\(name)\", \"expiresAt\": \"\(expires)\", \"region\": \"r\"\(more)}"
    }

    static func answer(_ key: String) -> HTTPResponse {
        let end = (BenchClock.start + .seconds(3_600)).microseconds / 1_000
        return HTTPResponse(
            200,
            """
            {"roleCredentials": {"accessKeyId": "\(key)", "secretAccessKey": "SECRET\(key)", "sessionToken": "T",
            "expiration": \(end)}}
            """
        )
    }

    /// A portal that takes tokens of a name, and a token service that gives `FRESH…`.
    static func network(takes isTaken: @escaping @Sendable (String) -> Bool = { _ in true }) -> RespondingTransport {
        RespondingTransport { request, number in
            if request.path == "/token" {
                return HTTPResponse(
                    200,
                    "{\"accessToken\": \"FRESH\(number)\", \"expiresIn\": 28800, \"refreshToken\": \"NEXT\(number)\"}")
            }
            let token = request.headers["x-amz-sso_bearer_token"] ?? ""
            return isTaken(token)
                ? answer("ASIA\(token)") : HTTPResponse(401, "{\"message\": \"Session token not found\"}")
        }
    }

    @Test("A role's credentials are asked for with the token of the CLI", arguments: [nil, "legacy"])
    func asks(profile: String?) async throws {
        let network = Self.network()
        let bench = CredentialBench(
            files: ["/root/.aws/config": Self.config, Self.path: Self.token()], network: network)
        let keys = try await bench.lease(profile.map(CredentialSelection.profile) ?? .defaultChain).identity.keys
        #expect(keys?.accessKeyID == "ASIAACCESS")
        #expect(keys?.expiration == BenchClock.start + .seconds(3_600))
        let role = profile == nil ? "Watch%2Ber" : "Old"
        #expect(
            network.requests.map(\.description) == [
                "GET https://portal.sso.eu-west-1.amazonaws.com/federation/credentials?role_name=\(role)&account_id=123456789012"
            ]
        )
        #expect(network.requests[0].headers["Authorization"] == nil)
    }

    @Test("The token goes where the watch's profile says, and to no other's address")
    func ways() async throws {
        let network = Self.network()
        let config =
            Self.config.replacing("[default]", with: "[default]\nendpoint_url = http://127.0.0.1:1")
            .replacing("[profile other]", with: "[profile other]\nca_bundle = /other.pem\nuse_fips_endpoint = true")
        let old = Self.token(expires: "2026-11-21T12:10:00Z")
        let bench = CredentialBench(files: ["/root/.aws/config": config, Self.path: old], network: network)
        #expect(try await bench.key(.profile("other")) == "ASIAFRESH0")
        let hosts = ["https://oidc-fips.eu-west-1.amazonaws.com", "https://portal.sso-fips.eu-west-1.amazonaws.com"]
        #expect(network.requests.map(\.endpoint.origin) == hosts)
        #expect(network.requests.map(\.certificates) == ["/other.pem", "/other.pem"])
        #expect(try await bench.key() == "ASIAFRESH0")
        #expect(network.requests.last?.endpoint.origin == "http://127.0.0.1:1")
        #expect(network.requests.last?.certificates == nil)
    }

    @Test("A token that ends soon is refreshed, and kept as the CLI keeps it")
    func refreshes() async throws {
        let network = Self.network()
        let old = Self.token(expires: "2026-11-21T12:10:00Z")
        let bench = CredentialBench(files: ["/root/.aws/config": Self.config, Self.path: old], network: network)
        #expect(try await bench.key() == "ASIAFRESH0")
        let request = try #require(network.requests.first)
        #expect(request.description == "POST https://oidc.eu-west-1.amazonaws.com/token")
        #expect(
            request.text == "{\"clientId\":\"id\",\"clientSecret\":\"SECRETclient\",\"grantType\":\"refresh_token\","
                + "\"refreshToken\":\"REFRESHACCESS\"}"
        )
        #expect(
            bench.files.text(of: Self.path) == "{\"accessToken\":\"FRESH0\",\"clientId\":\"id\","
                + "\"clientSecret\":\"SECRETclient\",\"expiresAt\":\"2026-11-21T20:00:00Z\",\"refreshToken\":\"NEXT0\","
                + "\"region\":\"r\",\"startUrl\":\"u\"}"
        )
        // The other role of the same sign-in takes the new token.
        #expect(try await bench.key(.profile("other")) == "ASIAFRESH0")
        #expect(network.requests.count == 3)
    }

    @Test("A token that cannot be written is used all the same, and refreshed with its own refresh token")
    func readOnly() async throws {
        let network = Self.network()
        let old = Self.token(expires: "2026-11-21T12:10:00Z")
        let bench = CredentialBench(files: ["/root/.aws/config": Self.config, Self.path: old], network: network)
        bench.files.makeReadOnly()
        #expect(try await bench.key() == "ASIAFRESH0")
        #expect(try await bench.key(.profile("other")) == "ASIAFRESH0")
        bench.clock.advance(.seconds(28_800))
        _ = await bench.failure()
        #expect(network.requests.contains { $0.path == "/token" && $0.text.contains("NEXT0") })
    }

    @Test("A token that is refused is refreshed once")
    func refused() async throws {
        let network = Self.network { $0.hasPrefix("FRESH") }
        let bench = CredentialBench(
            files: ["/root/.aws/config": Self.config, Self.path: Self.token()], network: network)
        #expect(try await bench.key() == "ASIAFRESH1")
        #expect(network.requests.count == 3)
    }

    @Test(
        "Where a new sign-in is needed, the message says so",
        arguments: [
            (nil, "there is no sign-in at IAM Identity Center"), ("{}", "holds no token"), ("SECRET", "holds no token"),
            (token(expires: "2026-11-21T11:00:00Z", refresh: false), "ended at 2026-11-21T11:00:00"),
            (token(expires: "2026-11-21T11:00:00UTC", refresh: false), "ended at 2026-11-21T11:00:00"),
            (token("BAD", refresh: false), "were refused with HTTP 401"),
        ]
    )
    func signIn(file: String?, words: String) async {
        var files = ["/root/.aws/config": Self.config]
        files[Self.path] = file
        let failure = await CredentialBench(files: files, network: Self.network { $0 != "BAD" }).failure()
        #expect(failure?.cause == .credentials)
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
        #expect(failure?.message.contains("aws sso login --sso-session my") == true)
        #expect(failure?.message.contains("SECRET") == false)
    }

    @Test("A quotation of a sign-in's tokens is not shown")
    func quoted() async {
        let network = RespondingTransport { request, _ in
            let quoted = request.headers["x-amz-sso_bearer_token"] ?? "REFRESHLONGTOKEN and SECRETclient"
            return HTTPResponse(request.path == "/token" ? 400 : 403, "{\"message\": \"not for \(quoted)\"}")
        }
        for expires in ["2026-11-21T20:00:00Z", "2026-11-21T11:00:00Z"] {
            let files = ["/root/.aws/config": Self.config, Self.path: Self.token("LONGTOKEN", expires: expires)]
            let failure = await CredentialBench(files: files, network: network).failure()
            #expect(failure?.message.contains("(not for <redacted>") == true, "\(failure?.message ?? "")")
            for secret in ["LONGTOKEN", "SECRET"] { #expect(failure?.message.contains(secret) == false) }
        }
    }

    @Test("A refresh that fails leaves a token that is still good in use")
    func failedRefresh() async throws {
        let network = RespondingTransport { request, _ in
            request.path == "/token" ? HTTPResponse(400, "{\"error\": \"invalid_grant\"}") : Self.answer("ASIAOLD")
        }
        let soon = Self.token(expires: "2026-11-21T12:10:00Z")
        let bench = CredentialBench(files: ["/root/.aws/config": Self.config, Self.path: soon], network: network)
        #expect(try await bench.key() == "ASIAOLD")
        let over = Self.token(expires: "2026-11-21T11:10:00Z")
        let late = CredentialBench(files: ["/root/.aws/config": Self.config, Self.path: over], network: network)
        let failure = await late.failure()
        #expect(failure?.message.contains("new tokens of IAM Identity Center were refused with HTTP 400") == true)
        #expect(failure?.message.contains("SECRET") == false)
    }

    @Test("A new sign-in takes the place of a refreshed token, also if it ends sooner")
    func newer() async throws {
        let network = Self.network()
        let old = Self.token(expires: "2026-11-21T12:10:00Z")
        let bench = CredentialBench(files: ["/root/.aws/config": Self.config, Self.path: old], network: network)
        bench.files.makeReadOnly()
        #expect(try await bench.key() == "ASIAFRESH0")
        // The refreshed token is good for eight hours, this one for two.
        bench.files.write(Self.token("LOGIN", expires: "2026-11-21T14:00:00Z"), to: Self.path, at: bench.clock.now)
        bench.clock.advance(.seconds(2_700))
        #expect(try await bench.key() == "ASIALOGIN")
        #expect(try await bench.key(.profile("other")) == "ASIALOGIN")
    }

    @Test("A token that was refused is not sent again, and a new sign-in is taken at once")
    func thrownAway() async throws {
        let network = RespondingTransport { request, number in
            if request.path == "/token" { return HTTPResponse(400, "{\"error\": \"invalid_grant\"}") }
            let token = request.headers["x-amz-sso_bearer_token"] ?? ""
            return token == "LOGIN"
                ? Self.answer("ASIA\(token)") : HTTPResponse(401, "{\"message\": \"UnauthorizedException\"}")
        }
        let bench = CredentialBench(
            files: ["/root/.aws/config": Self.config, Self.path: Self.token()], network: network)
        #expect(await bench.failure()?.message.contains("aws sso login --sso-session my") == true)
        #expect(network.requests.map(\.method) == ["GET", "POST"])
        for _ in 0..<5 {
            bench.clock.advance(.seconds(30))
            let failure = await bench.failure()
            #expect(failure?.message.contains("has refused the sign-in") == true, "\(failure?.message ?? "")")
        }
        #expect(network.requests.count == 2)
        let lane = Watch.bench(.defaultChain).lane
        bench.files.write(Self.token("LOGIN", expires: "2026-11-21T12:30:00Z"), to: Self.path, at: bench.clock.now)
        bench.clock.advance(.seconds(1))
        #expect(bench.store.hasChanged(lane))
        #expect(try await bench.key() == "ASIALOGIN")
    }

    @Test("A refreshed token that is refused is replaced by the sign-in that was written meanwhile")
    func refusedWhileNewer() async throws {
        let network = Self.network { $0 == "LOGIN" || $0 == "FRESH0" }
        let old = Self.token(expires: "2026-11-21T12:10:00Z")
        let bench = CredentialBench(files: ["/root/.aws/config": Self.config, Self.path: old], network: network)
        bench.files.makeReadOnly()
        #expect(try await bench.key() == "ASIAFRESH0")
        bench.files.write("{", to: Self.path, at: bench.clock.now)
        bench.clock.advance(.milliseconds(400))
        bench.files.write(Self.token("LOGIN", expires: "2026-11-21T13:30:00Z"), to: Self.path, at: bench.clock.now)
        #expect(try await bench.key(.profile("other")) == "ASIALOGIN")
    }

    @Test("A sign-in that is written during a refresh is not overwritten")
    func notOverwritten() async throws {
        let files = MemoryFiles([
            "/root/.aws/config": Self.config, Self.path: Self.token(expires: "2026-11-21T12:10:00Z"),
        ])
        let login = Self.token("LOGIN")
        let network = RespondingTransport { request, number in
            guard request.path == "/token" else { return Self.answer("ASIA") }
            files.write(login, to: Self.path, at: BenchClock.start)
            return HTTPResponse(200, "{\"accessToken\": \"FRESH\", \"expiresIn\": 28800}")
        }
        let clock = BenchClock()
        let configuration = AWSConfiguration(
            environment: ["HOME": "/root"], fileSystem: files, clock: FileClock(bench: clock))
        let store = CredentialStore(
            context: CredentialContext(
                configuration: configuration, fileSystem: files, transport: network, now: { clock.now })
        )
        _ = try await store.lease(for: .bench(.defaultChain), until: Deadline(in: .seconds(20)))
        #expect(files.text(of: Self.path) == login)
    }
}
