// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SimulatedAWS
import Testing

/// The list operation of a kind, as a client sees it.
struct ListClient {
    let kind: ResourceKind
    let simulator: Simulator
    let clock: ManualClock

    private static let members: [AWSService: (items: String, token: String, limit: String)] = [
        .machineLearning: ("Results", "NextToken", "Limit"), .bedrock: ("jobSummaries", "nextToken", "maxResults"),
        .sageMaker: ("TrainingJobSummaries", "NextToken", "MaxResults"),
    ]

    var names: (items: String, token: String, limit: String) { Self.members[kind.service] ?? ("", "", "") }

    static let ids: [ResourceKind: String] = [
        .evaluation: "EvaluationId", .mlModel: "MLModelId", .batchPrediction: "BatchPredictionId",
        .dataSource: "DataSourceId", .evaluationJob: "jobArn", .trainingJob: "TrainingJobName",
    ]

    func response(_ members: [String: JSONValue] = [:], token: JSONValue? = nil) async -> SimulatedResponse {
        var members = members
        if let token { members[names.token] = token }
        return await simulator.respond(to: Asked.list(kind, members, at: clock.now))
    }

    /// One page: its items' ids and its token.
    func page(
        _ members: [String: JSONValue] = [:], token: JSONValue? = nil
    ) async -> (ids: [String], token: JSONValue?, items: [JSONValue]) {
        let response = await response(members, token: token).members
        guard case .array(let items)? = response[names.items] else { return ([], nil, []) }
        return (items.map { $0.members?[Self.ids[kind] ?? ""]?.text ?? "" }, response[names.token], items)
    }

    /// The ids of all pages.
    func all(_ members: [String: JSONValue] = [:]) async -> [[String]] {
        var pages: [[String]] = []
        var token: JSONValue?
        repeat {
            let page = await page(members, token: token)
            pages.append(page.ids)
            token = page.token
        } while token != nil && pages.count < 1000
        return pages
    }

    func limited(_ limit: Int, _ members: [String: JSONValue] = [:]) -> [String: JSONValue] {
        members.merging([names.limit: .integer(Int64(limit))]) { $1 }
    }
}

/// A pattern of ids that a kind accepts, which begins with a word of three letters.
func pattern(_ kind: ResourceKind, _ word: String = "job") -> String {
    kind == .evaluationJob ? "\(job.dropLast(12))\(word)#########" : "\(word)-#########"
}

@Suite("Lists are cut into pages as by AWS")
struct ListTests {
    private let clock = ManualClock()

    private func client(
        _ kind: ResourceKind, _ series: ResourceSeries..., resources: [SimulatedResource] = [], faults: [Fault] = []
    ) -> ListClient {
        let scenario = Scenario(resources: resources, series: series, faults: faults)
        return ListClient(kind: kind, simulator: Simulator(scenario) { [clock] in clock.now }, clock: clock)
    }

    private func series(
        _ kind: ResourceKind, _ word: String = "job", count: Int, over: Double = 0, every: Double = 0,
        _ timeline: TimelineStep...
    ) -> ResourceSeries {
        let timeline = timeline.isEmpty ? [TimelineStep(at: 0, "RUNNING")] : timeline
        return ResourceSeries(
            of: SimulatedResource(kind, id: pattern(kind, word), timeline: timeline), count: count, over: over,
            every: every)
    }

    @Test("Pages show every resource once, in the order of creation", arguments: ResourceKind.allCases)
    func pages(kind: ResourceKind) async {
        let client = client(kind, series(kind, count: 205, over: 1000), series(kind, "sam", count: 20))
        let pages = await client.all(client.limited(100))
        #expect(pages.map(\.count) == [100, 100, 25])
        // Those of one moment are in the order of their ids.
        let expected =
            (1...205).map { NumberedID.of(kind, "job", $0) } + (1...20).map { NumberedID.of(kind, "sam", $0) }
        #expect(pages.flatMap(\.self) == (kind.service == .machineLearning ? expected : expected.reversed()))
        let counts = await client.simulator.counts
        #expect(counts.byOperation == [kind.listOperation: 3])
        #expect(counts.pages == [kind.listOperation: [1: 1, 2: 1, 3: 1]])
        #expect(counts.signatureErrors == 0 && counts.protocolErrors == 0)
        let calls = await client.simulator.listCalls
        #expect(calls.map(\.page) == [1, 2, 3] && calls.map(\.items) == [100, 100, 25])
        #expect(calls.map(\.isLast) == [false, false, true] && Set(calls.map(\.listing)) == [1])
        #expect(calls.allSatisfy { $0.members.count == 1 && $0.status == 200 && $0.error == nil })
    }

    @Test("What changes between pages makes none skip or repeat an item", arguments: ResourceKind.allCases)
    func staysStable(kind: ResourceKind) async {
        let client = client(kind, series(kind, count: 30, over: 300, .init(at: 0, "A"), .init(at: 290, "B")))
        let limit = client.limited(10)
        let first = await client.page(limit)
        clock.advance(by: 60)
        await client.simulator.add(resource(kind, .init(at: 0, "A")))
        // The item at which the next page begins.
        let next = NumberedID.of(kind, "job", kind.service == .machineLearning ? 11 : 20)
        #expect(await client.simulator.remove(kind, id: next))
        let second = await client.page(limit, token: first.token)
        let third = await client.page(limit, token: second.token)
        let shown = first.ids + second.ids + third.ids
        #expect(Set(shown).count == shown.count)
        #expect(Set(shown).isSuperset(of: (1...30).map { NumberedID.of(kind, "job", $0) }.filter { $0 != next }))
        #expect(!shown.contains(next))
    }

    @Test("A token belongs to the request that it was given for", arguments: ResourceKind.allCases)
    func refusesTokens(kind: ResourceKind) async throws {
        let client = client(kind, series(kind, count: 30))
        let token = try #require(await client.page(client.limited(10)).token)
        let code = kind.service == .machineLearning ? "InvalidInputException" : "ValidationException"
        let text = token.text ?? ""
        let bad: [([String: JSONValue], JSONValue)] = [
            (client.limited(11), token), ([:], token), (client.limited(10), "unknown"), (client.limited(10), "AAAA"),
            (client.limited(10), .string(String(text.dropLast(4)))),
            (client.limited(10), .string("A" + text.dropFirst())),
        ]
        for (members, token) in bad {
            let response = await client.response(members, token: token)
            #expect(response.status == 400 && response.code == code)
            #expect(response.members["message"]?.text?.contains("token") == true)
        }
        #expect(await client.page(client.limited(10), token: token).ids.count == 10)
        #expect(await client.simulator.counts.protocolErrors == 0)
        #expect(await client.simulator.listCalls.map(\.error) == [nil] + bad.map { _ in code } + [nil])
    }

    @Test("Twenty thousand of other people's jobs are listed among ours", arguments: ResourceKind.allCases)
    func listsMany(kind: ResourceKind) async {
        let ours = resource(kind, .init(at: -100, "RUNNING"))
        let others = series(kind, count: 20_000, over: 30 * 86_400, .init(at: 0, "DONE"))
        let client = client(kind, others, resources: [ours])
        let newest: [String: JSONValue] = kind.service == .machineLearning ? ["SortOrder": "dsc"] : [:]
        var found: [String] = []
        var token: JSONValue?
        for _ in 0..<3 {
            let page = await client.page(client.limited(100, newest), token: token)
            found += page.ids
            token = page.token
        }
        #expect(found == [id(of: kind)] + (19_702...20_000).reversed().map { NumberedID.of(kind, "job", $0) })
        let other = await client.simulator.respond(
            to: Asked.about(kind, id: NumberedID.of(kind, "job", 12_345), at: clock.now))
        #expect(other.status == 200)
        let none = await client.simulator.respond(
            to: Asked.about(kind, id: NumberedID.of(kind, "job", 20_001), at: clock.now))
        #expect(none.status == (kind.service == .bedrock ? 404 : 400))
    }

    @Test("Jobs that begin later are neither found nor listed before", arguments: ResourceKind.allCases)
    func appearsLater(kind: ResourceKind) async {
        let client = client(kind, series(kind, count: 3, every: 60, .init(at: 5, "RUNNING")))
        let third = NumberedID.of(kind, "job", 3)
        var counts: [Int] = []
        for advance in [4.9, 0.2, 60, 59, 1.1] {
            clock.advance(by: advance)
            counts.append(await client.page().ids.count)
            let status = await client.simulator.respond(to: Asked.about(kind, id: third, at: clock.now)).status
            #expect((status == 200) == (counts.last == 3))
        }
        #expect(counts == [0, 1, 2, 2, 3])
    }

    @Test("One of a series can be replaced, removed, and covered by a new series")
    func changesSeries() async {
        let client = client(.trainingJob, series(.trainingJob, count: 3))
        let second = NumberedID.of(.trainingJob, "job", 2)
        await client.simulator.add(SimulatedResource(.trainingJob, id: second, timeline: [.init(at: 0, "Failed")]))
        #expect(await Set(client.page().ids) == Set((1...3).map { NumberedID.of(.trainingJob, "job", $0) }))
        #expect(
            await client.simulator.respond(to: Asked.about(.trainingJob, id: second, at: clock.now))
                .members["TrainingJobStatus"] == "Failed")
        #expect(await client.simulator.remove(.trainingJob, id: second))
        #expect(await client.simulator.remove(.trainingJob, id: second) == false)
        #expect(await client.page().ids.count == 2)
        await client.simulator.add([series(.trainingJob, count: 4)])
        #expect(await client.all(client.limited(10)).flatMap(\.self).count == 4)
    }

    @Test("StatusEquals of ListTrainingJobs filters a page after it was cut")
    func filtersAfterCutting() async {
        let client = client(
            .trainingJob, series(.trainingJob, "old", count: 1, over: 900, .init(at: 0, "InProgress")),
            series(.trainingJob, count: 25, .init(at: 0, "Completed")))
        let running = NumberedID.of(.trainingJob, "old", 1)
        #expect(await client.all(client.limited(10, ["StatusEquals": "InProgress"])) == [[], [], [running]])
        // The other filters are applied before.
        #expect(await client.all(client.limited(10, ["NameContains": "old"])) == [[running]])
    }

    @Test(
        "Requests that break a constraint are refused and counted",
        arguments: [
            (ResourceKind.evaluation, "Limit", JSONValue.integer(0)), (.evaluation, "Limit", 101),
            (.evaluation, "Limit", "10"), (.evaluation, "FilterVariable", "Colour"), (.evaluation, "EQ", "COMPLETED"),
            (.evaluation, "SortOrder", "desc"), (.evaluation, "Size", 1), (.dataSource, "FilterVariable", "MLModelId"),
            (.evaluationJob, "maxResults", 0), (.evaluationJob, "maxResults", 1001),
            (.evaluationJob, "maxResults", "x"),
            (.evaluationJob, "statusEquals", "COMPLETED"), (.evaluationJob, "creationTimeAfter", "1717230600"),
            (.evaluationJob, "creationTimeAfter", "2024-02-30T00:00:00Z"), (.evaluationJob, "nameContains", "Job"),
            (.evaluationJob, "nameContains", "job-"), (.evaluationJob, "nextToken", ""), (.evaluationJob, "x", "y"),
            (.trainingJob, "MaxResults", 0), (.trainingJob, "MaxResults", 101),
            (.trainingJob, "CreationTimeAfter", "x"),
            (.trainingJob, "NameContains", "a_b"), (.trainingJob, "SortBy", "LastModifiedTime"),
        ] as [(ResourceKind, String, JSONValue)])
    func refuses(kind: ResourceKind, member: String, value: JSONValue) async {
        let client = client(kind)
        let response = await client.response([member: value])
        #expect(response.status == 400)
        #expect(["InvalidInputException", "ValidationException", "SerializationException"].contains(response.code))
        #expect(await client.simulator.counts.protocolErrors == 1)
        #expect(await client.simulator.counts.byOperation == [kind.listOperation: 1])
    }
}

/// The ids of series.
enum NumberedID {
    static func of(_ kind: ResourceKind, _ word: String, _ number: Int) -> String {
        let digits = String(number)
        let padded = String(repeating: "0", count: 9 - digits.count) + digits
        return pattern(kind, word).replacing("#########", with: padded)
    }
}
