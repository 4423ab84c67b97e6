// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

@Suite("Reports on credentials")
struct ReportTests {
    static func report(
        _ bench: CredentialBench,
        _ selection: CredentialSelection = .defaultChain,
        of kind: String = "evaluation-job",
        at endpoint: String? = nil
    ) async throws -> CredentialReport {
        let watch = try Watch.test(kind, "x", at: endpoint, credentials: selection)
        return await bench.store.report(on: watch, until: Deadline(in: .seconds(20)))
    }

    @Test("Without credentials, all skipped providers are listed in order")
    func nothing() async throws {
        let report = try await Self.report(CredentialBench())
        #expect(
            report.skipped.map(\.provider) == [
                "the environment", "a web identity", "profile 'default'", "a container", "instance metadata",
            ]
        )
        #expect(report.location == nil && report.found == nil && report.failure == "none of these places has any")
    }

    @Test("Credentials are reported with their source and their end, and no secret")
    func found() async throws {
        let network = RespondingTransport { _, _ in TestResponses.role(key: "ASIAIOSFODNN7EXAMPLE") }
        let environment = [
            "AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "SECRET", "AWS_BEARER_TOKEN_BEDROCK": "SECRET",
        ]
        let bench = CredentialBench(environment, network: network)
        let report = try await Self.report(
            bench, .role(arn: "arn:aws:iam::123456789012:role/X", externalID: "e:f", profile: nil))
        #expect(report.location == "the watch's role_arn, assumed with the environment")
        #expect(report.sources == ["role arn:aws:iam::123456789012:role/X", "access keys"])
        let end = BenchClock.start + .seconds(3_600)
        #expect(report.found?.keyID == "…MPLE")
        #expect(report.found?.isTemporary == true && report.found?.expiration == end)
        #expect(report.failure == nil && !report.usesBedrockKey)
        #expect(!"\(report)".contains("SECRET") && !"\(report)".contains("ASIA"))
    }

    @Test(
        "An API key is enough where it is sent, and unused elsewhere",
        arguments: [
            ("evaluation-job", .defaultChain, nil, true), ("async-invoke", .defaultChain, nil, true),
            ("agent", .defaultChain, nil, false), ("evaluation", .defaultChain, nil, false),
            ("evaluation-job", .profile("p"), nil, false),
            ("evaluation-job", .defaultChain, "https://watch.example", false),
        ] as [(String, CredentialSelection, String?, Bool)]
    )
    func bedrockKey(kind: String, selection: CredentialSelection, endpoint: String?, isUsable: Bool) async throws {
        let bench = CredentialBench(["AWS_BEARER_TOKEN_BEDROCK": "SECRET"])
        let report = try await Self.report(bench, selection, of: kind, at: endpoint)
        #expect(report.withholdsBedrockKey == (endpoint != nil))
        #expect(report.isUsable == isUsable && report.usesBedrockKey == isUsable)
        #expect((report.failure == nil) == isUsable)
        #expect(bench.network.requests.isEmpty == (isUsable || selection != .defaultChain))
    }

    @Test("Keys that have ended are none", arguments: [(0, false), (1, true)])
    func ended(left: Int, isGood: Bool) async throws {
        let end = (BenchClock.start + .seconds(left)).rfc3339
        let environment = [
            "AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "SECRET", "AWS_CREDENTIAL_EXPIRATION": end,
        ]
        let bench = CredentialBench(environment)
        let report = try await Self.report(bench)
        #expect(report.isUsable == isGood)
        #expect(isGood || report.failure?.contains("ended at \(end), as AWS_CREDENTIAL_EXPIRATION says") == true)
        #expect((await bench.failure() == nil) == isGood)
    }

    @Test("A broken provider is reported with its location, and the chain stops there")
    func broken() async throws {
        let files = ["/root/.aws/config": "[default]\nrole_arn = x\nsource_profile = y\n"]
        let report = try await Self.report(CredentialBench(files: files))
        #expect(report.skipped.count == 2)
        #expect(report.location == "profile 'default'")
        #expect(report.failure?.contains("not a role's ARN") == true)
    }
}
