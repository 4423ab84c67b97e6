// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SimulatedAWS
import Testing

@Suite("Faults apply to the requests that they match")
struct FaultTests {
    private let clock = ManualClock()

    private func simulator(_ faults: Fault...) -> Simulator {
        let resources = ResourceKind.allCases.map { resource($0, .init(at: 0, "RUNNING")) }
        return Simulator(Scenario(resources: resources, faults: faults)) { [clock] in clock.now }
    }

    private func status(_ kind: ResourceKind, of simulator: Simulator) async -> Int {
        await simulator.respond(to: Asked.about(kind, at: clock.now)).status
    }

    @Test("A ten-minute storm begins and ends on time")
    func keepsWindow() async {
        let simulator = simulator(Fault(.unavailable, from: 60, to: 660))
        var statuses: [Int] = []
        for step in [0, 59.999, 0.001, 599.998, 0.002, 100_000] {
            clock.advance(by: step)
            statuses.append(await status(.evaluation, of: simulator))
        }
        #expect(statuses == [200, 200, 503, 503, 200, 200])
    }

    @Test("The clock of a fault that is added later starts then")
    func hasItsOwnClock() async {
        let simulator = simulator()
        clock.advance(by: 1000)
        await simulator.add(Fault(.throttle, to: 10))
        #expect(await status(.evaluation, of: simulator) == 400)
        clock.advance(by: 10)
        #expect(await status(.evaluation, of: simulator) == 200)
    }

    @Test("Only requests that the fault applies to use up its count")
    func keepsCount() async {
        let simulator = simulator(Fault(.internalError, of: .mlModel, count: 2))
        #expect(await status(.evaluation, of: simulator) == 200)
        #expect(await status(.mlModel, of: simulator) == 500)
        #expect(await status(.mlModel, of: simulator) == 500)
        #expect(await status(.mlModel, of: simulator) == 200)
        #expect(await simulator.counts.faults == ["internal-error": 2])
    }

    @Test("A fault can be limited to one resource, and all can be cleared")
    func keepsTarget() async {
        let simulator = simulator(Fault(.denied, id: job))
        #expect(await status(.evaluation, of: simulator) == 200)
        #expect(await status(.evaluationJob, of: simulator) == 403)
        await simulator.clearFaults()
        #expect(await status(.evaluationJob, of: simulator) == 200)
    }

    @Test(
        "Errors have the status of their protocol",
        arguments: [
            (FaultKind.throttle, 400, 429), (.internalError, 500, 500), (.unavailable, 503, 503),
            (.unavailableHTML, 503, 503), (.expiredToken, 400, 403), (.unrecognizedClient, 400, 403),
            (.invalidSignature, 400, 403), (.denied, 400, 403), (.notFound, 400, 404), (.validation, 400, 400),
            (.redirect, 302, 302),
        ])
    func hasStatus(kind: FaultKind, json: Int, rest: Int) async {
        let simulator = simulator(Fault(kind))
        #expect(await status(.evaluation, of: simulator) == json)
        #expect(await status(.evaluationJob, of: simulator) == rest)
        #expect(await simulator.counts.signatureErrors == 0)
    }

    @Test(
        "Connections break as configured",
        arguments: [
            (Fault(.reset), Delivery.none(reset: true)), (Fault(.close), .none(reset: false)), (Fault(.hang), .never),
            (Fault(.reset, settings: .init(bytes: 3)), .cut(afterBytes: 3, reset: true)),
            (Fault(.truncate, settings: .init(bytes: 3)), .cut(afterBytes: 3, reset: false)),
            (Fault(.drip, settings: .init(seconds: 2, bytes: 4)), .drip(bytes: 4, seconds: 2)),
            (Fault(.drip, settings: .init(bytes: 0)), .drip(bytes: 1, seconds: 0.1)),
            (Fault(.delay, settings: .init(seconds: 2)), .late(seconds: 2)),
            (Fault(.throttle), .whole),
        ])
    func breaksConnection(fault: Fault, delivery: Delivery) async {
        let response = await simulator(fault).respond(to: Asked.about(.evaluation, at: clock.now))
        #expect(response.delivery == delivery)
    }

    @Test("The Date header shows a skewed clock, and a client that follows it succeeds")
    func skewsClock() async {
        let simulator = simulator(Fault(.clockSkew, settings: .init(seconds: 3600)))
        let refused = await simulator.respond(to: Asked.about(.evaluation, at: clock.now))
        #expect(refused.code == "RequestTimeTooSkewed")
        #expect(refused.header("Date") == "Sat, 01 Jun 2024 09:30:00 GMT")
        let corrected = Asked.about(.evaluation, at: clock.now, clock: clock.now.addingTimeInterval(3600))
        #expect(await simulator.respond(to: corrected).status == 200)
        #expect(await simulator.counts.signatureErrors == 0)
    }

    @Test("An invalid signature is counted even if a fault hides it")
    func countsDespiteFaults() async {
        let simulator = simulator(Fault(.unavailable))
        let wrong = Credential(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wrong")
        #expect(await simulator.respond(to: Asked.about(.evaluation, at: clock.now, credential: wrong)).status == 503)
        #expect(await simulator.counts.signatureErrors == 1)
    }

    @Test("SageMaker has codes of its own for some errors")
    func knowsSageMaker() async {
        let expected: [(FaultKind, String)] = [
            (.notFound, "ValidationException"), (.validation, "ValidationException"),
            (.internalError, "InternalFailure"), (.unavailable, "ServiceUnavailable"),
            (.throttle, "ThrottlingException"),
        ]
        for (kind, code) in expected {
            let response = await simulator(Fault(kind)).respond(to: Asked.about(.trainingJob, at: clock.now))
            #expect(response.code == code)
        }
    }

    @Test("Errors can be qualified as by some of AWS's servers")
    func qualifies() async {
        let simulator = simulator(Fault(.throttle, settings: .init(qualified: true)))
        #expect(
            await simulator.respond(to: Asked.about(.evaluation, at: clock.now)).code
                == "com.amazonaws.machinelearning#ThrottlingException")
        #expect(
            await simulator.respond(to: Asked.about(.evaluationJob, at: clock.now)).code
                == "ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/")
    }
}
