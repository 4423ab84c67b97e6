// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

/// A configuration, and the way to credentials that it means.
struct GraphCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let config: String
    var credentials = ""
    var environment = ["HOME": "/root"]
    var selection = CredentialSelection.profile("p")
    /// The provider as ``CredentialProvider/shape`` writes it, or words of the sentence about what is wrong.
    let expected: Expected

    enum Expected: Sendable {
        case shape(String)
        case unusable([String])
        case nothing([String])
    }

    init(
        _ description: String,
        _ config: String,
        credentials: String = "",
        environment: [String: String] = [:],
        _ selection: CredentialSelection = .profile("p"),
        is expected: Expected
    ) {
        testDescription = description
        self.config = config
        self.credentials = credentials
        self.environment = ["HOME": "/root"].merging(environment) { $1 }
        (self.selection, self.expected) = (selection, expected)
    }
}

extension CredentialProvider {
    /// The provider in one line, all that matters of it.
    var shape: String {
        switch self {
        case .staticKeys(let keys): "keys \(keys.accessKeyID)"
        case .assumeRole(let role, let source):
            "\(role.arn.suffix(1)) \(role.sessionName) \(role.externalID ?? "-") \(role.durationSeconds ?? 0) \(role.region)"
                + " < \(source.shape)"
        case .webIdentity(let web): "web \(web.arn.suffix(1)) \(web.sessionName) \(web.tokenFile) \(web.region)"
        case .process(let process): "process \(process.arguments)"
        case .sso(let sso):
            "sso \(sso.session ?? "-") \(sso.region) \(sso.accountID) \(sso.roleName) \(sso.cacheFile)"
        case .container(let container):
            "container \(container.endpoint)\(container.path) \(container.token ?? "-") \(container.tokenFile ?? "-")"
        case .instanceMetadata(let instance): "instance \(instance.endpoint)"
        }
    }
}

@Suite("The way from a profile to credentials")
struct ProfileGraphTests {
    static let roleA = "role_arn = arn:aws:iam::123456789012:role/A\n"
    static let roleB = "role_arn = arn:aws:iam::123456789012:role/B\n"
    static let keys = "aws_access_key_id = K\naws_secret_access_key = SECRET\n"
    static let ssoKeys = "sso_account_id = 123456789012\nsso_role_name = R\n"
    static let ssoShared = "sso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\n"

    static let ways: [GraphCase] = [
        GraphCase(
            "a role with a source profile", "[profile p]\n\(roleA)source_profile = s\n[profile s]\n\(keys)",
            is: .shape("A awaitd - 0 us-east-1 < keys K")
        ),
        GraphCase(
            "all that a role may have",
            """
            [profile p]
            \(roleA)source_profile = s
            external_id = e:1
            duration_seconds = 900
            role_session_name = me+you@x
            region = eu-west-1
            [profile s]
            \(keys)
            """, is: .shape("A me+you@x e:1 900 eu-west-1 < keys K")
        ),
        GraphCase(
            "a duration that is no number, as if there were none",
            "[profile p]\n\(roleA)source_profile = s\nduration_seconds = 1h\n[profile s]\n\(keys)",
            is: .shape("A awaitd - 0 us-east-1 < keys K")
        ),
        GraphCase(
            "the environment's region, if the profile gives none",
            "[profile p]\n\(roleA)source_profile = s\n[profile s]\n\(keys)", environment: ["AWS_REGION": "ap-south-1"],
            is: .shape("A awaitd - 0 ap-south-1 < keys K")
        ),
        GraphCase(
            "no region of another partition",
            "[profile p]\n\(roleA)region = cn-north-1\nsource_profile = s\n[profile s]\n\(keys)",
            is: .shape("A awaitd - 0 us-east-1 < keys K")
        ),
        GraphCase(
            "a chain of three",
            """
            [profile p]
            \(roleA)source_profile = q
            [profile q]
            \(roleB)source_profile = r
            [profile r]
            role_arn = arn:aws:iam::123456789012:role/C
            source_profile = s
            """, credentials: "[s]\n\(keys)",
            is: .shape("A awaitd - 0 us-east-1 < B awaitd - 0 us-east-1 < C awaitd - 0 us-east-1 < keys K")
        ),
        GraphCase(
            "a profile that assumes its role with its own keys", "[profile p]\n\(roleA)source_profile = p\n\(keys)",
            is: .shape("A awaitd - 0 us-east-1 < keys K")
        ),
        GraphCase(
            "a source profile's keys before its role",
            "[profile p]\n\(roleA)source_profile = q\n[profile q]\n\(roleB)source_profile = p\n\(keys)",
            is: .shape("A awaitd - 0 us-east-1 < keys K")
        ),
        GraphCase(
            "a role before keys, in whichever file they are", "[profile p]\n\(roleA)source_profile = s\n",
            credentials: "[p]\n\(keys)[s]\naws_access_key_id = S\naws_secret_access_key = SECRET\n",
            is: .shape("A awaitd - 0 us-east-1 < keys S")
        ),
        GraphCase(
            "a source profile's process",
            "[profile p]\n\(roleA)source_profile = s\n[profile s]\ncredential_process = /bin/x 'a b'\n",
            is: .shape("A awaitd - 0 us-east-1 < process [\"/bin/x\", \"a b\"]")
        ),
        GraphCase(
            "credential_source Environment", "[profile p]\n\(roleA)credential_source = Environment\n",
            environment: ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "SECRET"],
            is: .shape("A awaitd - 0 us-east-1 < keys E")
        ),
        GraphCase(
            "credential_source Ec2InstanceMetadata, in any case",
            "[profile p]\n\(roleA)credential_source = ec2instancemetadata\n",
            is: .shape("A awaitd - 0 us-east-1 < instance http://169.254.169.254")
        ),
        GraphCase(
            "credential_source EcsContainer", "[profile p]\n\(roleA)credential_source = EcsContainer\n",
            environment: ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x?a=b"],
            is: .shape("A awaitd - 0 us-east-1 < container http://169.254.170.2/v2/x?a=b - -")
        ),
        GraphCase(
            "a profile's web identity", "[profile p]\n\(roleA)web_identity_token_file = ~/t\nrole_session_name = me\n",
            is: .shape("web A me /root/t us-east-1")
        ),
        GraphCase(
            "a profile's web identity before its source profile",
            "[profile p]\n\(roleA)web_identity_token_file = /t\nsource_profile = s\n",
            is: .shape("web A awaitd /t us-east-1")
        ),
        GraphCase(
            "an sso-session", "[profile p]\nsso_session = my\n\(ssoKeys)[sso-session my]\n\(ssoShared)",
            is: .shape(
                "sso my eu-west-1 123456789012 R /root/.aws/sso/cache/3ece1471f44f63177cbc35ba0b904e0c096b6783.json"
            )
        ),
        GraphCase(
            "the form before sso-sessions", "[profile p]\n\(ssoKeys)\(ssoShared)",
            is: .shape(
                "sso - eu-west-1 123456789012 R /root/.aws/sso/cache/3947de8b16688092197fa616c34e01335f21d256.json"
            )
        ),
        GraphCase(
            "a sign-in before keys", "[profile p]\n\(ssoKeys)\(ssoShared)\(keys)", is: .shape("sso - ")
        ),
        GraphCase(
            "the credentials file's keys before a process", "[profile p]\ncredential_process = x\n",
            credentials: "[p]\n\(keys)", is: .shape("keys K")
        ),
        GraphCase(
            "a process before the config file's keys", "[profile p]\ncredential_process = x\n\(keys)",
            is: .shape("process [\"x\"]")
        ),
        GraphCase(
            "a web identity of the environment", "",
            environment: [
                "AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/W",
                "AWS_ROLE_SESSION_NAME": "pod",
            ], .defaultChain, is: .shape("web W pod /t us-east-1")
        ),
        GraphCase(
            "a web identity of the environment before keys in files", "[default]\n\(keys)",
            environment: [
                "AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/W",
            ], .defaultChain, is: .shape("web W awaitd /t us-east-1")
        ),
        GraphCase(
            "a profile's role before a web identity of the environment",
            "[default]\n\(roleA)source_profile = s\n[profile s]\n\(keys)",
            environment: [
                "AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/W",
            ], .defaultChain, is: .shape("A awaitd - 0 us-east-1 < keys K")
        ),
        GraphCase(
            "a container, whole URL and token", "",
            environment: [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1234/c",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "tok",
            ], .defaultChain, is: .shape("container http://127.0.0.1:1234/c tok -")
        ),
        GraphCase(
            "a container's token file before its token", "",
            environment: [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://[fd00:ec2::23]/c",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "tok", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/f",
            ], .defaultChain, is: .shape("container http://[fd00:ec2::23]/c - /f")
        ),
        GraphCase("an instance at last", "", .defaultChain, is: .shape("instance http://169.254.169.254")),
        GraphCase(
            "an instance over IPv6", "", environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"], .defaultChain,
            is: .shape("instance http://[fd00:ec2::254]")
        ),
        GraphCase(
            "an instance elsewhere", "",
            environment: [
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "x",
            ], .defaultChain, is: .shape("instance http://127.0.0.1:9")
        ),
        GraphCase(
            "a watch's role with the default chain", "[default]\n\(keys)",
            .role(arn: "arn:aws:iam::123456789012:role/X", externalID: "e", profile: nil),
            is: .shape("X awaitd e 0 us-east-1 < keys K")
        ),
        GraphCase(
            "a watch's role with a profile's role", "[profile p]\n\(roleA)source_profile = s\n[profile s]\n\(keys)",
            .role(arn: "arn:aws:iam::123456789012:role/X", externalID: nil, profile: "p"),
            is: .shape("X awaitd - 0 us-east-1 < A awaitd - 0 us-east-1 < keys K")
        ),
    ]

    @Test("Profiles lead where botocore would go, or to a clear word", arguments: ways + errors)
    func leads(_ one: GraphCase) {
        let files = ["/root/.aws/config": one.config, "/root/.aws/credentials": one.credentials]
        let chain = CredentialBench(one.environment, files: files).chain(one.selection)
        switch (one.expected, chain.outcome) {
        case (.shape(let shape), .provider(let provider, _)):
            #expect(provider.shape.hasPrefix(shape))
            #expect(!"\(provider)".contains("SECRET"))
        case (.unusable(let words), .broken(let sentence, _)):
            for word in words { #expect(sentence.contains(word), "\(sentence)") }
            #expect(!sentence.contains("SECRET"))
        case (.nothing(let words), .nothing):
            for word in words { #expect(chain.tried.contains(word), "\(chain.tried)") }
        default:
            Issue.record("\(one.testDescription): \(chain.outcome)")
        }
    }

    @Test("A chain of forty roles is one, a chain of a hundred a mistake")
    func longChains() {
        func config(_ count: Int) -> String {
            let roles = (0..<count).map { "[profile p\($0)]\n\(Self.roleA)source_profile = p\($0 + 1)\n" }
            return roles.joined() + "[profile p\(count)]\n\(Self.keys)"
        }
        let good = CredentialBench(files: ["/root/.aws/config": config(400)]).chain(.profile("p0"))
        guard case .provider(let provider, _) = good.outcome else {
            Issue.record("\(good.outcome)")
            return
        }
        #expect(provider.shape.split(separator: "<").count == 401)
        let bad = CredentialBench(files: ["/root/.aws/config": config(1_100)]).chain(.profile("p0"))
        guard case .broken(let sentence, _) = bad.outcome else {
            Issue.record("\(bad.outcome)")
            return
        }
        #expect(sentence.contains("more than 1000 roles"))
    }
}
