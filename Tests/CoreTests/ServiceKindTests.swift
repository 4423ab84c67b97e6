// SPDX-License-Identifier: Apache-2.0

import Core
import Testing

/// What the kinds of the services around Bedrock and SageMaker have that no model of AWS says.
@Suite("Kinds of other services")
struct ServiceKindTests {
    private static let place = "us-east-1:123456789012"

    @Test(
        "An ARN finds its kind and id",
        arguments: [
            ("batch:\(place):job/3f2a:4", "batch-job", "3f2a:4"),
            (
                "ecs:\(place):task/training/0123456789abcdef0123456789abcdef", "ecs-task",
                "training/0123456789abcdef0123456789abcdef"
            ),
            ("codebuild:\(place):build/site:5a3b", "codebuild-build", "site:5a3b"),
            ("glue:\(place):crawler/raw", "glue-crawler", "raw"),
            ("emr-serverless:\(place):/applications/00f1/jobruns/00f2", "emr-serverless-job-run", "00f1/00f2"),
            ("emr-containers:\(place):/virtualclusters/a1/jobruns/b2", "emr-containers-job-run", "a1/b2"),
            ("elasticmapreduce:\(place):cluster/j-1", "emr-cluster", "j-1"),
            ("transcribe:\(place):transcription-job/call", "transcription-job", "call"),
            ("comprehend:\(place):entities-detection-job/0a1b", "comprehend-entities-detection-job", "0a1b"),
            ("kendra:\(place):index/i/data-source/d", "kendra-data-source", "i/d"),
            ("omics:\(place):run/42", "omics-run", "42"),
        ]
    )
    func findByARN(_ arn: String, _ kind: String, _ id: String) throws {
        let arn = try #require(ARN("arn:aws:\(arn)"))
        let found = try #require(Kind.matching(arn))
        #expect(found.kind.name == kind)
        #expect(found.id == id)
    }

    @Test(
        "Where the ARN is the id, it finds its kind",
        arguments: [
            ("states:\(place):execution:nightly:run-1", "step-functions-execution"),
            ("states:\(place):execution:nightly/items:run-1", "step-functions-execution"),
            ("states:\(place):mapRun:nightly/items:run-1", "step-functions-map-run"),
            ("comprehend:\(place):document-classifier/mail/version/2", "comprehend-document-classifier"),
            ("personalize:\(place):solution/shop/1a2b", "personalize-solution-version"),
            ("forecast:\(place):dataset-import-job/sales/may", "forecast-dataset-import-job"),
            ("cleanrooms-ml:\(place):audience-model/a", "clean-rooms-audience-model"),
        ]
    )
    func areTheirARN(_ arn: String, _ kind: String) throws {
        let arn = try #require(ARN("arn:aws:\(arn)"))
        let found = try #require(Kind.matching(arn))
        #expect(found.kind.name == kind)
        #expect(found.id == arn.text)
        #expect(found.kind.problem(inID: arn.text) == nil)
    }

    @Test(
        "An ARN of something else in these services finds nothing",
        arguments: [
            "states:\(place):stateMachine:nightly", "rekognition:\(place):project/p/1",
            "personalize:\(place):solution/shop",
        ])
    func findNothing(_ arn: String) throws {
        let arn = try #require(ARN("arn:aws:\(arn)"))
        #expect(Kind.matching(arn) == nil)
    }

    @Test("Nothing is kept that a kind of these services does not name")
    func keepNothingElse() {
        let others = Kind.all.filter { !Self.own.contains($0.service.signingName) }
        #expect(others.count >= 80)
        for kind in others { #expect(!kind.response.keepsOthers, "\(kind.name)") }
    }

    private static let own = ["machinelearning", "bedrock", "bedrock-agentcore", "sagemaker"]

    @Test("A task of ECS ends well only with exit code 0 of its own container")
    func tasksEndWell() throws {
        let rules = try #require(Kind.builtIn(named: "ecs-task")).statuses
        #expect(rules.state(of: "STOPPED", after: .inProgress) == .completed)
        #expect(rules.state(of: "STOPPING", after: .inProgress) == .inProgress)
        func end(_ details: [String: String]) -> JobState {
            rules.state(in: .with("STOPPED", details), after: .inProgress)
        }
        #expect(end(["exitCode": "0", "stopCode": "EssentialContainerExited"]) == .completed)
        #expect(end(["exitCode": "137", "stopCode": "UserInitiated"]) == .failed)
        #expect(end(["stopCode": "TaskFailedToStart"]) == .failed)
        #expect(end(["exitCode": "0", "stopCode": "SpotInterruption"]) == .failed)
        #expect(end(["exitCode": "0", "stopCode": "UserInitiated"]) == .completed)
        #expect(rules.caveats == [Caveat("stopCode", .otherWord("EssentialContainerExited"))])
    }
}
