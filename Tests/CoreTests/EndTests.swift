// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

/// What is said about an end besides its status, and what it starts.
@Suite struct EndTests {
    private static let start = Timestamp(microseconds: 1_795_255_200_000_000)

    private static func notices(_ watch: Watch, _ life: [Observation]) -> [Notice] {
        var machine = WatchMachine(rules: watch.kind.statuses)
        return life.enumerated().flatMap { second, observation in
            machine.observe(observation, at: .seconds(Double(second))).events
                .map { watch.notice(of: $0, observation: observation) }
        }
    }

    static let lives: [(kind: String, life: [Observation], messages: [String], priorities: [Int])] = [
        (
            "sagemaker-endpoint",
            [
                .with("InService", ["EndpointConfigName": "blue"]), .with("Updating", ["EndpointConfigName": "green"]),
                .with("RollingBack", ["EndpointConfigName": "green"], "The alarm went off"),
                .with("InService", ["EndpointConfigName": "blue"], "The alarm went off"),
            ],
            [
                "x: already InService when first seen (EndpointConfigName blue)", "x: InService → Updating",
                "x: Updating → RollingBack: The alarm went off",
                "x: RollingBack → InService (EndpointConfigName blue), but has FailureReason; reached from RollingBack: "
                    + "The alarm went off",
            ],
            [5, 5, 4, 4]
        ),
        (
            "sagemaker-endpoint",
            [
                .with("RollingBack", [:]),
                .with("UpdateRollbackFailed", ["EndpointConfigName": "green"], "No capacity"),
            ],
            [
                "x: first seen as RollingBack",
                "x: RollingBack → UpdateRollbackFailed (EndpointConfigName green): No capacity",
            ],
            [4, 3]
        ),
        (
            "training-job",
            [
                .with("InProgress", ["SecondaryStatus": "Training"]),
                .with("Stopped", ["SecondaryStatus": "MaxRuntimeExceeded"]),
            ],
            [
                "x: first seen as InProgress",
                "x: InProgress → Stopped (SecondaryStatus MaxRuntimeExceeded, stopping not seen)",
            ],
            [5, 4]
        ),
        (
            "training-job", [.with("Stopped", ["SecondaryStatus": "Stopped"])],
            ["x: already Stopped when first seen"], [4]
        ),
        (
            "training-job", [.with("Failed", ["SecondaryStatus": "Failed"], "Out of memory")],
            ["x: already Failed when first seen: Out of memory"], [3]
        ),
        (
            "processing-job", [.with("Failed", ["ExitMessage": "no input"], "AlgorithmError: exit code 1")],
            ["x: already Failed when first seen (ExitMessage no input): AlgorithmError: exit code 1"], [3]
        ),
        (
            "processing-job", [.with("Failed", ["ExitMessage": "no input"], "AlgorithmError: no input, exit code 1")],
            ["x: already Failed when first seen: AlgorithmError: no input, exit code 1"], [3]
        ),
        (
            "ingestion-job",
            [
                .with("IN_PROGRESS", ["numberOfDocumentsFailed": "1"]),
                .with("COMPLETE", ["numberOfDocumentsFailed": "3", "numberOfDocumentsScanned": "9"], "No access"),
            ],
            [
                "x: first seen as IN_PROGRESS",
                "x: IN_PROGRESS → COMPLETE (numberOfDocumentsScanned 9), but numberOfDocumentsFailed is 3; has "
                    + "failureReasons: No access",
            ],
            [5, 4]
        ),
        (
            "model-invocation-job", [.with("PartiallyCompleted", ["successRecordCount": "7"], "Some failed")],
            ["x: already PartiallyCompleted when first seen (successRecordCount 7): Some failed"], [4]
        ),
    ]

    @Test(arguments: lives)
    func aLifeIsToldAsItReallyEnded(
        _ row: (kind: String, life: [Observation], messages: [String], priorities: [Int])
    ) {
        let notices = Self.notices(.sample("x", kind: row.kind), row.life)
        #expect(notices.map(\.message) == row.messages)
        #expect(notices.map(\.priority.rawValue) == row.priorities)
        #expect(notices.allSatisfy { $0.event == .transition })
        for notice in notices {
            let read = Notice(
                event: notice.event, priority: notice.priority, message: notice.message, fields: notice.fields)
            #expect(read == notice && read.content.caveat == notice["AWAITD_CAVEAT"])
        }
    }

    // MARK: Times

    private static func read(_ status: String, finished: Double? = nil, modified: Double? = nil) -> Observation {
        Observation(
            status: status,
            createdAt: start,
            finishedAt: finished.map { start + .microseconds(Int64($0 * 1_000_000)) },
            modifiedAt: modified.map { start + .microseconds(Int64($0 * 1_000_000)) }
        )
    }

    static let lengths: [(Observation, message: String, microseconds: String?)] = [
        (read("Completed", modified: 2_530), "x: InProgress → Completed after ≈ 42min 10s", "2530000000"),
        (read("Completed", finished: 60, modified: 2_530), "x: InProgress → Completed after 1min", "60000000"),
        (read("Failed", modified: 3), "x: InProgress → Failed after ≈ 3s", "3000000"),
        (read("Stopped", modified: 3), "x: InProgress → Stopped after ≈ 3s (stopping not seen)", "3000000"),
        (read("Completed", modified: -1), "x: InProgress → Completed", nil),
        (read("Completed"), "x: InProgress → Completed", nil),
        (read("Deleting", modified: 9_000), "x: InProgress → Deleting", nil),
        (read("Stopping", modified: 9_000), "x: InProgress → Stopping", nil),
    ]

    @Test(arguments: lengths)
    func theLastChangeStandsForAnEndThatAWSDoesNotGive(
        _ row: (Observation, message: String, microseconds: String?)
    ) throws {
        let watch = Watch.sample("x", kind: "evaluation-job")
        let notice = try #require(Self.notices(watch, [Self.read("InProgress", modified: 1), row.0]).last)
        #expect(notice.message == row.message)
        #expect(notice["AWAITD_DURATION_USEC"] == row.microseconds)
    }

    @Test func anEndBeganWithTheLastChange() {
        var machine = WatchMachine(rules: Kind.sample("evaluation-job").statuses)
        _ = machine.observe(Self.read("InProgress", modified: 1), at: .seconds(5))
        #expect(machine.since == Moment.seconds(5).wall)
        _ = machine.observe(Self.read("Completed", modified: 60), at: .seconds(90))
        #expect(machine.since == Self.start + .seconds(60))
    }

    @Test func aFirstSightSaysThatItsLengthIsNotExact() throws {
        let notice = try #require(
            Self.notices(.sample("x", kind: "evaluation-job"), [Self.read("Completed", modified: 3)]).first)
        #expect(notice.message == "x: already Completed when first seen, took ≈ 3s")
    }

    // MARK: Units

    private func starts(_ rules: StartRules, kind: String, _ life: [Observation]) -> [[String]] {
        let watch = Watch.sample("x", kind: kind)
        var machine = WatchMachine(rules: watch.kind.statuses)
        return life.flatMap { observation in
            machine.observe(observation, at: .seconds(0)).events
                .map { rules.units(for: $0, of: watch, eventID: "e") }
        }
    }

    private static let ingested: [Observation] = [
        .with("COMPLETE", ["numberOfDocumentsFailed": "3"])
    ]

    @Test func aCaveatStartsItsOwnUnitsOrThoseOfTheCompletion() throws {
        let (done, look) = ([try UnitPattern("done.service")], [try UnitPattern("look.service")])
        let completed: [JobState: [UnitPattern]] = [.completed: done]
        let kind = "ingestion-job"
        #expect(starts(StartRules(completed), kind: kind, Self.ingested) == [["done.service"]])
        #expect(starts(StartRules(completed, caveat: look), kind: kind, Self.ingested) == [["look.service"]])
        #expect(starts(StartRules(completed, caveat: []), kind: kind, Self.ingested) == [[]])
        #expect(starts(StartRules([:], caveat: look), kind: kind, Self.ingested) == [["look.service"]])
        let good = [Observation.with("COMPLETE", ["numberOfDocumentsFailed": "0"])]
        #expect(starts(StartRules(completed, caveat: look), kind: kind, good) == [["done.service"]])
        let partly = [Observation.with("PartiallyCompleted", [:])]
        #expect(starts(StartRules(completed, caveat: look), kind: "model-invocation-job", partly) == [["look.service"]])
        #expect(!StartRules([:], caveat: look).isEmpty)
        #expect(StartRules(completed).with(StartRules([:], caveat: look)) == StartRules(completed, caveat: look))
        #expect(StartRules([:], caveat: look).with(StartRules([:], caveat: [])).caveat == [])
    }

    @Test func newsWithinAStateStartsNoneOfItsUnits() throws {
        let rules = StartRules(
            [.inProgress: [try UnitPattern("busy.service")], .completed: [try UnitPattern("done.service")]],
            caveat: [try UnitPattern("look.service")])
        let rolledBack: [Observation] = ["Updating", "RollingBack", "InService"].map { .with($0, [:]) }
        let broken = Observation.with("InService", [:], "No capacity")
        #expect(
            starts(rules, kind: "sagemaker-endpoint", rolledBack + [.with("InService", [:]), broken])
                == [["busy.service"], [], ["look.service"], ["look.service"]])
        let without = StartRules([.completed: [try UnitPattern("done.service")]])
        #expect(
            starts(without, kind: "sagemaker-endpoint", [.with("InService", [:]), broken]) == [["done.service"], []])
    }
}
