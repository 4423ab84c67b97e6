// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import Logging
import ServiceLifecycle
import SimulatedAWS
import UnixSignals

/// The command `awaitd-simulator`: Amazon ML and Bedrock on a loopback port.
@main
struct AwaitdSimulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "awaitd-simulator",
        abstract: "Plays Amazon Machine Learning and Amazon Bedrock on a loopback port, for trying and testing awaitd.",
        discussion: """
            It answers GetEvaluation, GetMLModel, GetBatchPrediction, GetDataSource and GetEvaluationJob in AWS's own \
            protocols, checks every request's signature, and lets resources pass through their lives on a timeline. \
            It prints one line, `listening on http://127.0.0.1:PORT`, and serves until SIGTERM or SIGINT.

            TRY IT
              awaitd-simulator --demo --port 9000
              AWS_ACCESS_KEY_ID=AKIDEXAMPLE \\
              AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY \\
              aws --endpoint-url http://127.0.0.1:9000 --region us-east-1 \\
                machinelearning get-evaluation --evaluation-id ev-churn-nightly

            A SCENARIO FILE
              {"resources": [{"kind": "evaluation", "id": "ev-1", "timeline": [
                  {"at": 0, "status": "PENDING"}, {"at": 5, "status": "INPROGRESS"},
                  {"at": 60, "status": "COMPLETED"}]}],
               "faults": [{"fault": "throttle", "operation": "GetEvaluation", "from": 10, "to": 20,
                  "retry_after": 5}]}
              Kinds:  \(ResourceKind.allCases.map(\.rawValue).joined(separator: ", "))
              Faults: \(FaultKind.allCases.map(\.rawValue).joined(separator: ", "))

            WHILE IT RUNS
              curl http://127.0.0.1:9000/_simulator/counts       what was counted
              curl http://127.0.0.1:9000/_simulator/requests     the last requests as received
              curl -X PUT -d '{…}' http://127.0.0.1:9000/_simulator/resources
              curl -X POST -d '{"fault": "unavailable", "to": 60}' http://127.0.0.1:9000/_simulator/faults
              curl -X DELETE http://127.0.0.1:9000/_simulator/faults

            TEMPORARY CREDENTIALS
              It gives them out as STS does (AssumeRole, AssumeRoleWithWebIdentity), the metadata service of an             instance, the agents of containers (/v2/credentials, /v1/credentials) and IAM Identity Center, and takes             them until they expire: "issuer": {"lifetime": 5} makes that five seconds.

            KEYS
              Requests have to be signed with a pair from the scenario's `credentials`, else with the one in \
            AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, else with AWS's example pair shown above.
            """
    )

    @Option(help: "The port on 127.0.0.1; 0 lets the kernel choose one.")
    var port = 0

    @Option(help: "A JSON file with resources, faults and credentials.", completion: .file(extensions: ["json"]))
    var scenario: String?

    @Flag(help: "Plays eight resources that pass through their lives within twenty seconds.")
    var demo = false

    @Option(help: "A file into which the port is written once the simulator listens.", completion: .file())
    var portFile: String?

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port has to be between 0 and 65535.") }
        guard !demo || scenario == nil else { throw ValidationError("Give --demo or --scenario, not both.") }
    }

    func run() async throws {
        var logger = Logger(label: "awaitd-simulator")
        logger.logLevel = .error
        let announcement = Announcement(portFile: portFile, logger: logger)
        let simulator = Simulator(try ScenarioSource(file: scenario, demo: demo).scenario())
        let service = SimulatorService(simulator, port: port, logger: logger) { port in
            announcement.make(port: port)
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .cancelGroup)
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        do {
            try await group.run()
        } catch {
            throw CannotServe(port: port, reason: "\(error)")
        }
    }
}

/// Says which port could not be had: the system's own words leave it out.
private struct CannotServe: Error, CustomStringConvertible {
    let port: Int
    let reason: String

    var description: String { "Cannot serve on 127.0.0.1:\(port). \(reason)" }
}
