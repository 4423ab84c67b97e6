// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SimulatedAWS
import Testing

@Suite("Responses are as AWS documents them for each status")
struct ResourceResponseTests {
    private let clock = ManualClock()

    private func simulator(_ resources: SimulatedResource...) -> Simulator {
        Simulator(Scenario(resources: resources)) { [clock] in clock.now }
    }

    private func members(_ kind: ResourceKind, of simulator: Simulator, verbose: Bool = false) async -> [String:
        JSONValue]
    {
        await simulator.respond(to: Asked.about(kind, verbose: verbose, at: clock.now)).members
    }

    @Test(
        "A life of hours passes at once", arguments: ResourceKind.allCases.filter { $0.service == .machineLearning })
    func passesThroughLife(kind: ResourceKind) async {
        let simulator = simulator(
            resource(kind, .init(at: 0, "PENDING"), .init(at: 600, "INPROGRESS"), .init(at: 7200, "COMPLETED")))
        let created = noon.timeIntervalSince1970

        var response = await members(kind, of: simulator)
        #expect(response["Status"] == "PENDING")
        #expect(response["StartedAt"] == nil && response["FinishedAt"] == nil && response["ComputeTime"] == nil)

        clock.advance(by: 599.9)
        #expect(await members(kind, of: simulator)["Status"] == "PENDING")
        clock.advance(by: 0.1)
        response = await members(kind, of: simulator)
        #expect(response["Status"] == "INPROGRESS")
        #expect(response["StartedAt"]?.number == created + 600 && response["FinishedAt"] == nil)

        clock.advance(by: 100_000)
        response = await members(kind, of: simulator)
        #expect(response["Status"] == "COMPLETED")
        #expect(response["CreatedAt"]?.number == created)
        #expect(response["StartedAt"]?.number == created + 600)
        #expect(response["FinishedAt"]?.number == created + 7200)
        #expect(response["LastUpdatedAt"]?.number == created + 7200)
        #expect(response["ComputeTime"] == 185_200)
    }

    @Test("A step that only changes members does not change when the status was reached")
    func keepsFinish() async {
        let simulator = simulator(
            resource(
                .evaluation, .init(at: 0, "COMPLETED"), .init(at: 50, "COMPLETED", members: ["Name": "renamed"])))
        clock.advance(by: 60)
        let response = await members(.evaluation, of: simulator)
        #expect(response["FinishedAt"]?.number == noon.timeIntervalSince1970)
        #expect(response["LastUpdatedAt"]?.number == noon.timeIntervalSince1970 + 50)
        #expect(response["Name"] == "renamed")
    }

    @Test("A resource is not found before its first step")
    func beginsLater() async {
        let simulator = simulator(resource(.evaluation, .init(at: 10, "PENDING")))
        #expect(
            await simulator.respond(to: Asked.about(.evaluation, at: clock.now)).code == "ResourceNotFoundException")
        clock.advance(by: 10)
        #expect(await members(.evaluation, of: simulator)["Status"] == "PENDING")
    }

    @Test("A resource that is added later begins then")
    func hasItsOwnClock() async {
        let simulator = simulator()
        clock.advance(by: 500)
        await simulator.add(resource(.evaluation, .init(at: 0, "PENDING"), .init(at: 5, "COMPLETED")))
        #expect(await members(.evaluation, of: simulator)["Status"] == "PENDING")
        clock.advance(by: 5)
        #expect(await members(.evaluation, of: simulator)["Status"] == "COMPLETED")
        #expect(await simulator.remove(.evaluation, id: id(of: .evaluation)))
        #expect(await simulator.remove(.evaluation, id: id(of: .evaluation)) == false)
        #expect(await simulator.respond(to: Asked.about(.evaluation, at: clock.now)).status == 400)
    }

    @Test("An endpoint has a life of its own")
    func followsEndpoint() async {
        let simulator = simulator(
            resource(
                .mlModel, .init(at: -60, "COMPLETED"),
                endpoint: [.init(at: 5, "NONE"), .init(at: 10, "UPDATING"), .init(at: 20, "READY")]))
        #expect(await members(.mlModel, of: simulator)["EndpointInfo"] == nil)
        var seen: [JSONValue?] = []
        for _ in 0..<3 {
            clock.advance(by: 9)
            seen.append(await members(.mlModel, of: simulator)["EndpointInfo"]?.members?["EndpointStatus"])
        }
        #expect(seen == ["NONE", "UPDATING", "READY"])
        let info = await members(.mlModel, of: simulator)["EndpointInfo"]?.members
        #expect(info?["CreatedAt"]?.number == noon.timeIntervalSince1970 + 10)
    }

    @Test("Bedrock's times are ISO 8601 with fractions of a second")
    func writesBedrockTimes() async {
        let simulator = simulator(
            resource(.evaluationJob, .init(at: 0, "InProgress"), .init(at: 61.5, "Failed", failureMessages: ["no"])))
        clock.advance(by: 61.5)
        let response = await members(.evaluationJob, of: simulator)
        #expect(response["creationTime"] == "2024-06-01T08:30:00.125Z")
        #expect(response["lastModifiedTime"] == "2024-06-01T08:31:01.625Z")
        #expect(response["failureMessages"] == ["no"])
    }

    @Test("A training job has its times, its transitions and its second status")
    func followsTrainingJob() async {
        let simulator = simulator(
            resource(
                .trainingJob, .init(at: 0, "InProgress", secondaryStatus: "Starting"), .init(at: 60, "InProgress"),
                .init(at: 90.5, "Failed", message: "out of memory")))
        let created = noon.timeIntervalSince1970

        var response = await members(.trainingJob, of: simulator)
        #expect(response["TrainingJobArn"] == "arn:aws:sagemaker:us-east-1:123456789012:training-job/training-job-1")
        #expect(response["SecondaryStatus"] == "Starting")
        #expect(response["TrainingStartTime"] == nil && response["TrainingEndTime"] == nil)

        clock.advance(by: 60)
        response = await members(.trainingJob, of: simulator)
        #expect(response["TrainingJobStatus"] == "InProgress" && response["SecondaryStatus"] == "Training")
        #expect(response["TrainingStartTime"]?.number == created + 60)
        #expect(response["LastModifiedTime"]?.number == created + 60)
        #expect(response["FailureReason"] == nil)

        clock.advance(by: 60)
        response = await members(.trainingJob, of: simulator)
        #expect(response["TrainingJobStatus"] == "Failed" && response["SecondaryStatus"] == "Failed")
        #expect(response["FailureReason"] == "out of memory")
        #expect(response["TrainingEndTime"]?.number == created + 90.5)
        #expect(response["TrainingTimeInSeconds"] == 30)
        guard case .array(let transitions) = response["SecondaryStatusTransitions"] else {
            Issue.record("no transitions")
            return
        }
        #expect(transitions.map { $0.members?["Status"] } == ["Starting", "Training", "Failed"])
        #expect(transitions.map { $0.members?["EndTime"] != nil } == [true, true, false])
    }

    @Test("Times can be in exponent form")
    func writesExponents() async {
        let simulator = simulator(resource(.evaluation, .init(at: 0, "PENDING"), times: .exponent))
        let response = await simulator.respond(to: Asked.about(.evaluation, at: clock.now))
        #expect(String(decoding: response.body, as: UTF8.self).contains(#""CreatedAt":1.717230600125E9"#))
    }

    @Test("Every response has AWS's headers", arguments: ResourceKind.allCases)
    func hasHeaders(kind: ResourceKind) async {
        let response = await simulator(resource(kind, .init(at: 0, "x"))).respond(to: Asked.about(kind, at: clock.now))
        #expect(response.status == 200)
        #expect(response.header("Date") == "Sat, 01 Jun 2024 08:30:00 GMT")
        #expect(response.header("x-amzn-requestid")?.count == 36)
    }
}
