// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import Logging

extension Simulator {
    /// Serves a scenario on a loopback port that the kernel chooses, for as long as a closure runs.
    ///
    /// The way for tests. Nothing outlives the call: connections and the server end with it.
    ///
    /// ```swift
    /// let scenario = Scenario(resources: [
    ///     SimulatedResource(.evaluation, id: "ev-1", timeline: [.init(at: 0, "PENDING"), .init(at: 60, "COMPLETED")])
    /// ])
    /// try await Simulator.serving(scenario, now: { clock.now }) { simulator, baseURL in
    ///     // Poll `baseURL`, signed with `Credential.example`, and move the clock.
    ///     #expect(await simulator.counts.signatureErrors == 0)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - scenario: What there is and what goes wrong.
    ///   - now: Tells the present moment: to timelines, faults' windows, the `Date` header and signatures' age. Only a
    ///     fault's own delays (`delay`, `drip`) take real time.
    ///   - body: What happens meanwhile. It is given the simulator and its address, like `http://127.0.0.1:40123`.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws, or what the system says where no port can be had.
    package static func serving<Result>(
        _ scenario: Scenario = Scenario(),
        now: @escaping @Sendable () -> Date = { Date() },
        _ body: (_ simulator: Simulator, _ baseURL: String) async throws -> Result
    ) async throws -> Result {
        let simulator = Simulator(scenario, now: now)
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "simulated-aws")
        logger.logLevel = .critical
        let service = SimulatorService(simulator, port: 0, logger: logger) { continuation.yield($0) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                try await service.run()
            }
            guard let port = await ports.first(where: { _ in true }) else {
                try await group.waitForAll()
                throw CancellationError()
            }
            defer { group.cancelAll() }
            return try await body(simulator, "http://127.0.0.1:\(port)")
        }
    }
}
