// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

/// An environment and a config file, and Bedrock's endpoint by them.
struct AddressCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var own: String?
    var environment: [String: String] = [:]
    var config: String?
    var credentials: String?
    var profile: String?
    let expected: String
}

@Suite("Configured endpoints")
struct EndpointResolverTests {
    private static let home = "/home/ml"
    private static let plain = "https://bedrock.us-east-1.amazonaws.com"
    private static let config = """
        [default]
        endpoint_url = https://default.example
        [profile prod]
        services = shared
        endpoint_url = https://profile.example
        [profile other]
        services = shared
        [profile strict]
        use_fips_endpoint = TRUE
        use_dualstack_endpoint = true
        [profile ignoring]
        ignore_configured_endpoint_urls = true
        endpoint_url = https://ignored.example
        [profile lost]
        services = nowhere
        [profile broken]
        services = broken
        [profile commented]
        use_fips_endpoint = true  # FedRAMP
        endpoint_url = https://commented.example
        [profile yes]
        ignore_configured_endpoint_urls = yes
        [services shared]
        bedrock =
          endpoint_url = https://service.example
        bedrock_agent =
          endpoint_url = https://agent.example
        [services broken]
        bedrock =
          endpoint_url https://broken.example
        """

    private func resolver(
        _ environment: [String: String],
        _ config: String?,
        _ credentials: String? = nil
    ) -> EndpointResolver {
        let texts = ["config": config, "credentials": credentials].compactMapValues(\.self)
        let files = MemoryFiles(Dictionary(uniqueKeysWithValues: texts.map { ("\(Self.home)/.aws/\($0)", $1) }))
        return EndpointResolver(
            environment: environment.merging(["HOME": Self.home]) { own, _ in own }, fileSystem: files)
    }

    @Test(
        "The order is the SDKs'",
        arguments: [
            AddressCase(
                testDescription: "the watch's own first", own: "https://w",
                environment: ["AWS_ENDPOINT_URL_BEDROCK": "https://s", "AWS_ENDPOINT_URL": "https://g"], config: config,
                profile: "prod", expected: "https://w"),
            AddressCase(
                testDescription: "then the service's variable",
                environment: ["AWS_ENDPOINT_URL_BEDROCK": "https://s", "AWS_ENDPOINT_URL": "https://g"], config: config,
                profile: "prod", expected: "https://s"),
            AddressCase(
                testDescription: "then the variable for all services",
                environment: ["AWS_ENDPOINT_URL_MACHINE_LEARNING": "https://s", "AWS_ENDPOINT_URL": "https://g"],
                config: config, profile: "prod", expected: "https://g"),
            AddressCase(
                testDescription: "an empty variable is none",
                environment: ["AWS_ENDPOINT_URL_BEDROCK": "", "AWS_ENDPOINT_URL": " "], config: config, profile: "prod",
                expected: "https://service.example"),
            AddressCase(
                testDescription: "then the services section", config: config, profile: "prod",
                expected: "https://service.example"),
            AddressCase(
                testDescription: "for which the services section is enough", config: config, profile: "other",
                expected: "https://service.example"),
            AddressCase(
                testDescription: "then the profile's address", config: config, expected: "https://default.example"),
            AddressCase(
                testDescription: "that of the credentials file first", config: config,
                credentials: "[default]\nendpoint_url = https://keys.example", expected: "https://keys.example"),
            AddressCase(
                testDescription: "a section with quotes that the credentials file names",
                config: "[services \"my svc\"]\nbedrock =\n  endpoint_url = https://quoted.example",
                credentials: "[prod]\nservices = my svc", profile: "prod", expected: "https://quoted.example"),
            AddressCase(
                testDescription: "the last one of [default] and [profile default]",
                config: "[default]\nendpoint_url = https://one\n[profile default]\nendpoint_url = https://two",
                expected: "https://two"),
            AddressCase(
                testDescription: "the profile is AWS_DEFAULT_PROFILE's",
                environment: ["AWS_PROFILE": "other", "AWS_DEFAULT_PROFILE": "ignoring"], config: config,
                expected: plain),
            AddressCase(
                testDescription: "the profile is AWS_PROFILE's", environment: ["AWS_PROFILE": "prod"], config: config,
                expected: "https://service.example"),
            AddressCase(
                testDescription: "finally AWS's own", environment: ["AWS_ENDPOINT_URL": ""], expected: plain),
            AddressCase(
                testDescription: "a missing profile has no effect", config: config, profile: "absent",
                expected: plain),
            AddressCase(
                testDescription: "the environment turns off configured endpoints",
                environment: [
                    "AWS_ENDPOINT_URL": "https://g", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "True",
                ], config: config, profile: "prod", expected: plain),
            AddressCase(
                testDescription: "but never the watch's own", own: "https://w",
                environment: ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"], expected: "https://w"),
            AddressCase(
                testDescription: "the profile turns off configured endpoints",
                environment: ["AWS_ENDPOINT_URL": "https://g"], config: config, profile: "ignoring", expected: plain),
            AddressCase(
                testDescription: "and the environment overrules it",
                environment: ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"], config: config, profile: "ignoring",
                expected: "https://ignored.example"),
            AddressCase(
                testDescription: "FIPS and dual-stack from the profile", config: config, profile: "strict",
                expected: "https://bedrock-fips.us-east-1.api.aws"),
            AddressCase(
                testDescription: "FIPS switched off by the environment",
                environment: ["AWS_USE_FIPS_ENDPOINT": "false"], config: config, profile: "strict",
                expected: "https://bedrock.us-east-1.api.aws"),
            AddressCase(
                testDescription: "FIPS from the environment", environment: ["AWS_USE_FIPS_ENDPOINT": "true"],
                expected: "https://bedrock-fips.us-east-1.amazonaws.com"),
            AddressCase(
                testDescription: "dual-stack from the environment", environment: ["AWS_USE_DUALSTACK_ENDPOINT": "true"],
                expected: "https://bedrock.us-east-1.api.aws"),
            AddressCase(
                testDescription: "a configured address is used as it is",
                environment: ["AWS_USE_FIPS_ENDPOINT": "true", "AWS_ENDPOINT_URL": "https://g"], expected: "https://g"),
            AddressCase(
                testDescription: "plain http to this machine", environment: ["AWS_ENDPOINT_URL": "http://127.9.8.7:1"],
                expected: "http://127.9.8.7:1"),
            AddressCase(
                testDescription: "plain http to another machine, if allowed",
                environment: ["AWS_ENDPOINT_URL": "http://10.0.0.1", "AWAITD_ALLOW_PLAIN_HTTP": "1"],
                expected: "http://10.0.0.1"),
        ]
    )
    func order(_ given: AddressCase) throws {
        let credentials = given.profile.map(CredentialSelection.profile) ?? .defaultChain
        let watch = try Watch.test("evaluation-job", "x", at: given.own, credentials: credentials)
        let resolver = resolver(given.environment, given.config, given.credentials)
        #expect(try resolver.endpoint(for: watch).description == given.expected)
    }

    @Test(
        "A service goes by the SDKs' name, and where that is not set by its host's",
        arguments: [
            (["AWS_ENDPOINT_URL_SFN": "https://sdk", "AWS_ENDPOINT_URL_STATES": "https://host"], nil, "https://sdk"),
            (["AWS_ENDPOINT_URL_STATES": "https://host", "AWS_ENDPOINT_URL": "https://all"], nil, "https://host"),
            (["AWS_ENDPOINT_URL_STEPFUNCTIONS": "https://no"], nil, "https://states.us-east-1.amazonaws.com"),
            ([:], "states =\n  endpoint_url = https://host\nsfn =\n  endpoint_url = https://sdk", "https://sdk"),
            ([:], "states =\n  endpoint_url = https://host\nsfn =\n  max_attempts = 2", "https://host"),
        ] as [([String: String], String?, String)]
    )
    func names(environment: [String: String], section: String?, expected: String) throws {
        let service = AWSService(
            name: "states", title: "states", transport: .json(.one, targetPrefix: "AWSStepFunctions"))
        let config = section.map { "[default]\nservices = s\n[services s]\n\($0)" }
        let found = try resolver(environment, config).endpoint(of: ServiceEndpoint(service), region: "us-east-1")
        #expect(found.description == expected)
    }

    @Test(
        "An unusable endpoint is refused with the setting's name",
        arguments: [
            (["AWS_ENDPOINT_URL": "ftp://x"], nil, "AWS_ENDPOINT_URL must begin with http"),
            (["AWS_ENDPOINT_URL": "http://10.0.0.1"], nil, "AWS_ENDPOINT_URL is plain http to another machine"),
            (
                ["AWS_ENDPOINT_URL": "http://10.0.0.1", "AWAITD_ALLOW_PLAIN_HTTP": "yes"], nil,
                "AWAITD_ALLOW_PLAIN_HTTP=1"
            ),
            (
                [:], "lost",
                "the profile 'lost' names the section [services nowhere], which /home/ml/.aws/config does not"
            ),
            (["AWS_ENDPOINT_URL": "http://attacker.localhost:80"], nil, "AWS_ENDPOINT_URL is plain http to another"),
        ] as [([String: String], String?, String)]
    )
    func refuses(environment: [String: String], profile: String?, words: String) throws {
        let credentials = profile.map(CredentialSelection.profile) ?? .defaultChain
        let watch = try Watch.test("evaluation-job", "x", credentials: credentials)
        let resolver = resolver(environment, Self.config)
        let failure = #expect(throws: PollFailure.self) { try resolver.endpoint(for: watch) }
        #expect(failure?.cause == .rejected)
        #expect(failure?.code == "InvalidEndpoint")
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }

    @Test(
        "A switch that is neither true nor false is refused with its place, wherever the address comes from",
        arguments: [
            (["AWS_USE_FIPS_ENDPOINT": "yes"], nil, "AWS_USE_FIPS_ENDPOINT is neither true nor false; write true"),
            (["AWS_USE_DUALSTACK_ENDPOINT": "1"], nil, "AWS_USE_DUALSTACK_ENDPOINT is neither true nor false"),
            (
                ["AWS_USE_FIPS_ENDPOINT": "on", "AWS_ENDPOINT_URL": "https://g"], nil,
                "AWS_USE_FIPS_ENDPOINT is neither true nor false"
            ),
            (
                ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "0", "AWS_ENDPOINT_URL": "https://g"], nil,
                "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is neither true nor false"
            ),
            (
                [:], "commented",
                """
                use_fips_endpoint of the profile 'commented' in /home/ml/.aws/config (line 19) is neither true nor false; write \
                the comment on a line of its own
                """
            ),
            (
                [:], "yes",
                "ignore_configured_endpoint_urls of the profile 'yes' in /home/ml/.aws/config (line 22) is neither true"
            ),
            ([:], "broken", "[services broken], bedrock has a line that is not 'key = value'"),
        ] as [([String: String], String?, String)]
    )
    func switches(environment: [String: String], profile: String?, words: String) throws {
        let watch = try Watch.test(
            "evaluation-job", "x", credentials: profile.map(CredentialSelection.profile) ?? .defaultChain)
        let resolver = resolver(environment, Self.config)
        let failure = #expect(throws: PollFailure.self) { try resolver.endpoint(for: watch) }
        #expect(failure?.cause == .rejected && failure?.code == "InvalidSetting")
        #expect(failure?.message.hasPrefix(words) == true, "\(failure?.message ?? "")")
        #expect(resolver.faults(of: [watch]) == [failure?.message])
    }

    @Test("Words for true and false count in any case, and an empty variable is none")
    func switchWords() throws {
        let watch = try Watch.test("evaluation-job", "x")
        let fips = "bedrock-fips"
        for (word, host) in [("TRUE", fips), ("True", fips), ("FALSE", "bedrock"), (" ", "bedrock")] {
            let endpoint = try resolver(["AWS_USE_FIPS_ENDPOINT": word], nil).endpoint(for: watch)
            #expect(endpoint.host == "\(host).us-east-1.amazonaws.com")
        }
        #expect(resolver(["AWS_EC2_METADATA_DISABLED": "yes"], nil).faults(of: []).count == 1)
    }

    @Test("A watch's endpoint that the environment's list lacks is refused here too")
    func notAllowed() throws {
        let environment = ["AWAITD_ALLOWED_ENDPOINTS": "vpce.example.com", "AWS_ENDPOINT_URL": "https://own.example"]
        let resolver = EndpointResolver(environment: environment)
        let other = try Watch.test("evaluation", "x", at: "https://other.example")
        let failure = #expect(throws: PollFailure.self) { try resolver.endpoint(for: other) }
        #expect(failure?.message.contains("endpoint: of test is not among the addresses that AWAITD_ALL") == true)
        let listed = try Watch.test("evaluation", "x", at: "https://vpce.example.com/x")
        #expect(try resolver.endpoint(for: listed).description == "https://vpce.example.com/x")
        #expect(try resolver.endpoint(for: try Watch.test("evaluation", "x")).description == "https://own.example")
    }

    @Test("A watch's plain http endpoint is refused here too")
    func plainWatch() throws {
        let watch = try Watch.test("evaluation-job", "x", at: "http://10.0.0.1:8000")
        let failure = #expect(throws: PollFailure.self) { try EndpointResolver(environment: [:]).endpoint(for: watch) }
        #expect(failure?.message.hasPrefix("the address in endpoint: of test is plain http to another machine") == true)
    }

    @Test("An unreadable file is an error only if its profile or path was asked for")
    func unreadable() throws {
        let files = MemoryFiles()
        files.set(.failure(.unusable("may not be read")), at: "/home/ml/.aws/config")
        let watch = try Watch.test("evaluation-job", "x")
        let home = ["HOME": Self.home]
        let clock = BenchClock()
        let plain = EndpointResolver(
            AWSConfiguration(environment: home, fileSystem: files, clock: FileClock(bench: clock)))
        #expect(try plain.endpoint(for: watch).description == Self.plain)
        for variable in ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] {
            let wanted = EndpointResolver(environment: home.merging([variable: "p"]) { a, _ in a }, fileSystem: files)
            let failure = #expect(throws: PollFailure.self) { try wanted.endpoint(for: watch) }
            #expect(failure?.message.hasPrefix("/home/ml/.aws/config may not be read, so that it is not known") == true)
        }
        files.set(.failure(.unusable("may not be read")), at: "/keys")
        files.write("[default]\nendpoint_url = https://one", to: "/home/ml/.aws/config")
        clock.advance(.seconds(1))
        #expect(try plain.endpoint(for: watch).description == "https://one")
        let keys = home.merging(["AWS_SHARED_CREDENTIALS_FILE": "/keys"]) { a, _ in a }
        let failure = #expect(throws: PollFailure.self) {
            try EndpointResolver(environment: keys, fileSystem: files).endpoint(for: watch)
        }
        #expect(failure?.message.hasPrefix("/keys may not be read") == true)
    }

    @Test("A changed config file takes effect when it has stood still")
    func changes() throws {
        let files = MemoryFiles(["/home/ml/.aws/config": "[default]\nendpoint_url = https://one"])
        let clock = BenchClock()
        let resolver = EndpointResolver(
            AWSConfiguration(environment: ["HOME": Self.home], fileSystem: files, clock: FileClock(bench: clock)))
        #expect(try resolver.endpoint(of: .sts, region: "eu-west-1").description == "https://one")
        files.write("[default]\nuse_fips_endpoint = true", to: "/home/ml/.aws/config")
        clock.advance(.seconds(1))
        #expect(
            try resolver.endpoint(of: .sts, region: "eu-west-1").description
                == "https://sts-fips.eu-west-1.amazonaws.com")
        // The missing credentials file is looked for each time too.
        #expect(files.reads == 4)
    }

    @Test("The CA bundle is the environment's, else the profile's")
    func certificates() throws {
        let config = "[profile p]\nca_bundle = /p.pem"
        let watch = try Watch.test("evaluation-job", "x", credentials: .profile("p"))
        let other = try Watch.test("evaluation-job", "x")
        #expect(try resolver([:], config).certificates(for: watch) == "/p.pem")
        #expect(try resolver([:], config).certificates(for: other) == nil)
        #expect(try resolver(["AWS_CA_BUNDLE": "/e.pem"], config).certificates(for: watch) == "/e.pem")
        let more = ["REQUESTS_CA_BUNDLE": "~/r.pem"]
        #expect(try resolver(more, config).certificates(for: watch) == "/p.pem")
        #expect(try resolver(more, config).certificates(for: other) == "/home/ml/r.pem")
        #expect(try resolver(more, "[default]\nca_bundle = ~/d.pem").certificates(for: other) == "/home/ml/d.pem")
        #expect(try resolver(["AWS_CA_BUNDLE": "~/e.pem"], config).certificates(for: watch) == "/home/ml/e.pem")
        #expect(try resolver(["AWS_CA_BUNDLE": "rel.pem"], config).certificates(for: watch) == "rel.pem")
    }

    @Test("A file that cannot be read is named at the start, once")
    func unreadableAtStart() throws {
        let files = MemoryFiles()
        files.set(.failure(.unusable("may not be read")), at: "/home/ml/.aws/config")
        let watch = try Watch.test("evaluation-job", "x")
        let home = ["HOME": Self.home]
        let faults = EndpointResolver(environment: home, fileSystem: files).faults(of: [watch])
        #expect(faults == ["/home/ml/.aws/config may not be read"])
        let named = EndpointResolver(environment: home.merging(["AWS_PROFILE": "p"]) { a, _ in a }, fileSystem: files)
        #expect(named.faults(of: [watch]).count == 1)
    }

    @Test("A partition that lacks the variant is named")
    func lacking() {
        let old = Partition(
            name: "aws-old", suffix: "old", dualStackSuffix: "api.old", prefix: "old-", supportsFIPS: false,
            supportsDualStack: false)
        for (variant, words) in [
            (ServiceEndpoint.Variant(fips: true), "FIPS endpoints are required"),
            (.init(dualStack: true), "dual-stack endpoints are required"),
            (.init(fips: true, dualStack: true), "FIPS and dual-stack endpoints are required"),
        ] {
            let failure = #expect(throws: PollFailure.self) {
                try ServiceEndpoint.sts.host(in: "old-east-1", variant, partition: old)
            }
            #expect(failure?.message.hasPrefix(words) == true)
            #expect(failure?.message.contains("the partition aws-old does not have them") == true)
        }
        #expect(throws: Never.self) { try ServiceEndpoint.sts.host(in: "old-east-1", partition: old) }
    }

    @Test("A bad endpoint in the environment is reported without showing it, also at the start")
    func badEnvironment() throws {
        let environment = [
            "AWS_ENDPOINT_URL": "https://user:hunter2@host", "AWS_ENDPOINT_URL_BEDROCK": "https://fine",
        ]
        let resolver = EndpointResolver(environment: environment)
        let watch = try Watch.test("evaluation", "x")
        let failure = #expect(throws: PollFailure.self) { try resolver.endpoint(for: watch) }
        #expect(failure?.cause == .rejected)
        #expect(failure?.message.contains("AWS_ENDPOINT_URL has a user name") == true)
        #expect(failure?.message.contains("hunter2") != true)
        #expect(resolver.faults(of: [watch, try .test("evaluation-job", "x")]) == [failure?.message])
        #expect(EndpointResolver(environment: [:]).faults(of: [watch]).isEmpty)
    }
}
