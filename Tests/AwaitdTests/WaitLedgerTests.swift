// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Polling
import TestSupport
import Testing
import awaitd

/// Not the one of Swift Testing.
typealias Expectation = Core.Expectation

@Suite struct WaitLedgerTests {
    /// The outcomes of one watch's polls, 1,000 s apart, and the exit code of a wait for it; nil while it goes on.
    static let ends: [([PollOutcome], Int32?)] = [
        ([.status("PENDING")], nil), ([.status("PENDING"), .status("INPROGRESS")], nil),
        ([.status("NOVEL")], nil), ([.status("COMPLETED")], 0), ([.status("FAILED")], 1), ([.status("DELETED")], 1),
        ([.failed(.sample(.denied))], nil), ([.failed(.sample(.notFound))], nil),
        ([.failed(.sample(.denied)), .failed(.sample(.denied))], 77),
        ([.failed(.sample(.denied)), .failed(.sample(.notFound))], 1),
        ([.failed(.sample(.notFound)), .failed(.sample(.transient))], nil),
        ([.failed(.sample(.notFound)), .status("COMPLETED")], 0),
        ([.status("PENDING"), .failed(.sample(.denied)), .failed(.sample(.denied))], nil),
        ([.status("PENDING")] + Array(repeating: .failed(.sample(.denied)), count: 3), 77),
        ([.status("PENDING")] + Array(repeating: .failed(.sample(.notFound)), count: 3), 1),
        ([.failed(.sample(.credentials))], 77), ([.status("PENDING"), .failed(.sample(.credentials))], nil),
        ([.failed(.sample(.rejected))], 1),
        ([.failed(.sample(.transient)), .failed(.sample(.throttled)), .failed(.sample(.clockSkew))], nil),
        ([.failed(.sample(.transient)), .status("COMPLETED")], 0),
    ]

    @Test(arguments: ends)
    func aWaitEndsAsItsTargetDoes(outcomes: [PollOutcome], code: Int32?) throws {
        #expect(try exitCode([outcomes]) == code)
    }

    @Test func allTargetsAreWaitedForAndTheWorstEndDecides() throws {
        let completed: [PollOutcome] = [.status("COMPLETED")]
        let failed: [PollOutcome] = [.status("FAILED")]
        #expect(try exitCode([completed, [.status("PENDING")]]) == nil)
        #expect(try exitCode([failed, [.status("PENDING")]]) == nil)
        #expect(try exitCode([completed, completed]) == 0)
        #expect(try exitCode([completed, failed]) == 1)
        #expect(try exitCode([failed, [.failed(.sample(.credentials))], completed]) == 77)
    }

    @Test func aCompletionThatIsNotAsExpectedIsWorseThanOneThatIsAndBetterThanAFailure() throws {
        func ended(_ auc: String) -> [PollOutcome] {
            [.observed(Observation(status: "COMPLETED", details: [Detail(member: "BinaryAUC", value: auc)]))]
        }
        let gate = [try Expectation(parsing: "BinaryAUC >= 0.85")]
        #expect(try exitCode([ended("0.9")], expecting: gate) == 0)
        #expect(try exitCode([ended("0.7")], expecting: gate) == 2)
        #expect(try exitCode([ended("0.9"), ended("0.7")], expecting: gate) == 2)
        #expect(try exitCode([ended("0.7"), [.status("INPROGRESS")]], expecting: gate) == nil)
        #expect(try exitCode([ended("0.7"), [.status("FAILED")]], expecting: gate) == 1)
        #expect(try exitCode([ended("0.7"), [.failed(.sample(.credentials))]], expecting: gate) == 77)
        #expect(try exitCode([[.status("COMPLETED")]], expecting: gate) == 2)
    }

    @Test(
        arguments: [
            ([.failed(.sample(.transient))], 1), ([.status("PENDING"), .failed(.sample(.throttled))], 1),
            ([.failed(.sample(.transient)), .status("PENDING")], 0), ([.failed(.sample(.denied))], 1),
            ([.failed(.sample(.rejected))], 0), ([], 0),
        ] as [([PollOutcome], Int)])
    func theLastFailuresOfOpenTargetsAreKept(outcomes: [PollOutcome], count: Int) throws {
        let failures = try ledger([outcomes]).failures
        #expect(failures.count == count)
        #expect(failures.allSatisfy { $0.hasPrefix("job-0: ") })
    }

    /// Polls and their seconds, what the wait comes to, and how many lines it prints.
    @Test(
        arguments: [
            // Never read: 30 s, however often it is asked.
            ("0 denied, 5 denied, 29.9 denied", nil, 1), ("0 denied, 5 denied, 30 denied", 77, 2),
            ("7 notFound, 36.9 notFound", nil, 1), ("7 notFound, 37 notFound", 1, 2),
            // An outage neither shortens nor ends it, and once read it is another matter.
            ("0 notFound, 10 transient, 40 transient", nil, 1), ("0 notFound, 10 PENDING, 40 notFound", nil, 2),
            // Read before: three times and a minute, whichever is later.
            ("0 PENDING, 1 denied, 2 denied, 3 denied, 60.9 denied", nil, 1),
            ("0 PENDING, 1 denied, 2 denied, 61 denied", 77, 2), ("0 PENDING, 1 notFound, 400 notFound", nil, 1),
            ("0 PENDING, 600 transient, 700 transient, 800 notFound", nil, 1),
        ] as [(String, Int32?, Int)])
    func aRefusalMayPass(polls: String, code: Int32?, lines: Int) throws {
        var ledger = WaitLedger([Watch.sample("job-0")])
        let polls = try polls.split(separator: ", ").map { poll in
            let parts = poll.split(separator: " ").map(String.init)
            let causes: [String: PollFailure.Cause] = [
                "denied": .denied, "notFound": .notFound, "transient": .transient,
            ]
            let outcome = causes[parts[1]].map { PollOutcome.failed(.sample($0)) } ?? .status(parts[1])
            return (try #require(Double(parts[0])), outcome)
        }
        let printed = try note(polls, of: Watch.sample("job-0"), in: &ledger)
        #expect(ledger.exitCode?.rawValue == code)
        #expect(printed.count == lines, "\(printed)")
        #expect(printed.allSatisfy { $0.hasPrefix("job-0: ") })
    }

    @Test func withoutGraceTheFirstRefusalEndsIt() throws {
        for (cause, code) in [(PollFailure.Cause.denied, 77), (.notFound, 1)] as [(PollFailure.Cause, Int32)] {
            var ledger = WaitLedger([Watch.sample("job-0")], grace: .zero)
            let printed = try note([(0, .failed(.sample(cause)))], of: Watch.sample("job-0"), in: &ledger)
            #expect(ledger.exitCode?.rawValue == code)
            #expect(printed.count == 1 && !printed[0].contains("again"))
        }
    }

    @Test func theGraceIsSaidOnceAndHowToDoWithoutIt() throws {
        var ledger = WaitLedger([Watch.sample("job-0")])
        let polls = (0..<5).map { (Double($0), PollOutcome.failed(.sample(.denied))) }
        let printed = try note(polls, of: Watch.sample("job-0"), in: &ledger)
        #expect(printed.count == 1)
        #expect(printed[0].contains("asked again for 30s") && printed[0].contains("--no-grace"))
    }

    @Test func aRefusedTargetIsAskedAgainSoonAndWhenThatDecides() throws {
        var ledger = WaitLedger([Watch.sample("job-0")])
        _ = try note([(10, .failed(.sample(.notFound)))], of: Watch.sample("job-0"), in: &ledger)
        #expect(ledger.due(at: .seconds(14)).isEmpty)
        #expect(ledger.due(at: .seconds(15)) == ["job-0"])
        #expect(ledger.due(at: .seconds(16)).isEmpty, "it has just been asked")
        _ = try note([(38, .failed(.sample(.notFound)))], of: Watch.sample("job-0"), in: &ledger)
        #expect(ledger.due(at: .seconds(39)).isEmpty)
        #expect(ledger.due(at: .seconds(40)) == ["job-0"], "the grace is over")
        _ = try note([(40, .failed(.sample(.notFound)))], of: Watch.sample("job-0"), in: &ledger)
        #expect(ledger.due(at: .seconds(1_000)).isEmpty, "it has ended")
    }

    /// The last polls of each target before the time-out, and the exit code.
    @Test(
        arguments: [
            ([[.status("PENDING")]], 124), ([[]], 124), ([[.failed(.sample(.transient))]], 124),
            ([[.failed(.sample(.denied))]], 77), ([[.failed(.sample(.notFound))]], 1),
            ([[.failed(.sample(.denied)), .failed(.sample(.transient))]], 77),
            ([[.status("PENDING"), .failed(.sample(.denied))]], 124),
            ([[.failed(.sample(.notFound))], [.status("PENDING")]], 1),
            ([[.failed(.sample(.notFound))], [.failed(.sample(.denied))], [.status("COMPLETED")]], 77),
        ] as [([[PollOutcome]], Int32)])
    func aTimeOutWithinTheGraceIsWhatWasAnsweredLast(outcomes: [[PollOutcome]], code: Int32) throws {
        var ledger = try ledger(outcomes, secondsApart: 1)
        #expect(ledger.timeOut().rawValue == code)
    }

    /// The state that is waited for, the statuses of each target, and the exit code.
    @Test(
        arguments: [
            (.inProgress, ["PENDING"], nil), (.inProgress, ["PENDING, INPROGRESS"], 0), (.pending, ["PENDING"], 0),
            // What a poll skipped is told, and was reached; nothing is known of what came before the first read.
            (.inProgress, ["PENDING, COMPLETED"], 0), (.inProgress, ["COMPLETED"], 1),
            (.inProgress, ["PENDING, FAILED"], 1), (.pending, ["INPROGRESS"], nil),
            (.pending, ["INPROGRESS, FAILED"], 1),
            (.completed, ["INPROGRESS, COMPLETED"], 0), (.completed, ["FAILED"], 1), (.failed, ["FAILED"], 0),
            (.failed, ["INPROGRESS, COMPLETED"], 1), (.stopped, ["COMPLETED"], 1), (.deleted, ["PENDING, DELETED"], 0),
            (.unknown, ["NOVEL"], 0), (.inProgress, ["NOVEL"], nil),
            (.inProgress, ["INPROGRESS", "PENDING"], nil), (.inProgress, ["INPROGRESS", "PENDING, INPROGRESS"], 0),
            (.inProgress, ["INPROGRESS", "PENDING, FAILED"], 1),
        ] as [(JobState, [String], Int32?)])
    func aStateIsWaitedForUntilItIsReachedOrCannotBe(state: JobState, statuses: [String], code: Int32?) throws {
        #expect(try exitCode(statuses.map(Self.statuses), goal: WaitGoal(state: state)) == code)
    }

    @Test func whatCanLeaveItsEndIsWaitedForFurther() throws {
        let endpoint = Watch.sample("job-0", kind: "sagemaker-endpoint")
        for (state, statuses, code) in [
            (.deleted, "InService", nil), (.deleted, "InService, Deleting", 0), (.inProgress, "InService, Updating", 0),
            (.completed, "Creating, Failed", 1), (nil, "Creating, Failed", 1), (.failed, "InService", nil),
        ] as [(JobState?, String, Int32?)] {
            var ledger = WaitLedger([endpoint], goal: WaitGoal(state: state))
            let polls = Self.statuses(statuses).enumerated().map { (Double($0.offset) * 1_000, $0.element) }
            _ = try note(polls, of: endpoint, in: &ledger)
            #expect(ledger.exitCode?.rawValue == code, "\(statuses)")
        }
    }

    @Test func anEndWithoutTheStateSaysSo() throws {
        var ledger = WaitLedger([Watch.sample("job-0")], goal: WaitGoal(state: .inProgress))
        let printed = try note([(0, .status("FAILED"))], of: Watch.sample("job-0"), in: &ledger)
        #expect(printed == ["job-0: failed, so it does not get to be in progress any more"])
    }

    @Test func expectationsAreCheckedByTheCompletionThatIsWaitedForAlone() throws {
        let gate = [try Expectation(parsing: "BinaryAUC >= 0.85")]
        let ended: [PollOutcome] = [.status("PENDING"), .status("COMPLETED")]
        #expect(try exitCode([ended], expecting: gate, goal: WaitGoal(state: .completed)) == 2)
        #expect(try exitCode([ended], expecting: gate, goal: WaitGoal(state: .inProgress)) == 0)
        #expect(try exitCode([ended], expecting: gate, goal: WaitGoal(state: .failed)) == 1)
        #expect(try exitCode([ended, []], expecting: gate, goal: WaitGoal(isAny: true)) == 2)
    }

    @Test func theFirstEndDecidesWhereAnyIsWaitedFor() throws {
        func code(_ statuses: String..., state: JobState? = nil) throws -> Int32? {
            try exitCode(statuses.map(Self.statuses), goal: WaitGoal(state: state, isAny: true))
        }
        #expect(try code("PENDING", "INPROGRESS") == nil)
        #expect(try code("PENDING", "COMPLETED") == 0)
        #expect(try code("PENDING", "FAILED") == 1)
        #expect(try code("INPROGRESS", "PENDING", state: .inProgress) == 0)
        #expect(try code("PENDING", "PENDING, FAILED", state: .inProgress) == 1)
        let any = WaitGoal(isAny: true)
        #expect(try exitCode([[.failed(.sample(.credentials))], [.status("PENDING")]], goal: any) == 77)
        #expect(try exitCode([[.failed(.sample(.transient))], [.status("PENDING")]], goal: any) == nil)
    }

    @Test func aStateThatNoStatusMeansIsDoubted() {
        let target = Target.watch(Watch.sample("job-0"))
        let doubts = WaitGoal(state: .stopping).doubts(about: [target, target])
        #expect(doubts == ["no status of evaluation means stopping"])
        #expect(WaitGoal(state: .completed).doubts(about: [target]).isEmpty)
        #expect(WaitGoal(state: .unknown).doubts(about: [target]).isEmpty && WaitGoal().doubts(about: [target]).isEmpty)
    }

    private static func statuses(_ words: String) -> [PollOutcome] {
        words.split(separator: ", ").map { .status(String($0)) }
    }

    private func exitCode(
        _ outcomes: [[PollOutcome]],
        expecting gate: [Expectation] = [],
        goal: WaitGoal = WaitGoal()
    ) throws -> Int32? {
        try ledger(outcomes, expecting: gate, goal: goal).exitCode?.rawValue
    }

    private func ledger(
        _ outcomes: [[PollOutcome]],
        secondsApart: Double = 1_000,
        expecting gate: [Expectation] = [],
        goal: WaitGoal = WaitGoal()
    ) throws -> WaitLedger {
        let watches = outcomes.indices.map { Watch.sample("job-\($0)", expecting: gate) }
        var ledger = WaitLedger(watches, goal: goal)
        for (watch, outcomes) in zip(watches, outcomes) {
            let polls = outcomes.enumerated().map { (Double($0.offset) * secondsApart, $0.element) }
            _ = try note(polls, of: watch, in: &ledger)
        }
        return ledger
    }

    /// Polls a watch at these seconds; returns the lines that are printed.
    private func note(
        _ polls: [(Double, PollOutcome)],
        of watch: Watch,
        in ledger: inout WaitLedger
    ) throws -> [String] {
        var lines: [String] = []
        var engine = Engine(WatchList(watches: [watch]), seed: 1, atOnce: true, at: .seconds(0))
        for (second, outcome) in polls {
            let now = Moment.seconds(second)
            _ = engine.pollNow(watch.name, at: now)
            let order = try #require(engine.admit(at: now).polls.first)
            let result = try #require(engine.evaluate(order, outcome, at: now))
            engine.accept(result, at: now)
            if let line = ledger.note(result, at: now.steady) { lines.append(line) }
        }
        return lines
    }
}

extension PollOutcome {
    fileprivate static func status(_ status: String) -> PollOutcome { .observed(Observation(status: status)) }
}
