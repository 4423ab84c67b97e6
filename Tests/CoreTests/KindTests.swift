// SPDX-License-Identifier: Apache-2.0

import Core
import Testing

@Suite struct KindTests {
    @Test func everyKindIsFoundByItsUniqueName() {
        #expect(Set(Kind.all.map(\.name)).count == Kind.all.count)
        for kind in Kind.all { #expect(Kind.builtIn(named: kind.name) == kind) }
    }

    @Test(arguments: [
        ("GetEvaluation", "evaluation"), ("GetMLModel", "ml-model"), ("GetBatchPrediction", "batch-prediction"),
        ("GetDataSource", "data-source"), ("GetEvaluationJob", "evaluation-job"),
    ])
    func aKindIsFoundByItsOperation(operation: String, name: String) {
        #expect(Kind.builtIn(named: operation)?.name == name)
    }

    @Test(arguments: ["", "Evaluation", "getevaluation", "evaluations", "DeleteEvaluation"])
    func otherWordsFindNoKind(word: String) {
        #expect(Kind.builtIn(named: word) == nil)
    }

    @Test(arguments: [
        ("arn:aws:machinelearning:us-east-1:123456789012:evaluation/ev-1", "evaluation", "ev-1"),
        ("arn:aws:machinelearning:eu-west-1:123456789012:mlmodel/ml-1", "ml-model", "ml-1"),
        ("arn:aws:machinelearning:us-east-1:123456789012:batchprediction/bp.1", "batch-prediction", "bp.1"),
        ("arn:aws:machinelearning:us-east-1:123456789012:datasource/ds_1", "data-source", "ds_1"),
        (
            "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl", "evaluation-job",
            "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl"
        ),
    ])
    func anARNDeterminesKindAndID(text: String, name: String, id: String) throws {
        let arn = try #require(ARN(text))
        let match = try #require(Kind.matching(arn))
        #expect(match.kind.name == name)
        #expect(match.id == id)
        #expect(match.kind.problem(inID: match.id) == nil)
    }

    @Test func aModelsARNNamesItsEndpointToo() throws {
        let arn = try #require(ARN("arn:aws:machinelearning:us-east-1:123456789012:mlmodel/ml-1"))
        #expect(Kind.builtIn(named: "ml-model-endpoint")?.id(in: arn) == "ml-1")
    }

    @Test(arguments: [
        "arn:aws:s3:::bucket", "arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ",
        "arn:aws:machinelearning:us-east-1:123456789012:evaluationx/ev",
    ])
    func anARNOfSomethingElseMatchesNoKind(text: String) throws {
        #expect(Kind.matching(try #require(ARN(text))) == nil)
    }

    @Test(arguments: [
        "", "arn", "arn:aws", "arn:aws:bedrock:us-east-1:123456789012",
        "arn:aws:bedrock:us-east-1:12345:evaluation-job/x",
        "arn:aws:bedrock:us-east-1:123456789012:", "urn:aws:bedrock:us-east-1:123456789012:x", "arn:gcp:a:b::c",
        "arn:aws:bedrock:us-east-1:12345678901x:evaluation-job/x", "arn:aws:bedrock:us east:123456789012:x",
        "arn:aws:bedrock:us-east-1:123456789012:é",
    ])
    func anythingElseIsNotAnARN(text: String) {
        #expect(ARN(text) == nil)
    }

    @Test(arguments: [
        ("evaluation", "ev-2014-09-12-15-14-04-924", true), ("evaluation", String(repeating: "a", count: 64), true),
        ("evaluation", String(repeating: "a", count: 65), false), ("evaluation", "", false),
        ("evaluation", "a b", false), ("evaluation", "a/b", false), ("evaluation", "é", false),
        ("evaluation", "a\n", false), ("evaluation-job", "abcdefghijkl", false),
        ("evaluation-job", "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl", true),
        ("evaluation-job", "arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:evaluation-job/a1b2c3d4e5f6", true),
        ("evaluation-job", "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijk", false),
        ("evaluation-job", "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/ABCDEFGHIJKL", false),
        ("evaluation-job", "arn:aws:bedrock:us-east-1:123456789012:model-copy-job/abcdefghijkl", false),
    ])
    func idsAreValidatedByTheKindsRule(kind: String, id: String, isValid: Bool) throws {
        #expect((try #require(Kind.builtIn(named: kind)).problem(inID: id) == nil) == isValid)
    }

    /// The statuses of the API reference, in the table's order.
    @Test(arguments: [
        ("evaluation", "PENDING INPROGRESS COMPLETED FAILED DELETED"),
        ("ml-model", "PENDING INPROGRESS COMPLETED FAILED DELETED"),
        ("ml-model-endpoint", "NONE UPDATING READY FAILED"),
        ("batch-prediction", "PENDING INPROGRESS COMPLETED FAILED DELETED"),
        ("data-source", "PENDING INPROGRESS COMPLETED FAILED DELETED"),
        ("evaluation-job", "InProgress Completed Failed Stopping Stopped Deleting"),
    ])
    func eachKindListsItsStatuses(kind: String, statuses: String) throws {
        let rules = try #require(Kind.builtIn(named: kind)).statuses
        #expect(rules.meanings.map(\.status) == statuses.split(separator: " ").map(String.init))
        #expect(rules.meanings.allSatisfy { $0.state != .unknown && $0.state != .unseen })
    }
}
