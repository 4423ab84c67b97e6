// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SimulatedAWS
import Testing

@Suite("Lists have faults of their own")
struct ListFaultTests {
    private let clock = ManualClock()

    /// Five resources that began a second apart, and change after a minute.
    private func client(_ kind: ResourceKind, _ faults: Fault...) -> ListClient {
        let template = SimulatedResource(
            kind, id: pattern(kind), timeline: [.init(at: 0, "RUNNING"), .init(at: 60, "DONE")])
        let scenario = Scenario(series: [ResourceSeries(of: template, count: 5, every: 1)], faults: faults)
        let client = ListClient(kind: kind, simulator: Simulator(scenario) { [clock] in clock.now }, clock: clock)
        clock.advance(by: 10)
        return client
    }

    private func statuses(_ client: ListClient) async -> [JSONValue?] {
        let members: [AWSService: String] = [.machineLearning: "Status", .bedrock: "status"]
        let member = members[client.kind.service] ?? "TrainingJobStatus"
        return await client.page().items.map { $0.members?[member] }
    }

    private func number(_ kind: ResourceKind, _ number: Int) -> String { NumberedID.of(kind, "job", number) }

    @Test("A list that lags shows neither new resources nor new statuses", arguments: ResourceKind.allCases)
    func lags(kind: ResourceKind) async {
        let client = client(kind, Fault(.listLag, settings: FaultSettings(seconds: 8)))
        #expect(await client.page().ids.count == 3)
        clock.advance(by: 55)
        #expect(await Set(statuses(client)) == ["RUNNING"])
        #expect(
            await client.simulator.respond(to: Asked.about(kind, id: number(kind, 1), at: clock.now)).members.values
                .contains("DONE"))
        clock.advance(by: 20)
        #expect(await Set(statuses(client)) == ["DONE"])
        #expect(await client.simulator.counts.faults == ["list-lag": 3])
    }

    @Test("A list lacks items that can be read", arguments: ResourceKind.allCases)
    func lacks(kind: ResourceKind) async {
        let client = client(
            kind, Fault(.missingItem, id: number(kind, 2)), Fault(.missingItem, id: number(kind, 4)))
        #expect(await Set(client.all(client.limited(2)).flatMap(\.self)) == Set([1, 3, 5].map { number(kind, $0) }))
        #expect(
            await client.simulator.respond(to: Asked.about(kind, id: number(kind, 2), at: clock.now)).status == 200)
        await client.simulator.clearFaults()
        #expect(await client.page().ids.count == 5)
    }

    @Test("A token repeats", arguments: ResourceKind.allCases)
    func repeats(kind: ResourceKind) async {
        let client = client(kind, Fault(.repeatedToken))
        let first = await client.page(client.limited(2))
        let second = await client.page(client.limited(2), token: first.token)
        let third = await client.page(client.limited(2), token: second.token)
        #expect(first.token != nil && second.token == first.token && third.token == first.token)
        #expect(first.ids != second.ids && second.ids == third.ids)
    }

    @Test("The end has an empty token, or a null one", arguments: ResourceKind.allCases)
    func endsOddly(kind: ResourceKind) async {
        for (fault, end) in [(FaultKind.emptyToken, JSONValue.string("")), (.nullToken, .null)] {
            let client = client(kind, Fault(fault))
            let first = await client.page(client.limited(3))
            #expect(first.token?.text?.isEmpty == false)
            #expect(await client.page(client.limited(3), token: first.token).token == end)
            #expect(await client.simulator.counts.faults == [fault.rawValue: 1])
        }
    }

    @Test("An empty page comes before the others, and loses nothing", arguments: ResourceKind.allCases)
    func beginsEmpty(kind: ResourceKind) async {
        #expect(await client(kind, Fault(.emptyPage)).all().map(\.count) == [0, 5])
        let client = client(kind, Fault(.emptyPage), Fault(.emptyPage, page: 3))
        #expect(await client.all(client.limited(3)).map(\.count) == [0, 3, 0, 2])
        #expect(await Set(client.simulator.listCalls.map(\.listing)) == [1])
    }

    @Test("A filter is refused, others are not")
    func refusesFilter() async {
        let byVariable = client(
            .evaluation,
            Fault(
                .refusedFilter, settings: FaultSettings(member: "FilterVariable", value: "LastUpdatedAt")))
        #expect(
            await byVariable.response(["FilterVariable": "LastUpdatedAt", "GE": "0"]).code == "InvalidInputException")
        #expect(await byVariable.response(["FilterVariable": "Status", "EQ": "RUNNING"]).status == 200)

        let byMember = client(.trainingJob, Fault(.refusedFilter, settings: FaultSettings(member: "StatusEquals")))
        #expect(await byMember.response(["StatusEquals": "Failed"]).code == "ValidationException")
        #expect(await byMember.response(["NameContains": "a"]).status == 200)

        let any = client(.evaluationJob, Fault(.refusedFilter, settings: FaultSettings(code: "ThrottlingException")))
        #expect(await any.response(["statusEquals": "Failed"]).code == "ThrottlingException")
        #expect(await any.response(["maxResults": 5]).status == 200)
        #expect(await any.simulator.counts.faults == ["refused-filter": 1])
    }

    @Test("A list is denied, the resources are not", arguments: ResourceKind.allCases)
    func deniesList(kind: ResourceKind) async {
        let client = client(kind, Fault(.denied, of: kind, action: .list))
        let response = await client.response()
        #expect(response.status == (kind.service == .bedrock ? 403 : 400) && response.code == "AccessDeniedException")
        #expect(response.members["message"]?.text?.contains(":\(kind.listOperation) on resource: *") == true)
        #expect(
            await client.simulator.respond(to: Asked.about(kind, id: number(kind, 1), at: clock.now)).status == 200)
        #expect(await client.simulator.listCalls.map(\.status) == [response.status])
    }

    @Test("A page breaks, the others do not", arguments: ResourceKind.allCases)
    func breaksPage(kind: ResourceKind) async {
        for fault in [FaultKind.internalError, .notJSON, .missingList, .nullList, .wrongType] {
            let client = client(kind, Fault(fault, page: 2))
            let first = await client.page(client.limited(2))
            let second = await client.response(client.limited(2), token: first.token)
            #expect(first.ids.count == 2 && (second.status == 500) == (fault == .internalError))
            #expect((second.members[client.names.items] ?? .null) == .null)
            #expect(await client.simulator.counts.faults == [fault.rawValue: 1])
        }
    }

    @Test("Items lose their id, their status or their time", arguments: ResourceKind.allCases)
    func spoilsItems(kind: ResourceKind) async {
        let one = number(kind, 3)
        for fault in [FaultKind.missingID, .missingStatus, .nullStatus, .numericStatus, .missingCreation] {
            let client = client(kind)
            let whole = await client.page().items
            await client.simulator.add(Fault(fault, of: kind, action: .list, id: one))
            let items = await client.page().items
            #expect(items.count == 5 && zip(items, whole).filter { $0 != $1 }.count == 1)
            await client.simulator.clearFaults()
            await client.simulator.add(Fault(fault))
            let all = await client.page().items
            #expect(all.count == 5 && zip(all, whole).allSatisfy { $0 != $1 })
        }
    }

    @Test("Faults of a request with an id are not those of a list, and the other way round")
    func keepsApart() async {
        let client = client(
            .evaluation, Fault(.denied, id: number(.evaluation, 1)), Fault(.listLag), Fault(.throttle, page: 2))
        #expect(await client.page().ids.count == 5)
        let response = await client.simulator.respond(
            to: Asked.about(.evaluation, id: number(.evaluation, 2), at: clock.now))
        #expect(response.status == 200)
    }
}
