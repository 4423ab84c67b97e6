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

    @Test(
        arguments: [
            ("execution:MACHINE:NAME", "execution:sm:run-1", ["sm", "run-1"]),
            ("execution:MACHINE:NAME", "execution:sm:", nil), ("execution:MACHINE:NAME", "execution:sm", nil),
            ("execution:MACHINE:NAME", "execution/sm:run", nil), ("execution:MACHINE:NAME", "express:sm:run", nil),
            ("build/PROJECT:ID", "build/p:1", ["p", "1"]), ("build/PROJECT:ID", "build/p/1", nil),
            ("model/NAME", "model/a.b:1", ["a.b:1"]), ("model/NAME", "model/a/b", nil), ("model/NAME", "model/", nil),
            ("/applications/APP/jobruns/ID", "/applications/a/jobruns/b", ["a", "b"]),
            ("/applications/APP/jobruns/ID", "x/applications/a/jobruns/b", nil),
        ] as [(String, String, [String]?)])
    func patternsOfARNsHaveSlashesAndColons(resource: String, found: String, parts: [String]?) throws {
        let pattern = ARNPattern("own", resource)
        let arn = try #require(ARN("arn:aws:own:us-east-1:123456789012:\(found)"))
        #expect(pattern.parts(of: arn) == parts)
        guard let parts else { return }
        let made = pattern.arn(partition: "aws", region: "us-east-1", account: "123456789012", parts: parts)
        #expect(made == arn.text)
    }
}

@Suite struct IDRuleTests {
    private static let cluster = IDRule.Part(
        "cluster", IDForm(1...255, others: "-_"), arns: [ARNPattern("ecs", "cluster/CLUSTER")])
    private static let task = IDRule.Part(
        "tasks", IDForm(1...255, others: "-_"), arns: [ARNPattern("ecs", "task/CLUSTER/ID")], shape: .list)
    private static let run = IDRule.Part("run", IDForm(1...64, others: "-"))
    private static let own = IDRule.Part("own", .anything)
    private static let library = IDRule.Part("library", nil, arns: [ARNPattern("bedrock", "library/ID")])

    private static let clusterARN = "arn:aws:ecs:us-east-1:123456789012:cluster/c"
    private static let taskARN = "arn:aws:ecs:us-east-1:123456789012:task/c/1f"
    private static let libraryARN = "arn:aws:bedrock:us-east-1:123456789012:library/l"

    @Test(
        arguments: [
            ([cluster, task], ["c", "1f"]), ([cluster, task], ["c", taskARN]), ([cluster, task], [clusterARN, "1f"]),
            ([cluster, task], [clusterARN, taskARN]), ([cluster, task, run], ["c", taskARN, "r"]),
            ([cluster, task, run], [clusterARN, taskARN, "r"]), ([cluster, task, run], [clusterARN, "1f", "r"]),
            ([run, task, cluster], ["r", taskARN, clusterARN]), ([run, task, cluster], ["r", taskARN, "c"]),
            ([library, run], [libraryARN, "r"]), ([library, library], [libraryARN, libraryARN]),
            ([run, library, run], ["r", libraryARN, "r"]), ([own, own], ["a", taskARN]), ([own, own], [taskARN, "a"]),
            ([own, own], [clusterARN, taskARN]), ([own, own], ["a/b", "c"]), ([own, own, own], ["a", taskARN, "z"]),
            ([own, task], ["a/b", taskARN]), ([own], [taskARN]), ([own], ["a/b"]),
        ] as [([IDRule.Part], [String])])
    func anARNMayStandInAnyPlace(parts: [IDRule.Part], values: [String]) {
        let rule = IDRule(parts, arns: [])
        let id = values.joined(separator: "/")
        #expect(rule.values(of: id) == values)
        #expect(rule.problem(in: id) == nil)
    }

    @Test func whatIsJoinedIsSplitAgain() {
        var random = SystemRandomNumberGenerator()
        let (parts, plain) = ([Self.cluster, Self.task, Self.run, Self.library], ["c", "1f", "r-2", ""])
        let arns = [Self.clusterARN, Self.taskARN, "", Self.libraryARN]
        for _ in 0..<2_000 {
            let picked = (0..<Int.random(in: 1...4, using: &random)).map { _ in Int.random(in: 0..<4, using: &random) }
            let values = picked.map { part in
                arns[part].isEmpty || !plain[part].isEmpty && Bool.random(using: &random) ? plain[part] : arns[part]
            }
            let rule = IDRule(picked.map { parts[$0] }, arns: [])
            #expect(rule.values(of: values.joined(separator: "/")) == values)
        }
    }

    @Test(
        arguments: [
            ([cluster, task], "1f", "must be cluster/tasks, joined by '/'"),
            ([cluster, task], "c/", "has an invalid tasks, which is empty"),
            (
                [cluster, task], "c/\(clusterARN)",
                "has an invalid tasks, which is the ARN of something else; this kind takes "
                    + "arn:aws:ecs:REGION:ACCOUNT:task/CLUSTER/ID"
            ),
            (
                [library, run], "r/r",
                "has an invalid library, which is not an ARN; this kind takes one: "
                    + "arn:aws:bedrock:REGION:ACCOUNT:library/ID"
            ),
        ] as [([IDRule.Part], String, String)])
    func aWrongIDIsRefused(parts: [IDRule.Part], id: String, problem: String) {
        #expect(IDRule(parts, arns: []).problem(in: id) == problem)
    }

    @Test(
        arguments: [
            ("0", nil), ("42", nil), ("007", nil), ("9223372036854775807", nil), ("", "is empty"),
            ("9223372036854775808", "is not a whole number"), ("-1", "is not a whole number"),
            ("+1", "is not a whole number"), ("1.0", "is not a whole number"), ("a", "is not a whole number"),
            ("٣", "is not a whole number"),
        ] as [(String, String?)])
    func aPartThatIsSentAsANumberIsOne(id: String, problem: String?) {
        #expect(IDRule([IDRule.Part("n", .anything, shape: .number)], arns: []).problem(in: id) == problem)
    }
}
