// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

/// An environment, some files, a selection, and what must come of it.
struct CredentialCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var environment: [String: String] = [:]
    var files: [String: String] = [:]
    var selection = CredentialSelection.defaultChain
    /// The access key id that is found, or words that the failure has.
    let expected: Outcome

    enum Outcome: Sendable {
        case key(String)
        case failure(code: String, words: [String])
    }

    init(
        _ description: String,
        _ environment: [String: String] = ["HOME": "/root"],
        _ files: [String: String] = [:],
        _ selection: CredentialSelection = .defaultChain,
        is expected: Outcome
    ) {
        testDescription = description
        (self.environment, self.files, self.selection, self.expected) = (environment, files, selection, expected)
    }
}

@Suite("Where credentials come from")
struct CredentialStoreTests {
    static let keys = ["AWS_ACCESS_KEY_ID": "ENVKEY", "AWS_SECRET_ACCESS_KEY": "SECRETenv"]
    static let home = ["HOME": "/root"]

    static func profile(_ name: String, key: String, more: String = "") -> String {
        "[\(name)]\naws_access_key_id = \(key)\naws_secret_access_key = SECRET\(key)\n\(more)\n"
    }

    static let files = [
        "/root/.aws/credentials": profile("default", key: "CREDDEFAULT") + profile("ml", key: "CREDML"),
        "/root/.aws/config": profile("default", key: "CONFDEFAULT") + profile("profile ml", key: "CONFML")
            + profile("profile only", key: "CONFONLY") + profile("profile \"two words\"", key: "CONFTWO"),
        "/run/creds/aws-credentials": profile("default", key: "UNITDEFAULT") + profile("ml", key: "UNITML"),
    ]

    static let cases: [CredentialCase] = [
        CredentialCase("the environment first", home.merging(keys) { $1 }, files, is: .key("ENVKEY")),
        CredentialCase(
            "the environment even where AWS_PROFILE is set",
            home.merging(keys) { $1 }.merging(["AWS_PROFILE": "ml"]) { $1 }, files, is: .key("ENVKEY")
        ),
        CredentialCase(
            "then the unit's own", ["HOME": "/root", "CREDENTIALS_DIRECTORY": "/run/creds"], files,
            is: .key("UNITDEFAULT")),
        CredentialCase(
            "the unit's own by AWS_PROFILE",
            ["HOME": "/root", "CREDENTIALS_DIRECTORY": "/run/creds", "AWS_PROFILE": "ml"], files, is: .key("UNITML")
        ),
        CredentialCase(
            "past the unit's own if it has not the profile",
            ["HOME": "/root", "CREDENTIALS_DIRECTORY": "/run/creds", "AWS_PROFILE": "only"], files, is: .key("CONFONLY")
        ),
        CredentialCase("then the credentials file", home, files, is: .key("CREDDEFAULT")),
        CredentialCase(
            "the credentials file by AWS_PROFILE", ["HOME": "/root", "AWS_PROFILE": "ml"], files, is: .key("CREDML")),
        CredentialCase(
            "AWS_DEFAULT_PROFILE before AWS_PROFILE",
            ["HOME": "/root", "AWS_PROFILE": "only", "AWS_DEFAULT_PROFILE": "ml"], files, is: .key("CREDML")
        ),
        CredentialCase("then the config file", ["HOME": "/root", "AWS_PROFILE": "only"], files, is: .key("CONFONLY")),
        CredentialCase(
            "the config file's default", home, ["/root/.aws/config": profile("default", key: "C")], is: .key("C")
        ),
        CredentialCase(
            "the config file's [profile default]", home, ["/root/.aws/config": profile("profile default", key: "C")],
            is: .key("C")
        ),
        CredentialCase("a profile's name in quotes", home, files, .profile("two words"), is: .key("CONFTWO")),
        CredentialCase(
            "a selected profile, never the environment", home.merging(keys) { $1 }, files, .profile("ml"),
            is: .key("CREDML")
        ),
        CredentialCase(
            "files elsewhere",
            ["HOME": "/root", "AWS_SHARED_CREDENTIALS_FILE": "/x", "AWS_CONFIG_FILE": "/y"],
            ["/x": profile("a", key: "X"), "/y": profile("profile default", key: "Y")], is: .key("Y")
        ),
        CredentialCase(
            "files below a tilde", ["HOME": "/root", "AWS_SHARED_CREDENTIALS_FILE": "~/c"],
            ["/root/c": profile("default", key: "X")], is: .key("X")
        ),
        CredentialCase(
            "a profile without keys in the credentials file, with keys in the config file", home,
            ["/root/.aws/credentials": "[ml]\n", "/root/.aws/config": profile("profile ml", key: "C")], .profile("ml"),
            is: .key("C")
        ),
        CredentialCase(
            "keys of the credentials file before the config file's process", home,
            [
                "/root/.aws/credentials": profile("default", key: "K"),
                "/root/.aws/config": "[default]\ncredential_process = /bin/x",
            ], is: .key("K")
        ),

        CredentialCase(
            "nothing at all", home,
            is: .failure(
                code: "NoCredentials",
                words: ["AWS_ACCESS_KEY_ID is not set", "/root/.aws/credentials does not exist", "/root/.aws/config"]
            )
        ),
        CredentialCase(
            "nothing, and no home", [:],
            is: .failure(code: "NoCredentials", words: ["AWS_ACCESS_KEY_ID is not set", "HOME is not set"])),
        CredentialCase(
            "no such profile", home, files, .profile("absent"),
            is: .failure(
                code: "NoCredentials", words: ["for profile 'absent'", "/root/.aws/config has no profile 'absent'"])
        ),
        CredentialCase(
            "an id without a secret", ["AWS_ACCESS_KEY_ID": "ENVKEY", "HOME": "/root"], files,
            is: .failure(code: "CredentialsUnusable", words: ["without a secret access key"])
        ),
        CredentialCase(
            "a secret without an id", ["AWS_SECRET_ACCESS_KEY": "SECRETenv", "HOME": "/root"], files,
            is: .failure(code: "CredentialsUnusable", words: ["without an access key id"])
        ),
        CredentialCase(
            "a half profile", home, ["/root/.aws/credentials": "[default]\naws_access_key_id = K"],
            is: .failure(code: "CredentialsUnusable", words: ["profile 'default' in /root/.aws/credentials"])
        ),
        CredentialCase(
            "a token that breaks out of its header",
            keys.merging(["AWS_SESSION_TOKEN": "SECRET\r\nX-Evil: 1"]) { $1 },
            is: .failure(code: "CredentialsUnusable", words: ["session token has characters"])
        ),
        CredentialCase(
            "a sign-in in the unit's own file, whose sso-session is in another file",
            ["HOME": "/root", "CREDENTIALS_DIRECTORY": "/run/creds"],
            [
                "/run/creds/aws-credentials": "[default]\nsso_session = my\n",
                "/root/.aws/config": "[sso-session my]\nsso_region = us-east-1\n",
            ], is: .failure(code: "CredentialsUnusable", words: ["names the sso_session 'my', which no file has"])
        ),
        CredentialCase(
            "a broken file", home, ["/root/.aws/credentials": "aws_secret_access_key = SECRET"],
            is: .failure(code: "CredentialsUnusable", words: ["/root/.aws/credentials has a line before", "line 1"])
        ),
        CredentialCase(
            "a missing profile that AWS_PROFILE names", ["HOME": "/root", "AWS_PROFILE": "absent"], files,
            is: .failure(
                code: "CredentialsUnusable", words: ["AWS_PROFILE asks for profile 'absent'", "which does not exist"])
        ),
        CredentialCase(
            "a missing profile that AWS_DEFAULT_PROFILE names",
            ["HOME": "/root", "AWS_DEFAULT_PROFILE": "absent"], files,
            is: .failure(
                code: "CredentialsUnusable",
                words: ["AWS_DEFAULT_PROFILE asks for profile 'absent'", "which does not exist"])
        ),
        CredentialCase(
            "a profile without keys that AWS_PROFILE names", ["HOME": "/root", "AWS_PROFILE": "p"],
            ["/root/.aws/config": "[profile p]\nregion = us-east-1\n"],
            is: .failure(code: "NoCredentials", words: ["has no aws_access_key_id", "instance metadata"])
        ),
        CredentialCase(
            "a console login", home, ["/root/.aws/config": "[profile p]\nlogin_session = s\n"], .profile("p"),
            is: .failure(code: "CredentialsUnusable", words: ["profile 'p' in /root/.aws/config", "does not support"])
        ),
    ]

    @Test("The sources count in their order, and say why they were passed over", arguments: cases)
    func finds(_ one: CredentialCase) async throws {
        let bench = CredentialBench(one.environment, files: one.files)
        switch one.expected {
        case .key(let key):
            #expect(try await bench.key(one.selection) == key)
        case .failure(let code, let words):
            let failure = await bench.failure(one.selection)
            #expect(failure?.cause == .credentials)
            #expect(failure?.code == code)
            for word in words { #expect(failure?.message.contains(word) == true, "\(failure?.message ?? "")") }
            #expect(failure?.message.contains("SECRET") != true)
        }
    }

    @Test("A file is read once, and again when it has changed")
    func rereads() async throws {
        let bench = CredentialBench(files: ["/root/.aws/credentials": Self.profile("default", key: "ONE")])
        let files = bench.files
        let lease = try await bench.lease()
        let reads = files.reads
        for _ in 0..<10 { _ = try await bench.lease() }
        // The config file does not exist, so that looking for it is all there is to it.
        #expect(files.reads <= reads + 20)
        files.write(Self.profile("default", key: "TWO"), to: "/root/.aws/credentials")
        #expect(try await bench.key() == "ONE")
        bench.clock.advance(.seconds(1))
        #expect(try await bench.key() == "TWO")
        files.replaceUnseen(Self.profile("default", key: "THREE"), at: "/root/.aws/credentials")
        #expect(try await bench.key() == "TWO")
        #expect(try await bench.lease(refusing: lease).identity.keys?.accessKeyID == "THREE")
    }

    @Test("A lane learns that its files have changed since it failed")
    func noticesChange() async throws {
        let bench = CredentialBench()
        let (store, files) = (bench.store, bench.files)
        let lane = Watch.bench(.defaultChain).lane
        let other = Watch.bench(.profile("ml")).lane
        #expect(!store.hasChanged(lane))
        #expect(await bench.failure() != nil)
        #expect(!store.hasChanged(lane))
        files.write(Self.profile("default", key: "ONE"), to: "/root/.aws/credentials")
        #expect(!store.hasChanged(lane))
        bench.clock.advance(.seconds(1))
        #expect(store.hasChanged(lane))
        #expect(!store.hasChanged(other))
        let lease = try await bench.lease()
        store.refused(lease, in: lane)
        #expect(!store.hasChanged(lane))
        files.write(Self.profile("default", key: "TWO"), to: "/root/.aws/credentials")
        #expect(!store.hasChanged(lane))
        bench.clock.advance(.seconds(1))
        #expect(store.hasChanged(lane))
    }

    @Test(
        "An unreadable file is reported, and the chain stops there",
        arguments: ["may not be read by awaitd's user (permission denied)", "is a folder"]
    )
    func unreadable(reason: String) async {
        let bench = CredentialBench(files: ["/root/.aws/config": Self.profile("default", key: "CONF")])
        bench.files.set(.failure(.unusable(reason)), at: "/root/.aws/credentials")
        #expect(await bench.failure()?.message == "/root/.aws/credentials \(reason)")
        #expect(bench.network.requests.isEmpty)
    }

    @Test("Regions come from the environment and from profiles")
    func regions() {
        let files = MemoryFiles([
            "/root/.aws/config": "[default]\nregion = eu-west-1\n[profile ml]\nregion = us-west-2\n[profile none]\n"
                + "[profile both]\nregion = us-west-1\n",
            "/root/.aws/credentials": "[old]\nregion = us-east-2\n[both]\nregion = us-east-2\n",
        ])
        let configuration = AWSConfiguration(environment: Self.home, fileSystem: files)
        #expect(configuration.environmentRegion == nil)
        #expect(configuration.profileRegion(nil) == "eu-west-1")
        #expect(configuration.profileRegion("ml") == "us-west-2")
        #expect(configuration.profileRegion("old") == "us-east-2")
        #expect(configuration.profileRegion("both") == "us-east-2")
        #expect(configuration.profileRegion("none") == nil)
        #expect(configuration.profileRegion("absent") == nil)
        #expect(configuration.region(profile: "ml") == "us-west-2")
        let set = ["HOME": "/root", "AWS_PROFILE": "ml", "AWS_DEFAULT_REGION": "sa-east-1"]
        #expect(AWSConfiguration(environment: set, fileSystem: files).profileRegion(nil) == "us-west-2")
        #expect(AWSConfiguration(environment: set, fileSystem: files).environmentRegion == "sa-east-1")
        let both = set.merging(["AWS_REGION": "af-south-1"]) { $1 }
        #expect(AWSConfiguration(environment: both, fileSystem: files).environmentRegion == "af-south-1")
        #expect(AWSConfiguration(environment: both, fileSystem: files).region(profile: "ml") == "af-south-1")
    }

    @Test("Where a region is set is known, and so is what could not be looked at")
    func origins() {
        let files = MemoryFiles(["/root/.aws/config": "[default]\n\n[profile ml]\n# here\nregion = us-west-2\n"])
        let configuration = AWSConfiguration(environment: Self.home, fileSystem: files)
        #expect(
            configuration.regionSetting(profile: "ml")?.origin
                == "region of profile 'ml' in /root/.aws/config (line 5)")
        for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            let set = AWSConfiguration(environment: Self.home.merging([name: "x"]) { $1 }, fileSystem: files)
            #expect(set.regionSetting(profile: "ml")?.origin == name)
        }
        #expect(configuration.unreadablePlaces.isEmpty)
        files.set(.failure(.unusable("may not be read")), at: "/root/.aws/config")
        // Not the configuration that has read it before: that goes on for a while by what it knows.
        let unreadable = AWSConfiguration(environment: Self.home, fileSystem: files)
        #expect(unreadable.unreadablePlaces == ["/root/.aws/config may not be read"])
        #expect(
            AWSConfiguration(environment: [:], fileSystem: files).unreadablePlaces == [
                "~/.aws/credentials is not looked for, as HOME is not set",
                "~/.aws/config is not looked for, as HOME is not set",
            ])
        let named = ["AWS_CONFIG_FILE": "~/c", "AWS_SHARED_CREDENTIALS_FILE": "/k"]
        #expect(
            AWSConfiguration(environment: named, fileSystem: files).unreadablePlaces
                == ["~/c (AWS_CONFIG_FILE) is not looked for, as HOME is not set"])
    }
}
