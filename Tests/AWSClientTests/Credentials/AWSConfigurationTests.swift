// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing

@Suite("The environment and the shared files as one view")
struct AWSConfigurationTests {
    static let environment = ["HOME": "/root", "CREDENTIALS_DIRECTORY": "/run/creds"]
    static let config =
        "[default]\nregion = eu-west-1\nca_bundle = /ca.pem\nservices = own\n[services own]\nbedrock =\n"
    static let keys = "aws_access_key_id = K\naws_secret_access_key = S\n"

    @Test(
        "One read looks at each shared file once, and at none that another has looked at within a second",
        arguments: [
            "[default]\n\(keys)",
            "[default]\nrole_arn = arn:aws:iam::123456789012:role/A\nsource_profile = s\n[s]\n\(keys)", "",
        ]
    )
    func oneLook(credentials: String) async throws {
        let files = MemoryFiles(["/root/.aws/config": Self.config, "/root/.aws/credentials": credentials])
        let transport = RespondingTransport { request, _ in
            request.endpoint.host.hasPrefix("sts") ? TestResponses.role(key: "ASIA") : HTTPResponse(200, "{}")
        }
        let clock = BenchClock()
        let reader = AWSReader(
            environment: Self.environment, fileSystem: files, clock: FileClock(bench: clock), transport: transport,
            now: { BenchClock.start })
        // The first read assumes the role too, which takes the settings for STS as they are then.
        _ = await reader.read(.bench(.defaultChain))
        for _ in 0..<3 {
            clock.advance(.seconds(1))
            let before = files.looks
            _ = await reader.read(.bench(.defaultChain))
            for path in ["/run/creds/aws-credentials", "/root/.aws/credentials", "/root/.aws/config"] {
                #expect((files.looks[path] ?? 0) - (before[path] ?? 0) == 1, "\(path)")
            }
            // Without credentials there is nothing that could be kept.
            guard !credentials.isEmpty else { continue }
            let between = files.looks
            clock.advance(.milliseconds(999))
            _ = await reader.read(.bench(.defaultChain))
            #expect(files.looks == between)
        }
    }

    @Test("A snapshot keeps to the files as it found them, a configuration follows their changes")
    func snapshots() {
        let files = MemoryFiles(["/root/.aws/config": Self.config])
        let clock = BenchClock()
        let configuration = AWSConfiguration(
            environment: Self.environment, fileSystem: files, clock: FileClock(bench: clock))
        let snapshot = configuration.snapshot()
        files.write("[default]\nregion = us-west-2\n", to: "/root/.aws/config")
        #expect(snapshot.profileRegion(nil) == "eu-west-1")
        #expect(snapshot.snapshot().profileRegion(nil) == "eu-west-1")
        clock.advance(.seconds(1))
        #expect(configuration.profileRegion(nil) == "us-west-2")
        files.remove("/root/.aws/config")
        #expect(configuration.profileRegion(nil) == "us-west-2")
        clock.advance(.seconds(60))
        #expect(configuration.profileRegion(nil) == nil)
    }

    @Test("What was read is kept until the fingerprint changes or it is forgotten")
    func forgets() {
        let files = MemoryFiles(["/root/.aws/config": Self.config])
        let configuration = AWSConfiguration(environment: Self.environment, fileSystem: files)
        #expect(configuration.profileRegion(nil) == "eu-west-1")
        files.replaceUnseen("[default]\nregion = us-west-2\n", at: "/root/.aws/config")
        #expect(configuration.profileRegion(nil) == "eu-west-1")
        configuration.forget()
        #expect(configuration.profileRegion(nil) == "us-west-2")
    }
}
