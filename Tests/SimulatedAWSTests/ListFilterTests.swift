// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SimulatedAWS
import Testing

@Suite("Lists are filtered and sorted as by AWS")
struct ListFilterTests {
    private let clock = ManualClock()

    /// Four evaluations: one and two completed 10 s ago, three failed 20 s ago, four is pending since 5 s ago.
    private var evaluations: ListClient {
        func evaluation(_ id: String, _ at: Double, _ steps: TimelineStep...) -> SimulatedResource {
            SimulatedResource(.evaluation, id: id, name: "name of \(id)", timeline: [.init(at: at, "PENDING")] + steps)
        }
        let resources = [
            evaluation("one", -100, .init(at: -10, "COMPLETED")), evaluation("two", -90, .init(at: -10, "COMPLETED")),
            evaluation("three", -80, .init(at: -20, "FAILED")), evaluation("four", -5),
        ]
        return client(.evaluation, resources)
    }

    private func client(_ kind: ResourceKind, _ resources: [SimulatedResource]) -> ListClient {
        let simulator = Simulator(Scenario(resources: resources)) { [clock] in clock.now }
        return ListClient(kind: kind, simulator: simulator, clock: clock)
    }

    @Test(
        "Amazon ML compares one variable",
        arguments: [
            ([:], "one two three four"), (["SortOrder": "dsc"], "four three two one"),
            (["FilterVariable": "Status", "EQ": "COMPLETED"], "one two"),
            (["FilterVariable": "Status", "EQ": "COMPLETED", "SortOrder": "dsc"], "two one"),
            (["FilterVariable": "Status", "NE": "COMPLETED"], "three four"),
            (["FilterVariable": "Status", "GT": "COMPLETED", "LE": "PENDING"], "three four"),
            (["FilterVariable": "Name", "Prefix": "name of t"], "three two"),
            (["FilterVariable": "Name", "Prefix": "t"], ""), (["FilterVariable": "Name"], "four one three two"),
            (
                ["FilterVariable": "CreatedAt", "GE": "2024-06-01T08:28:30.125Z", "LT": "2024-06-01T08:29:55.125Z"],
                "two three"
            ),
            (["FilterVariable": "CreatedAt", "EQ": "1717230510.125"], "two"),
            (["FilterVariable": "CreatedAt", "EQ": "1.717230510125E9"], "two"),
            (["FilterVariable": "CreatedAt", "EQ": "2024-06-01T10:28:30.125+02:00"], "two"),
            (["FilterVariable": "CreatedAt", "GT": "2024-06-01T08:28:30.125000Z"], "three four"),
            (["FilterVariable": "CreatedAt", "GT": "2024-06-01T08:28:30.124999Z"], "two three four"),
            (["FilterVariable": "LastUpdatedAt", "GE": "1717230580"], "three one two four"),
            (["FilterVariable": "LastUpdatedAt", "GE": "1717230580", "SortOrder": "dsc"], "four two one three"),
            (["FilterVariable": "LastUpdatedAt", "GT": "1717230590.125"], "four"),
            (["FilterVariable": "IAMUser", "EQ": "arn:aws:iam::123456789012:user/example"], "one two three four"),
            (["FilterVariable": "MLModelId", "EQ": "other"], ""),
            (["FilterVariable": "DataSourceId", "Prefix": "ds-simulated"], "four one three two"),
        ] as [([String: JSONValue], String)])
    func compares(members: [String: JSONValue], ids: String) async {
        let found = await evaluations.all(members).flatMap(\.self)
        // Where all have the same value, AWS says nothing of the order.
        let isOrdered = members["FilterVariable"] != "DataSourceId" && members["FilterVariable"] != "IAMUser"
        let expected = ids.split(separator: " ").map(String.init)
        #expect(isOrdered ? found == expected : Set(found) == Set(expected))
    }

    @Test(
        "A date that is none is refused",
        arguments: [
            "yesterday", "", "2024-06-01", "2024-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "2024-06-01T24:00:00Z",
            "2024-06-01T08:30:00", "0x10", "nan", "inf", "1e400", "1717230600 ",
        ])
    func refusesDate(text: String) async {
        let response = await evaluations.response(["FilterVariable": "CreatedAt", "GE": .string(text)])
        #expect(response.status == 400 && response.code == "InvalidInputException")
    }

    @Test("A model is found by its endpoint, its type and its algorithm")
    func filtersModels() async {
        let models = client(
            .mlModel,
            [
                SimulatedResource(.mlModel, id: "none", timeline: [.init(at: 0, "COMPLETED")]),
                SimulatedResource(
                    .mlModel, id: "ready", shape: .regression, timeline: [.init(at: 0, "COMPLETED")],
                    endpoint: [.init(at: 0, "UPDATING"), .init(at: 5, "READY")]),
            ])
        clock.advance(by: 10)
        for (variable, value, ids) in [
            ("RealtimeEndpointStatus", "READY", ["ready"]), ("RealtimeEndpointStatus", "NONE", ["none"]),
            ("MLModelType", "REGRESSION", ["ready"]), ("Algorithm", "sgd", ["none", "ready"]),
        ] {
            #expect(await models.page(["FilterVariable": .string(variable), "EQ": .string(value)]).ids == ids)
        }
    }

    @Test("A listing by a key that changes keeps the order of its first page, and shows what is now")
    func settlesOrder() async {
        let resources = (1...4).map { number in
            SimulatedResource(
                .evaluation, id: "e\(number)",
                timeline: [.init(at: Double(number) - 100, "PENDING"), .init(at: Double(number), "COMPLETED")])
        }
        let evaluations = client(.evaluation, resources)
        let members: [String: JSONValue] = ["FilterVariable": "LastUpdatedAt", "GE": "0", "Limit": 2]
        let first = await evaluations.page(members)
        clock.advance(by: 3)
        let second = await evaluations.page(members, token: first.token)
        #expect(first.ids == ["e1", "e2"] && second.ids == ["e3", "e4"])
        #expect(second.items.map { $0.members?["Status"] } == ["COMPLETED", "PENDING"])
        #expect(second.token == nil)
        #expect(await evaluations.page(members).ids == ["e4", "e1"])
        // Of many such listings the oldest are forgotten.
        for _ in 0..<16 { _ = await evaluations.page(members) }
        #expect(await evaluations.response(members, token: first.token).code == "InvalidInputException")
    }

    @Test(
        "Bedrock filters by status, creation, name and application",
        arguments: [
            ([:], "ccc bbb aaa"), (["sortOrder": "Ascending"], "aaa bbb ccc"),
            (["sortBy": "CreationTime", "sortOrder": "Descending"], "ccc bbb aaa"),
            (["statusEquals": "InProgress"], "ccc"), (["nameContains": "nightly"], "bbb aaa"),
            (["nameContains": "nightly-a"], "aaa"), (["applicationTypeEquals": "RagEvaluation"], "bbb"),
            (["creationTimeAfter": "2024-06-01T08:20:00.125Z"], "ccc bbb"),
            (["creationTimeBefore": "2024-06-01T08:29:00.125Z", "maxResults": 1], "bbb aaa"),
            (["creationTimeAfter": "2024-06-01T08:20:00.124Z", "statusEquals": "Completed"], "bbb aaa"),
        ] as [([String: JSONValue], String)])
    func filtersEvaluationJobs(members: [String: JSONValue], words: String) async {
        let arn = { (word: String) in "\(job.dropLast(12))\(word)000000000" }
        let jobs = client(
            .evaluationJob,
            [
                SimulatedResource(
                    .evaluationJob, id: arn("aaa"), name: "nightly-a", timeline: [.init(at: -600, "Completed")]),
                SimulatedResource(
                    .evaluationJob, id: arn("bbb"), shape: .rag, timeline: [.init(at: -300, "Completed")],
                    members: ["jobName": "nightly-b"]),
                SimulatedResource(.evaluationJob, id: arn("ccc"), timeline: [.init(at: -60, "InProgress")]),
            ])
        let found = await jobs.all(members).flatMap(\.self)
        #expect(found == words.split(separator: " ").map { arn(String($0)) })
    }

    @Test(
        "SageMaker filters by times and name, and sorts by three keys",
        arguments: [
            ([:], "b-2 a-1 c-3"), (["SortOrder": "Ascending"], "c-3 a-1 b-2"),
            (["SortBy": "Name"], "c-3 b-2 a-1"), (["SortBy": "Name", "SortOrder": "Ascending"], "a-1 b-2 c-3"),
            (["SortBy": "Status", "SortOrder": "Ascending"], "c-3 a-1 b-2"), (["NameContains": "-1"], "a-1"),
            (["NameContains": ""], "b-2 a-1 c-3"),
            (["CreationTimeAfter": 1_717_230_300.125], "b-2"), (["CreationTimeBefore": 1_717_230_300.125], "c-3"),
            (["LastModifiedTimeAfter": 1_717_230_580], "b-2 a-1"),
            (["LastModifiedTimeAfter": 1_717_230_580, "LastModifiedTimeBefore": 1_717_230_595], "a-1"),
            (["StatusEquals": "Completed"], "a-1 c-3"), (["WarmPoolStatusEquals": "Available"], "c-3"),
            (["MaxResults": 1, "StatusEquals": "Completed", "NameContains": "-"], "a-1 c-3"),
        ] as [([String: JSONValue], String)])
    func filtersTrainingJobs(members: [String: JSONValue], ids: String) async {
        let jobs = client(
            .trainingJob,
            [
                SimulatedResource(
                    .trainingJob, id: "a-1", timeline: [.init(at: -300, "InProgress"), .init(at: -10, "Completed")]),
                SimulatedResource(.trainingJob, id: "b-2", timeline: [.init(at: -5, "InProgress")]),
                SimulatedResource(
                    .trainingJob, id: "c-3", timeline: [.init(at: -900, "InProgress"), .init(at: -60, "Completed")],
                    members: ["WarmPoolStatus": ["Status": "Available"]]),
            ])
        #expect(await jobs.all(members).flatMap(\.self) == ids.split(separator: " ").map(String.init))
    }
}
