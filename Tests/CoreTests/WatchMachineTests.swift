// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

@Suite struct WatchMachineTests {
    @Test func theNewestUnknownStatusesAreRemembered() {
        let limit = WatchMachine.unknownStatusLimit
        var machine = WatchMachine(rules: Kind.sample("evaluation").statuses)
        func isReported(_ status: String) -> Bool {
            machine.observe(Observation(status: status), at: .seconds(0)).contains {
                if case .notify(.anomaly(.unknownStatus, _)) = $0 { true } else { false }
            }
        }
        for number in 0...limit { #expect(isReported("ODD \(number)")) }
        #expect(!isReported("ODD \(limit)") && !isReported("ODD 1"))
        #expect(isReported("ODD 0"), "the oldest was forgotten")
        #expect(machine.saved(at: .seconds(0)).unknownStatusesReported.count == limit)
    }

    @Test func ofALongerRecordTheNewestUnknownStatusesAreTaken() {
        let statuses = (0..<5_000).map { "ODD \($0)" }
        let saved = SavedMachine(state: .unknown, status: "ODD 1", unknownStatusesReported: statuses)
        let machine = WatchMachine(rules: Kind.sample("evaluation").statuses, saved: saved, at: .seconds(0))
        #expect(machine.saved(at: .seconds(0)).unknownStatusesReported == Array(statuses.suffix(64)))
    }

    /// The events of a life of statuses, each entry `event status previous skipped`.
    static let lives: [(kind: String, statuses: [String], marks: [String])] = [
        (
            "evaluation", ["PENDING", "INPROGRESS", "COMPLETED"],
            ["unseen>pending", "pending>in-progress", "in-progress>completed"]
        ),
        ("evaluation", ["PENDING", "PENDING", "COMPLETED"], ["unseen>pending", "pending>completed(in-progress)"]),
        ("evaluation", ["COMPLETED"], ["unseen>completed"]),
        ("evaluation", ["DELETED"], ["unseen>deleted"]),
        ("evaluation", ["PENDING", "FAILED"], ["unseen>pending", "pending>failed"]),
        ("evaluation", ["PENDING", "DELETED"], ["unseen>pending", "pending>deleted"]),
        (
            "evaluation", ["INPROGRESS", "PENDING", "INPROGRESS"],
            ["unseen>in-progress", "stepBack:in-progress>pending", "pending>in-progress"]
        ),
        (
            "evaluation", ["COMPLETED", "PENDING", "COMPLETED"],
            ["unseen>completed", "stepBack:completed>pending", "pending>completed(in-progress)"]
        ),
        ("evaluation", ["FAILED", "COMPLETED"], ["unseen>failed", "reentry:failed>completed"]),
        (
            "evaluation", ["PENDING", "PAUSED", "PAUSED", "ODD", "PAUSED", "INPROGRESS", "PAUSED", "COMPLETED"],
            [
                "unseen>pending", "unknownStatus:pending>unknown", "unknownStatus:unknown>unknown",
                "unknown>in-progress", "unknown>completed",
            ]
        ),
        ("evaluation", ["WHAT"], ["unknownStatus:unseen>unknown"]),
        ("evaluation", ["inprogress"], ["unknownStatus:unseen>unknown"]),
        ("evaluation-job", ["InProgress", "Completed"], ["unseen>in-progress", "in-progress>completed"]),
        (
            "evaluation-job", ["InProgress", "Stopping", "Stopped"],
            ["unseen>in-progress", "in-progress>stopping", "stopping>stopped"]
        ),
        ("evaluation-job", ["InProgress", "Stopped"], ["unseen>in-progress", "in-progress>stopped(stopping)"]),
        (
            "evaluation-job", ["InProgress", "Stopping", "Completed", "Deleting"],
            ["unseen>in-progress", "in-progress>stopping", "stopping>completed", "completed>deleted"]
        ),
        (
            "ml-model-endpoint", ["NONE", "UPDATING", "READY", "NONE", "NONE", "UPDATING", "READY"],
            [
                "unseen>pending", "pending>in-progress", "in-progress>completed", "completed>deleted",
                "deleted>in-progress", "in-progress>completed",
            ]
        ),
        (
            "ml-model-endpoint", ["NONE", "READY", "UPDATING", "NONE"],
            ["unseen>pending", "pending>completed(in-progress)", "completed>in-progress", "in-progress>deleted"]
        ),
        ("ml-model-endpoint", ["FAILED", "READY"], ["unseen>failed", "failed>completed(in-progress)"]),
        (
            "agent", ["CREATING", "NOT_PREPARED", "PREPARING", "PREPARED", "UPDATING", "NOT_PREPARED", "PREPARED"],
            [
                "unseen>in-progress", "in-progress>pending", "pending>in-progress", "in-progress>completed",
                "completed>in-progress", "in-progress>pending", "pending>completed(in-progress)",
            ]
        ),
        (
            "agent", ["CREATING", "ODD", "NOT_PREPARED"],
            ["unseen>in-progress", "unknownStatus:in-progress>unknown", "unknown>pending"]
        ),
        (
            "pipeline-execution",
            ["Executing", "Failed", "Executing", "Stopping", "Stopped", "Succeeded", "Executing"],
            [
                "unseen>in-progress", "in-progress>failed", "failed>in-progress", "in-progress>stopping",
                "stopping>stopped", "stopped>completed", "stepBack:completed>in-progress",
            ]
        ),
        (
            "sagemaker-endpoint",
            ["InService", "Updating", "RollingBack", "RollingBack", "SystemUpdating", "RollingBack", "InService"],
            [
                "unseen>completed", "completed>in-progress", "in-progress>in-progress!", "in-progress>in-progress!",
                "in-progress>completed?",
            ]
        ),
        (
            "sagemaker-endpoint", ["RollingBack", "Updating", "InService"],
            ["unseen>in-progress!", "in-progress>completed"]
        ),
        (
            "cluster", ["InService", "RollingBack", "InService"],
            ["unseen>completed", "completed>in-progress!", "in-progress>completed?"]
        ),
        ("evaluation-job", ["Completed"], ["unseen>completed"]),
        ("model-invocation-job", ["Completed", "PartiallyCompleted"], ["unseen>completed"]),
    ]

    @Test(arguments: lives)
    func aLifeIsReportedChangeByChange(kind: String, statuses: [String], marks: [String]) {
        var machine = WatchMachine(rules: Kind.sample(kind).statuses)
        var events: [String] = []
        for (second, status) in statuses.enumerated() {
            events += machine.observe(Observation(status: status), at: .seconds(Double(second))).events.map(\.mark)
        }
        #expect(events == marks)
    }

    @Test(arguments: [
        ("evaluation", "PENDING", PaceChange.startOver, PaceChange.backOff),
        ("evaluation", "COMPLETED", .settle, .settle),
        ("evaluation", "FAILED", .settle, .settle),
        ("evaluation", "DELETED", .settle, .settle),
        ("evaluation", "NEW_WORD", .startOver, .backOff),
        ("evaluation-job", "Stopped", .settle, .settle),
        ("evaluation-job", "Deleting", .settle, .settle),
        ("ml-model-endpoint", "READY", .slowest, .slowest),
        ("ml-model-endpoint", "FAILED", .slowest, .slowest),
        ("ml-model-endpoint", "NONE", .startOver, .backOff),
        ("pipeline-execution", "Failed", .slowest, .slowest),
        ("pipeline-execution", "Stopped", .slowest, .slowest),
        ("pipeline-execution", "Succeeded", .settle, .settle),
    ])
    func thePaceFollowsTheState(kind: String, status: String, first: PaceChange, again: PaceChange) {
        var machine = WatchMachine(rules: Kind.sample(kind).statuses)
        #expect(machine.observe(Observation(status: status), at: .seconds(0)).last == .pace(first))
        #expect(machine.observe(Observation(status: status), at: .seconds(1)).last == .pace(again))
        #expect(machine.isSettled == (first == .settle))
    }

    @Test(arguments: PollFailure.Cause.allCases)
    func aFailedPollIsNeverAFailedJob(cause: PollFailure.Cause) {
        var machine = WatchMachine(rules: Kind.sample("evaluation").statuses)
        _ = machine.observe(Observation(status: "INPROGRESS"), at: .seconds(0))
        for second in 1...10_000 {
            let effects = machine.observe(.sample(cause), lane: LaneView(), at: .seconds(Double(second * 10)))
            #expect(effects.events.allSatisfy { !$0.isChange })
        }
        #expect(machine.state == .inProgress)
        #expect(!machine.isSettled)
    }

    @Test func overdueIsToldOnceAndPollingGoesOn() {
        var machine = WatchMachine(rules: Kind.sample("evaluation").statuses, overdueAfter: .seconds(60))
        let born = Moment.seconds(-30).wall
        let observation = Observation(status: "INPROGRESS", createdAt: born)
        #expect(machine.observe(observation, at: .seconds(0)).events.map(\.mark) == ["unseen>in-progress"])
        #expect(machine.deadline(at: .seconds(0)) == .seconds(30))
        #expect(machine.observe(observation, at: .seconds(29)).events.isEmpty)
        let effects = machine.observe(observation, at: .seconds(30))
        #expect(
            effects == [.notify(.overdue(after: .seconds(60), since: born, status: "INPROGRESS")), .pace(.backOff)])
        #expect(machine.observe(observation, at: .seconds(300)).events.isEmpty)
        #expect(machine.deadline(at: .seconds(300)) == nil)
    }

    @Test func overdueCountsFromTheFirstReadWhereAWSGivesNoTimeAndIsReportedWhileUnreachableToo() {
        var machine = WatchMachine(rules: Kind.sample("evaluation").statuses, overdueAfter: .seconds(60))
        #expect(machine.observe(.sample(.transient), lane: LaneView(), at: .seconds(0)).events.isEmpty)
        #expect(machine.deadline(at: .seconds(0)) == nil)
        _ = machine.observe(Observation(status: "PENDING"), at: .seconds(100))
        #expect(machine.deadline(at: .seconds(100)) == .seconds(160))
        let events = machine.observe(.sample(.transient), lane: LaneView(), at: .seconds(160)).events
        #expect(events.map(\.mark) == ["overdue"])
    }

    @Test func aStateBeginsWhenAWSSaysSoElseWhenItWasSeen() {
        let (born, begun, ended) = (Moment.seconds(-90).wall, Moment.seconds(-60).wall, Moment.seconds(-30).wall)
        func since(_ statuses: [String], timed: Bool) -> [Timestamp?] {
            var machine = WatchMachine(rules: Kind.sample("evaluation").statuses)
            return statuses.enumerated().map { number, status in
                let observation =
                    timed
                    ? Observation(status: status, createdAt: born, startedAt: begun, finishedAt: ended)
                    : Observation(status: status)
                _ = machine.observe(observation, at: .seconds(Double(number)))
                return machine.since
            }
        }
        let statuses = ["PENDING", "PENDING", "INPROGRESS", "NOVEL", "COMPLETED", "COMPLETED", "DELETED"]
        let seen = [0.0, 0, 2, 3, 4, 4, 6].map { Moment.seconds($0).wall }
        #expect(since(statuses, timed: false) == seen)
        #expect(since(statuses, timed: true) == [born, born, begun, seen[3], ended, ended, seen[6]])
    }

    @Test func timeAloneMakesAWatchOverdueAndNothingElse() {
        var machine = WatchMachine(rules: Kind.sample("evaluation").statuses, overdueAfter: .seconds(60))
        #expect(machine.tick(at: .seconds(1_000)).isEmpty, "what was never seen has no time to finish in")
        _ = machine.observe(Observation(status: "INPROGRESS"), at: .seconds(0))
        #expect(machine.overdueAt == Moment.seconds(60).wall)
        #expect(machine.tick(at: .seconds(59)).isEmpty)
        let before = machine
        let late = WatchEvent.overdue(after: .seconds(60), since: Moment.seconds(0).wall, status: "INPROGRESS")
        #expect(machine.tick(at: .seconds(60)) == [.notify(late)])
        #expect(machine.tick(at: .seconds(61)).isEmpty && machine.overdueAt == nil)
        #expect(machine.state == before.state && machine.visibility == before.visibility)
    }

    @Test func aFinishedWatchIsNotOverdue() {
        var machine = WatchMachine(rules: Kind.sample("evaluation").statuses, overdueAfter: .seconds(1))
        #expect(
            machine.observe(
                Observation(status: "COMPLETED", createdAt: Moment.seconds(-100).wall),
                at: .seconds(0)
            ).events.map(\.mark) == ["unseen>completed"]
        )
        #expect(machine.deadline(at: .seconds(0)) == nil)
    }

    @Test func aReplayGivesTheSameEffects() {
        var random = SplitMix64(seed: 7)
        let inputs = (0..<2_000).map { _ in WalkInput.random(&random) }
        let runs = (0..<2).map { _ -> [[Effect]] in
            var machine = WatchMachine(rules: Kind.sample("evaluation").statuses, overdueAfter: .seconds(900))
            return inputs.enumerated().map { $0.element.apply(to: &machine, at: .seconds(Double($0.offset) * 7)) }
        }
        #expect(runs[0] == runs[1])
    }
}
