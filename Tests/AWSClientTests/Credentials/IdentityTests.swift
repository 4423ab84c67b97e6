// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Synchronization
import Testing

@Suite("Never as another identity")
struct IdentityTests {
    static let credentials = "/root/.aws/credentials"
    static let config = "/root/.aws/config"
    static let roleA = "role_arn = arn:aws:iam::123456789012:role/A\n"

    static func keys(_ key: String) -> String { "aws_access_key_id = \(key)\naws_secret_access_key = SECRET\(key)\n" }

    static func profile(_ key: String, _ name: String = "default") -> String { "[\(name)]\n\(keys(key))" }

    /// A bench on an instance with a role, whose profile has been used.
    static func bench(
        _ files: [String: String] = [credentials: profile("AKIAUSERAAAA")],
        _ environment: [String: String] = [:],
        found key: String = "AKIAUSERAAAA"
    ) async throws -> CredentialBench {
        let environment = ["HOME": "/root"].merging(environment) { $1 }
        let bench = CredentialBench(environment, files: files, network: MetadataTests.instance())
        #expect(try await bench.key() == key)
        bench.clock.advance(.seconds(5))
        return bench
    }

    @Test(
        "A file that is emptied, cut, removed or broken for less than a minute goes unnoticed",
        arguments: [
            "", "[default]\n", "[default]\naws_access_key_id = AKIAUSERAAAA\n", "[other]\n", "AKIA", "[default",
            profile("AKIAOTHERBBB", "other"), nil,
        ]
    )
    func passes(content: String?) async throws {
        let bench = try await Self.bench()
        for round in 0..<3 {
            if let content {
                bench.files.write(content, to: Self.credentials, at: bench.clock.now)
            } else {
                bench.files.remove(Self.credentials)
            }
            for wait in [0, 400, 600, 1_000, 50_000] {
                bench.clock.advance(.milliseconds(wait))
                #expect(try await bench.key() == "AKIAUSERAAAA", "round \(round), \(wait)")
            }
            bench.files.write(Self.profile("AKIAUSERAAAA"), to: Self.credentials, at: bench.clock.now)
            bench.clock.advance(.seconds(1))
            #expect(try await bench.key() == "AKIAUSERAAAA")
            bench.clock.advance(.seconds(20))
        }
        #expect(bench.network.requests.isEmpty)
        #expect(bench.changes.all.isEmpty)
    }

    @Test(
        "After a minute the credentials are lost, and the instance's role is not used until a reload",
        arguments: ["", "[other]\n", "[default", nil]
    )
    func lost(content: String?) async throws {
        let bench = try await Self.bench()
        if let content {
            bench.files.write(content, to: Self.credentials, at: bench.clock.now)
        } else {
            bench.files.remove(Self.credentials)
        }
        #expect(try await bench.key() == "AKIAUSERAAAA")
        for _ in 0..<59 {
            bench.clock.advance(.seconds(1))
            #expect(try await bench.key() == "AKIAUSERAAAA")
        }
        bench.clock.advance(.seconds(1))
        for _ in 0..<3 {
            let failure = await bench.failure()
            #expect(failure?.cause == .credentials)
            let words = "found in profile 'default' in \(Self.credentials) before, have been lost"
            #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
            // The remedy is not cut off.
            let remedy = "is not used instead: reload awaitd if it should be"
            #expect(failure?.message.contains(remedy) == true || content == "[default", "\(failure?.message ?? "")")
            bench.clock.advance(.seconds(100))
        }
        let lane = Watch.bench(.defaultChain).lane
        #expect(bench.network.requests.isEmpty && !bench.store.hasChanged(lane))

        bench.store.searchAgain()
        #expect(bench.store.hasChanged(lane))
        guard content != "[default" else { return }
        #expect(try await bench.key()?.hasPrefix("ASIA") == true)
        #expect(bench.changes.all.count == 1)
        #expect(bench.changes.all.first?.old == "profile 'default' in \(Self.credentials): access key …AAAA")
        #expect(bench.changes.all.first?.new.contains("instance metadata") == true)
    }

    @Test("Lost credentials that come back are used when the file has stood still")
    func found() async throws {
        let bench = try await Self.bench()
        bench.files.write("", to: Self.credentials, at: bench.clock.now)
        _ = try await bench.key()
        bench.clock.advance(.seconds(61))
        #expect(await bench.failure() != nil)
        let lane = Watch.bench(.defaultChain).lane
        bench.files.write(Self.profile("AKIAUSERAAAA"), to: Self.credentials, at: bench.clock.now)
        #expect(!bench.store.hasChanged(lane))
        bench.clock.advance(.seconds(1))
        #expect(bench.store.hasChanged(lane))
        #expect(try await bench.key() == "AKIAUSERAAAA")
        #expect(bench.changes.all.isEmpty && bench.network.requests.isEmpty)
    }

    @Test("A reload within the minute takes effect when it is over")
    func reloadWithin() async throws {
        let bench = try await Self.bench()
        bench.files.write("", to: Self.credentials, at: bench.clock.now)
        _ = try await bench.key()
        bench.clock.advance(.seconds(30))
        bench.store.searchAgain()
        #expect(try await bench.key() == "AKIAUSERAAAA")
        bench.clock.advance(.seconds(31))
        #expect(try await bench.key()?.hasPrefix("ASIA") == true)
    }

    /// Settings before and after, and whether what is left may be used.
    struct Move: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var environment: [String: String] = [:]
        let before: [String: String]
        let after: [String: String]
        let keys: (before: String, after: String?)
    }

    static let moves = [
        Move(
            testDescription: "keys lost in the credentials file, others in the config file",
            before: [credentials: profile("AKIAUSERAAAA"), config: profile("AKIAOTHERBBB")],
            after: [credentials: "[x]\n"], keys: ("AKIAUSERAAAA", nil)
        ),
        Move(
            testDescription: "a role lost in the config file, keys in the credentials file",
            before: [
                credentials: profile("AKIAUSERAAAA"),
                config: "[default]\n\(roleA)source_profile = s\n" + profile("AKIAOTHERBBB", "profile s"),
            ],
            after: [config: profile("AKIAOTHERBBB", "profile s")], keys: ("ASIAROLE", nil)
        ),
        Move(
            testDescription:
                "the keys that a role is assumed with lost in the credentials file, others in the config file",
            before: [
                credentials: profile("AKIAUSERAAAA", "s"),
                config: "[default]\n\(roleA)source_profile = s\n" + profile("AKIAOTHERBBB", "profile s"),
            ],
            after: [credentials: profile("AKIAOTHERBBB", "x")], keys: ("ASIAROLE", nil)
        ),
        Move(
            testDescription: "other keys in the same place",
            before: [credentials: profile("AKIAUSERAAAA")], after: [credentials: profile("AKIAOTHERBBB")],
            keys: ("AKIAUSERAAAA", "AKIAOTHERBBB")
        ),
        Move(
            testDescription: "keys in place of a role, in the same file",
            before: [config: "[default]\n\(roleA)source_profile = s\n" + profile("AKIAOTHERBBB", "profile s")],
            after: [config: profile("AKIAUSERAAAA")], keys: ("ASIAROLE", "AKIAUSERAAAA")
        ),
        Move(
            testDescription: "another source profile",
            before: [
                config: "[default]\n\(roleA)source_profile = s\n" + profile("AKIAOTHERBBB", "profile s")
            ],
            after: [
                config: "[default]\n\(roleA)source_profile = t\n" + profile("AKIAUSERAAAA", "profile t")
            ], keys: ("ASIAROLE", "ASIAROLE")
        ),
        Move(
            testDescription: "a source that comes earlier",
            before: [config: profile("AKIAUSERAAAA")], after: [credentials: profile("AKIAOTHERBBB")],
            keys: ("AKIAUSERAAAA", "AKIAOTHERBBB")
        ),
    ]

    @Test("What is lost is not replaced by something weaker, and what is changed is used and told", arguments: moves)
    func movesOn(_ move: Move) async throws {
        let network = RespondingTransport { request, _ throws(TransportError) in
            guard !request.endpoint.host.hasPrefix("sts") else {
                return TestResponses.role(key: "ASIAROLE", life: .seconds(40_000))
            }
            return try await MetadataTests.instance().send(request, until: Deadline(in: .seconds(1)))
        }
        let bench = CredentialBench(
            ["HOME": "/root"].merging(move.environment) { $1 }, files: move.before, network: network)
        #expect(try await bench.key() == move.keys.before)
        let asked = network.requests.count
        bench.clock.advance(.seconds(5))
        for (path, text) in move.after { bench.files.write(text, to: path, at: bench.clock.now) }
        #expect(try await bench.key() == move.keys.before)
        bench.clock.advance(.seconds(1))
        if let after = move.keys.after {
            #expect(try await bench.key() == after)
            #expect(bench.changes.all.count == 1, "\(bench.changes.all)")
        } else {
            #expect(try await bench.key() == move.keys.before)
            bench.clock.advance(.seconds(60))
            #expect(await bench.failure()?.message.contains("have been lost") == true)
            #expect(network.requests.count == asked && bench.changes.all.isEmpty)
        }
    }

    @Test("A source that comes before the instance's role is taken, and told")
    func stronger() async throws {
        let bench = CredentialBench(network: MetadataTests.instance())
        #expect(try await bench.key()?.hasPrefix("ASIA") == true)
        bench.files.write(Self.profile("AKIAUSERAAAA"), to: Self.credentials, at: bench.clock.now)
        #expect(try await bench.key()?.hasPrefix("ASIA") == true)
        bench.clock.advance(.seconds(1))
        #expect(try await bench.key() == "AKIAUSERAAAA")
        #expect(bench.changes.all.count == 1)
        #expect(bench.changes.all.first?.selection == .defaultChain)
    }

    @Test("At the start a file that is being written is waited for, and not passed over")
    func start() async throws {
        let clock = BenchClock()
        let files = MemoryFiles()
        files.write("", to: Self.credentials, at: clock.now)
        let waits = Mutex(0)
        let configuration = AWSConfiguration(
            environment: ["HOME": "/root"],
            fileSystem: files,
            clock: FileClock(
                now: { Moment(wall: clock.now, steady: clock.now.since(BenchClock.start)) },
                sleep: { _ in
                    clock.advance(.milliseconds(400))
                    waits.withLock { $0 += 1 }
                    guard waits.withLock(\.self) == 1 else { return }
                    files.write(Self.profile("AKIAUSERAAAA"), to: Self.credentials, at: clock.now)
                },
                block: { _ in }
            )
        )
        let network = MetadataTests.instance()
        let store = CredentialStore(
            context: CredentialContext(
                configuration: configuration, fileSystem: files, transport: network, now: { clock.now })
        )
        let lease = try await store.lease(for: .bench(.defaultChain), until: Deadline(in: .seconds(20)))
        #expect(lease.identity.keys?.accessKeyID == "AKIAUSERAAAA")
        #expect(network.requests.isEmpty)
    }

    @Test("Where AWS refuses what a file had, one that is being changed is waited for")
    func refused() async throws {
        let bench = try await Self.bench()
        let lease = try await bench.lease()
        bench.files.write(Self.profile("AKIAOTHERBBB"), to: Self.credentials, at: bench.clock.now)
        #expect(try await bench.lease(refusing: lease).identity.keys?.accessKeyID == "AKIAOTHERBBB")
    }

    @Test("What a profile says about addresses stays with its credentials", arguments: ["", "[other]\n", nil])
    func addresses(content: String?) async throws {
        let clock = BenchClock()
        let settings = "endpoint_url = https://private\n"
        let files = MemoryFiles([Self.config: Self.profile("AKIAUSERAAAA") + settings])
        let transport = RespondingTransport { _, _ in HTTPResponse(200, #"{"Status":"PENDING"}"#) }
        let reader = AWSReader(
            environment: ["HOME": "/root"],
            fileSystem: files,
            clock: FileClock(bench: clock),
            transport: transport,
            now: { clock.now }
        )
        let watch = try Watch.test("evaluation", "ev-1")
        #expect(await reader.read(watch).observation != nil)
        clock.advance(.seconds(5))
        if let content { files.write(content, to: Self.config, at: clock.now) } else { files.remove(Self.config) }
        for _ in 0..<5 {
            clock.advance(.seconds(10))
            #expect(await reader.read(watch).observation != nil)
        }
        clock.advance(.seconds(20))
        #expect(await reader.read(watch).failure?.cause == .credentials)
        #expect(transport.requests.allSatisfy { $0.endpoint.host == "private" })
    }

    @Test("Keys that end before the new ones are written are no loss of the credentials yet")
    func refusedMeanwhile() async throws {
        let clock = BenchClock()
        let files = MemoryFiles([Self.credentials: Self.profile("AKIAUSERAAAA")])
        let transport = RespondingTransport { request, _ in
            request.headers["Authorization"]?.contains("AKIAUSERBBBB") == true || clock.now == BenchClock.start
                ? HTTPResponse(200, #"{"Status":"PENDING"}"#)
                : HTTPResponse(400, #"{"__type":"ExpiredTokenException","message":"no"}"#)
        }
        let reader = AWSReader(
            environment: ["HOME": "/root"],
            fileSystem: files,
            clock: FileClock(bench: clock),
            transport: transport,
            now: { clock.now }
        )
        let watch = try Watch.test("evaluation", "ev-1")
        #expect(await reader.read(watch).observation != nil)
        clock.advance(.seconds(5))
        files.write("", to: Self.credentials, at: clock.now)
        let failure = await reader.read(watch).failure
        #expect(failure?.cause == .transient && failure?.code == "ExpiredTokenException")
        clock.advance(.seconds(3))
        files.write(Self.profile("AKIAUSERBBBB"), to: Self.credentials, at: clock.now)
        #expect(await reader.read(watch).observation != nil)
    }

    @Test("A token file that is emptied keeps its last token for a minute")
    func tokens() async throws {
        let network = RespondingTransport { _, number in
            TestResponses.role("AssumeRoleWithWebIdentity", key: "ASIAWEB\(number)", life: .seconds(20))
        }
        let bench = CredentialBench(RoleTests.pod, files: ["/token": "TOKENone"], network: network)
        #expect(try await bench.key() == "ASIAWEB0")
        bench.files.write("", to: "/token", at: bench.clock.now)
        bench.clock.advance(.seconds(21))
        _ = try? await bench.key()
        #expect(network.requests.last?.parameter("WebIdentityToken") == "TOKENone")
        #expect(network.requests.count == 2)
        bench.clock.advance(.seconds(61))
        #expect(await bench.failure()?.message.contains("is empty") == true)
        bench.files.write("TOKENtwo", to: "/token", at: bench.clock.now)
        bench.clock.advance(.seconds(1))
        _ = try? await bench.key()
        #expect(network.requests.last?.parameter("WebIdentityToken") == "TOKENtwo")
    }
}
