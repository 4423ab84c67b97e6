// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Logging
import SimulatedAWS
import Testing

/// Runs `body` with a simulator that listens on a port of the kernel's choice, and with a reader of its own connections.
func withSimulator<Result: Sendable>(
    _ scenario: Scenario = .demo,
    deadline: Duration = .seconds(20),
    environment: [String: String] = exampleKeys,
    _ body: @Sendable (_ reader: AWSReader, _ endpoint: String, _ simulator: Simulator) async throws -> Result
) async throws -> Result {
    let simulator = Simulator(scenario)
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let service = SimulatorService(
        simulator, port: 0, logger: Logger(label: "simulator") { _ in SwiftLogNoOpLogHandler() }
    ) {
        port.yield($0)
        port.finish()
    }
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await service.run() }
        defer { group.cancelAll() }
        for await port in ports {
            return try await withAWSReader(
                environment: environment,
                concurrency: 4,
                userAgent: "awaitd/test",
                deadline: deadline,
                now: wallClock
            ) { reader, _ in try await body(reader, "http://127.0.0.1:\(port)", simulator) }
        }
        throw NoPort()
    }
}

/// The server ended before it listened.
struct NoPort: Error {}

/// The pair of keys that the simulator takes.
let exampleKeys = [
    "AWS_ACCESS_KEY_ID": Credential.example.accessKeyID,
    "AWS_SECRET_ACCESS_KEY": Credential.example.secretAccessKey,
]

extension Watch {
    /// A watch for a test.
    static func test(
        _ kind: String,
        _ id: String,
        at endpoint: String? = nil,
        region: String = "us-east-1",
        credentials: CredentialSelection = .defaultChain,
        verbose: Bool = false
    ) throws -> Watch {
        Watch(
            name: "test",
            kind: try #require(Kind.named(kind)),
            resourceID: id,
            region: region,
            credentials: credentials,
            endpoint: endpoint,
            verbose: verbose
        )
    }
}
