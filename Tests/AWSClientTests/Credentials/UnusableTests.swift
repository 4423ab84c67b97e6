// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Platform
import Testing

@Suite("What is set and cannot be used is named, and nothing else is used instead")
struct UnusableTests {
    static let files = [
        "/root/.aws/credentials": "[default]\naws_access_key_id = FILE\naws_secret_access_key = SECRETfile\n"
    ]
    static let keys = ["HOME": "/root", "AWS_ACCESS_KEY_ID": "ENVKEY", "AWS_SECRET_ACCESS_KEY": "hiddenenv"]

    @Test(
        "A variable of the environment is named, and never quoted",
        arguments: [
            ("AWS_BEARER_TOKEN_BEDROCK", "hidden\nkey", "a line break"),
            ("AWS_BEARER_TOKEN_BEDROCK", "hidden key", "a space"),
            ("AWS_BEARER_TOKEN_BEDROCK", "hidden\u{00A0}key", "U+00A0"),
            ("AWS_BEARER_TOKEN_BEDROCK", "hiddené", "the character 'é'"),
            ("AWS_BEARER_TOKEN_BEDROCK", " \n", "white space"),
            ("AWS_BEARER_TOKEN_BEDROCK", String(repeating: "x", count: 20_000), "16 KiB"),
            ("AWS_ACCESS_KEY_ID", "hidden KEY", "characters that such a value cannot have"),
            ("AWS_ACCESS_KEY_ID", " ", "is empty"),
            ("AWS_ACCESS_KEY_ID", "", "without an access key id"),
            ("AWS_SECRET_ACCESS_KEY", "hidden\nenv", "characters that such a value cannot have"),
            ("AWS_SECRET_ACCESS_KEY", "\n", "is empty"),
            ("AWS_SESSION_TOKEN", "hidden\r\ntoken", "characters that such a value cannot have"),
            ("AWS_SESSION_TOKEN", " ", "is empty"), ("AWS_SECURITY_TOKEN", "hidden token", "characters"),
            ("AWS_CREDENTIAL_EXPIRATION", "tomorrow", "not a time"),
            ("AWS_CREDENTIAL_EXPIRATION", "2026-13-01T00:00:00Z", "not a time"),
            ("AWS_CREDENTIAL_EXPIRATION", " ", "not a time"),
        ]
    )
    func environment(variable: String, value: String, words: String) async throws {
        let bench = CredentialBench(Self.keys.merging([variable: value]) { $1 }, files: Self.files)
        let failure = await bench.failure()
        #expect(failure?.cause == .credentials && failure?.code == "CredentialsUnusable")
        let message = failure?.message ?? ""
        #expect(message.contains(variable) && message.contains(words), "\(message)")
        #expect(!message.contains("hidden") && bench.network.requests.isEmpty)
        let report = try await ReportTests.report(bench)
        #expect(!report.isUsable && report.failure == message)
    }

    @Test(
        "An empty variable is one that is not set, as with AWS's own tools",
        arguments: [
            "AWS_BEARER_TOKEN_BEDROCK", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION",
        ])
    func empty(variable: String) async throws {
        let bench = CredentialBench(Self.keys.merging([variable: ""]) { $1 }, files: Self.files)
        #expect(try await bench.lease().identity.keys?.accessKeyID == "ENVKEY")
        let none = ["HOME": "/root", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""]
        let chain = CredentialBench(none, files: Self.files).chain()
        #expect(chain.skipped.first?.reason == "AWS_ACCESS_KEY_ID is empty")
    }

    @Test("A line break at the end of an API key is no part of it")
    func trimmed() async throws {
        let bench = CredentialBench(["AWS_BEARER_TOKEN_BEDROCK": "key\n"])
        #expect(try await bench.lease().identity.keys == nil)
    }

    @Test("A bad API key stops only what it would be sent for")
    func bearerElsewhere() async throws {
        let environment = Self.keys.merging(["AWS_BEARER_TOKEN_BEDROCK": "a b"]) { $1 }
        let bench = CredentialBench(environment, files: Self.files)
        #expect(try await bench.lease(kind: "evaluation").identity.keys?.accessKeyID == "ENVKEY")
        #expect(try await bench.lease(.profile("default")).identity.keys?.accessKeyID == "FILE")
    }

    @Test(
        "A setting of a profile that is there without a value is named",
        arguments: ["role_arn", "web_identity_token_file", "sso_session", "sso_start_url", "credential_process"]
    )
    func emptySetting(key: String) async {
        let config = "[default]\n\(key) =\naws_access_key_id = K\naws_secret_access_key = SECRET\n"
        let failure = await CredentialBench(files: ["/root/.aws/config": config]).failure()
        #expect(failure?.message == "the \(key) of profile 'default' in /root/.aws/config is empty")
    }

    @Test(
        "When credentials end is understood in every form",
        arguments: [
            "\"2026-11-21T13:00:00Z\"", "\"20261121T130000Z\"", "\"20261121T130000.000Z\"", "\"20261121T140000+0100\"",
            "\"2026-11-21T14:00:00+01:00\"", "1795266000", "1795266000.0", "1795266000000", "\"1795266000\"",
            "\"1795266000000\"", "\" 2026-11-21T13:00:00Z\\n\"",
        ]
    )
    func expiration(text: String) async throws {
        let programs = ScriptedRunner { _, _ in
            let output = """
                {"Version": 1, "AccessKeyId": "K", "SecretAccessKey": "S", "SessionToken": "T", "Expiration": \(text)}
                """
            return ChildProcess.Result(status: 0, output: Array(output.utf8))
        }
        let bench = CredentialBench(
            files: ["/root/.aws/config": "[default]\ncredential_process = x\n"], programs: programs)
        #expect(try await bench.lease().identity.keys?.expiration == BenchClock.start + .seconds(3_600))
    }

    @Test(
        "What is no time, or no text, is reported",
        arguments: [
            ("\"Expiration\": \"soon\"", "Expiration that is not a time"), ("\"Expiration\": true", "not a time"),
            ("\"Expiration\": \"20261121\"", "not a time"), ("\"Expiration\": \"2026112T130000Z\"", "not a time"),
            ("\"SessionToken\": 5", "SessionToken that is not text"),
        ]
    )
    func members(member: String, words: String) async {
        let programs = ScriptedRunner { _, _ in
            let output = "{\"Version\": 1, \"AccessKeyId\": \"K\", \"SecretAccessKey\": \"S\", \(member)}"
            return ChildProcess.Result(status: 0, output: Array(output.utf8))
        }
        let bench = CredentialBench(
            files: ["/root/.aws/config": "[default]\ncredential_process = x\n"], programs: programs)
        let failure = await bench.failure()
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }

    @Test(
        "A near miss in a shared file is pointed at",
        arguments: [
            (["/root/.aws/config": "[ml-prod]\n"], "it has [ml-prod], which has to be [profile ml-prod] in this file"),
            (
                ["/root/.aws/credentials": "[profile ml-prod]\n"],
                "it has [profile ml-prod], which has to be [ml-prod] in this file"
            ),
            (["/root/.aws/config": "[profile ML-Prod]\n"], "did you mean 'ML-Prod'?"),
            (["/root/.aws/credentials": "[ml_prod]\n"], "did you mean 'ml_prod'?"),
            (["/root/.aws/credentials": "[mlprdo]\n[zzz]\n"], "did you mean 'mlprdo'?"),
        ]
    )
    func nearMiss(files: [String: String], words: String) async {
        let failure = await CredentialBench(files: files).failure(.profile("ml-prod"))
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }

    @Test("An unreadable config file is reported of the profile, whatever else is looked for")
    func unreadableConfig() async {
        for more in [
            [:], ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/W"],
        ] {
            let bench = CredentialBench(["HOME": "/root"].merging(more) { $1 })
            bench.files.set(.failure(.unusable("may not be read")), at: "/root/.aws/config")
            let chain = bench.chain()
            guard case .broken(let sentence, let location) = chain.outcome else {
                Issue.record("\(chain.outcome)")
                continue
            }
            #expect(sentence == "/root/.aws/config may not be read" && location == "profile 'default'")
        }
    }
}
