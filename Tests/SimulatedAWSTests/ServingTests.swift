// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SimulatedAWS
import Testing

import struct AWSClient.Deadline
import struct AWSClient.Endpoint
import struct AWSClient.HTTPField
import struct AWSClient.HTTPRequest
import struct AWSClient.HTTPResponse
import struct AWSClient.NIOTransport

@Suite("A simulator is served on loopback while a closure runs")
struct ServingTests {
    private let clock = ManualClock()

    private func send(_ request: ReceivedRequest, to baseURL: String) async throws -> HTTPResponse {
        let message = HTTPRequest(
            method: request.method,
            endpoint: try Endpoint(baseURL),
            path: request.uri,
            headers: request.headers.map { HTTPField($0.name, $0.value) },
            body: Array(request.body)
        )
        let transport = NIOTransport(concurrency: 1, userAgent: "test")
        do {
            let response = try await transport.send(message, until: Deadline(in: .seconds(10)))
            await transport.shutdown()
            return response
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    @Test("Every kind is served over HTTP at simulated times", arguments: ResourceKind.allCases)
    func serves(kind: ResourceKind) async throws {
        let scenario = Scenario(resources: [resource(kind, .init(at: 0, "FIRST"), .init(at: 3600, "SECOND"))])
        try await Simulator.serving(scenario, now: { [clock] in clock.now }) { simulator, baseURL in
            for status in ["FIRST", "SECOND"] {
                let response = try await send(Asked.about(kind, at: clock.now), to: baseURL)
                #expect(response.status == 200)
                let members = try JSONValue(parsing: response.body).members
                let member = [.evaluationJob: "status", .trainingJob: "TrainingJobStatus"][kind] ?? "Status"
                #expect(members?[member]?.text == status)
                clock.advance(by: 3600)
            }
            let counts = await simulator.counts
            #expect(counts.requests == 2 && counts.signatureErrors == 0 && counts.protocolErrors == 0)
            #expect(counts.byOperation == [kind.operation: 2])
            #expect(await simulator.requests.count == 2)
        }
    }

    @Test("The closure's result and errors are passed on")
    func returns() async throws {
        struct Oops: Error {}
        #expect(try await Simulator.serving { _, baseURL in baseURL.hasPrefix("http://127.0.0.1:") })
        await #expect(throws: Oops.self) {
            try await Simulator.serving { _, _ in throw Oops() }
        }
    }

    @Test("Two simulators are independent")
    func servesTwo() async throws {
        try await Simulator.serving { first, firstURL in
            try await Simulator.serving { second, secondURL in
                #expect(firstURL != secondURL)
                _ = try await send(Asked.about(.evaluation, at: clock.now), to: firstURL)
                #expect(await first.counts.requests == 1)
                #expect(await second.counts.requests == 0)
            }
        }
    }

    @Test("A hanging request does not delay the end", .timeLimit(.minutes(3)))
    func endsHanging() async throws {
        let scenario = Scenario(faults: [Fault(.hang)])
        let request = Asked.about(.evaluation, at: clock.now)
        await withDiscardingTaskGroup { group in
            let (asked, continuation) = AsyncStream.makeStream(of: String.self)
            group.addTask {
                for await baseURL in asked {
                    await #expect(throws: (any Error).self) { try await send(request, to: baseURL) }
                }
            }
            await #expect(throws: Never.self) {
                try await Simulator.serving(scenario) { simulator, baseURL in
                    continuation.yield(baseURL)
                    continuation.finish()
                    while await simulator.counts.requests == 0 { await Task.yield() }
                }
            }
        }
    }

    @Test("The record of requests is bounded")
    func boundsRecord() async {
        let simulator = Simulator(Scenario()) { [clock] in clock.now }
        let request = ReceivedRequest(method: "GET", uri: "/", headers: [], body: [], time: clock.now)
        for _ in 0..<(Simulator.recordLimit + 5) { _ = await simulator.respond(to: request) }
        let counts = await simulator.counts
        #expect(await simulator.requests.count <= Simulator.recordLimit)
        #expect(counts.requests == Simulator.recordLimit + 5)
        #expect(counts.signatureErrors == counts.requests && counts.protocolErrors == counts.requests)
    }
}
