// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import Glibc
import Logging
import ServiceLifecycle
import SimulatedAWS
import UnixSignals

/// The command `awaitd-simulator`: Amazon ML, Bedrock and SageMaker on a loopback port.
@main
struct AwaitdSimulator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "awaitd-simulator",
        abstract: "Simulates Amazon ML, Amazon Bedrock and SageMaker on a loopback port, to try and test awaitd.",
        discussion: """
            It responds to GetEvaluation, GetMLModel, GetBatchPrediction, GetDataSource, GetEvaluationJob and \
            DescribeTrainingJob, and to the operations that list them, in AWS's protocols, verifies the signature of every request, and moves resources along their timelines. \
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
              A resource does not exist before its first step. "count" makes many of one: {"kind": "training-job", \
            "id": "other-#####", "count": 20000, "over": "30d", "status": "Completed"} were created evenly over the \
            last 30 days; "every": 0.5 instead of "over" creates one each half second.
              Kinds:  \(ResourceKind.allCases.map(\.rawValue).joined(separator: ", "))
              Faults: \(FaultKind.allCases.map(\.rawValue).joined(separator: ", "))
              A fault may be limited to a "kind", an "operation", an "id", a "page" of lists, a time and a "count".

            WHILE IT RUNS
              curl http://127.0.0.1:9000/_simulator/counts       the counts of requests
              curl http://127.0.0.1:9000/_simulator/requests     the last requests as received
              curl http://127.0.0.1:9000/_simulator/lists        the last pages of lists, with the filters asked for
              curl -X PUT -d '{…}' http://127.0.0.1:9000/_simulator/resources
              curl -X POST -d '{"fault": "unavailable", "to": 60}' http://127.0.0.1:9000/_simulator/faults
              curl -X DELETE http://127.0.0.1:9000/_simulator/faults

            TEMPORARY CREDENTIALS
              It issues them as STS does (AssumeRole, AssumeRoleWithWebIdentity), the metadata service of an \
            instance, the agents of containers (/v2/credentials, /v1/credentials) and IAM Identity Center, and accepts \
            them until they expire: "issuer": {"lifetime": 5} makes that five seconds.

            KEYS
              Requests must be signed with credentials from the scenario's `credentials`, or else with those in \
            AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or else with AWS's example shown above.
            """
    )

    @Option(help: "The port on 127.0.0.1; 0 lets the kernel choose one.")
    var port = 0

    @Option(help: "A JSON file with resources, faults and credentials.", completion: .file(extensions: ["json"]))
    var scenario: String?

    @Flag(help: "Simulates eight resources whose lives end within twenty seconds.")
    var demo = false

    @Option(help: "A file into which the port is written once the simulator listens.", completion: .file())
    var portFile: String?

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535.") }
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

/// Names the port that is not available, since the system's error does not.
private struct CannotServe: Error, CustomStringConvertible {
    let port: Int
    let reason: String

    var description: String { "Cannot serve on 127.0.0.1:\(port). \(reason)" }
}

/// The source of the scenario and its credentials: a file, the demo, or an empty scenario.
private struct ScenarioSource {
    let file: String?
    let demo: Bool

    /// The largest scenario file that is read, in bytes.
    private static let limit: Int64 = 16 * 1024 * 1024

    func scenario() throws -> Scenario {
        var scenario = demo ? Scenario.demo : Scenario()
        scenario.credentials = [environmentCredential ?? .example]
        guard let file else { return scenario }
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        guard let attributes, attributes[.type] as? FileAttributeType == .typeRegular,
            let size = attributes[.size] as? any BinaryInteger, Int64(size) <= Self.limit,
            let bytes = FileManager.default.contents(atPath: file)
        else {
            throw ValidationError("\(file): not a readable file of at most 16 MiB.")
        }
        do {
            return try Scenario(parsing: bytes, defaultCredentials: scenario.credentials)
        } catch {
            throw ValidationError("\(file): \(error)")
        }
    }

    /// The credentials in AWS's usual environment variables; nil unless both keys are set.
    private var environmentCredential: Credential? {
        let environment = ProcessInfo.processInfo.environment
        guard let id = environment["AWS_ACCESS_KEY_ID"], let secret = environment["AWS_SECRET_ACCESS_KEY"],
            !id.isEmpty, !secret.isEmpty
        else { return nil }
        let token = environment["AWS_SESSION_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        return Credential(accessKeyID: id, secretAccessKey: secret, sessionToken: token)
    }
}

/// Announces where the simulator listens.
private struct Announcement {
    /// A file to write the port to; nil for none.
    let portFile: String?
    /// Logs that the file cannot be written.
    let logger: Logger

    /// Prints the address as one line, flushed even if standard output is not a terminal, and writes the port's file.
    func make(port: Int) {
        if let portFile {
            do {
                // Renamed into place, so that a process waiting for the file never reads half of it.
                try Data("\(port)\n".utf8).write(to: URL(filePath: portFile), options: .atomic)
            } catch {
                logger.error("Cannot write the port's file", error: error, metadata: ["path": "\(portFile)"])
            }
        }
        print("listening on http://127.0.0.1:\(port)")
        fflush(nil)
    }
}
