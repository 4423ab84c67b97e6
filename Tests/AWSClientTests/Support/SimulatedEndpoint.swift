// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Glibc
import Logging
import Platform
import SimulatedAWS
import Testing

/// Runs `body` with a simulator on a port that the kernel picks, and a reader with connections of its own.
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

/// The server ended before it was listening.
struct NoPort: Error {}

/// The access key that the simulator accepts.
let exampleKeys = [
    "AWS_ACCESS_KEY_ID": Credential.example.accessKeyID,
    "AWS_SECRET_ACCESS_KEY": Credential.example.secretAccessKey,
]

/// The machine's wall clock.
@Sendable
func wallClock() -> Timestamp {
    Timestamp(microseconds: KernelTime.wall)
}
