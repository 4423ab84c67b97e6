// SPDX-License-Identifier: Apache-2.0

import Core
import Testing

@Suite("Parents of lists")
struct KindParentTests {
    private static let flow = "arn:aws:bedrock:us-east-1:123456789012:flow/ABCDEFGHIJ"
    private static let execution = "arn:aws:sagemaker:us-east-1:123456789012:pipeline/nightly/execution/abcdefghijkl"
    private static let policy = "arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abcdefghijkl"

    /// A kind, an id, the parent whose list shows it, the parent's values, and what an item calls it.
    static let cases: [(String, String, String?, [String]?, String)] = [
        ("training-job", "t-1", nil, nil, "t-1"),
        (
            "ingestion-job", "KB00000001/DS00000001/JOB0000001", "KB00000001/DS00000001", ["KB00000001", "DS00000001"],
            "JOB0000001"
        ),
        ("agent-alias", "AGENT00011/ALIAS00001", "AGENT00011", ["AGENT00011"], "ALIAS00001"),
        ("flow-version", "\(flow)/7", flow, [flow], "7"),
        ("flow-execution", "\(flow)/ALIAS00001/run-1", "\(flow)/ALIAS00001", [flow, "ALIAS00001"], "run-1"),
        (
            "automated-reasoning-policy-build-workflow", "\(policy)/01234567-89ab-cdef-0123-456789abcdef", policy,
            [policy],
            "01234567-89ab-cdef-0123-456789abcdef"
        ),
        // The member has another name in the list's operation.
        ("sagemaker-user-profile", "d-1/jane", "d-1", ["d-1"], "jane"),
        // The parent is the end of the id.
        ("sagemaker-job", "job-1/TRAINING", "TRAINING", ["TRAINING"], "job-1"),
        // The parent is in the ARN.
        ("pipeline-execution", execution, "nightly", ["nightly"], execution),
    ]

    @Test("An id has the parent whose list shows it", arguments: cases)
    func parent(kind: String, id: String, parent: String?, values: [String]?, item: String) throws {
        let kind = try #require(Kind.builtIn(named: kind))
        #expect(kind.listParent(ofID: id) == parent)
        #expect(parent.flatMap(kind.parentValues) == values)
        #expect(kind.id(ofItem: item, in: parent) == id)
    }

    @Test(
        "An id that does not say its parent has none",
        arguments: [
            ("ingestion-job", "KB00000001"), ("pipeline-execution", "nightly"), ("batch-job", "job-1"),
            ("step-functions-execution", "arn:aws:states:us-east-1:123456789012:execution:machine:run"),
        ])
    func none(kind: String, id: String) throws {
        #expect(try #require(Kind.builtIn(named: kind)).listParent(ofID: id) == nil)
    }

    @Test("A parent has all its values", arguments: ["", "KB00000001", "KB00000001/", "/DS00000001"])
    func incomplete(parent: String) throws {
        #expect(try #require(Kind.builtIn(named: "ingestion-job")).parentValues(parent) == nil)
    }

    @Test("Lists without a status, or without what names a resource, stand in for no read")
    func showsStatus() {
        let without = Kind.all.filter { $0.listing.map { !$0.showsStatus } ?? false }.map(\.name)
        #expect(
            Set(without) == [
                "imported-model", "marketplace-model-endpoint", "data-automation-project", "inference-router",
                "ecs-task",
                "codebuild-build", "codebuild-build-batch", "athena-query", "rekognition-project-version",
            ])
    }
}
