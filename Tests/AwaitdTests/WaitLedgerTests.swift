// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Polling
import TestSupport
import Testing
import awaitd

@Suite struct WaitLedgerTests {
    /// The outcomes of one watch's polls, and the exit code of a wait for it; nil while it goes on.
    static let ends: [([PollOutcome], Int32?)] = [
        ([.status("PENDING")], nil), ([.status("PENDING"), .status("INPROGRESS")], nil),
        ([.status("NOVEL")], nil), ([.status("COMPLETED")], 0), ([.status("FAILED")], 1), ([.status("DELETED")], 1),
        ([.failed(.sample(.denied))], 77), ([.status("PENDING"), .failed(.sample(.denied))], 77),
        ([.failed(.sample(.credentials))], 77), ([.status("PENDING"), .failed(.sample(.credentials))], nil),
        ([.failed(.sample(.notFound))], 1), ([.failed(.sample(.rejected))], 1),
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
        #expect(try exitCode([failed, [.failed(.sample(.denied))], completed]) == 77)
    }

    @Test(
        arguments: [
            ([.failed(.sample(.transient))], 1), ([.status("PENDING"), .failed(.sample(.throttled))], 1),
            ([.failed(.sample(.transient)), .status("PENDING")], 0), ([.failed(.sample(.denied))], 0), ([], 0),
        ] as [([PollOutcome], Int)])
    func theLastFailuresOfOpenTargetsAreKept(outcomes: [PollOutcome], count: Int) throws {
        let failures = try ledger([outcomes]).failures
        #expect(failures.count == count)
        #expect(failures.allSatisfy { $0.hasPrefix("job-0: ") })
    }

    private func exitCode(_ outcomes: [[PollOutcome]]) throws -> Int32? {
        try ledger(outcomes).exitCode?.rawValue
    }

    private func ledger(_ outcomes: [[PollOutcome]]) throws -> WaitLedger {
        let watches = outcomes.indices.map { Watch.sample("job-\($0)") }
        var ledger = WaitLedger(watches)
        for (watch, outcomes) in zip(watches, outcomes) {
            var engine = Engine(WatchList(watches: [watch]), seed: 1, atOnce: true, at: .seconds(0))
            for (number, outcome) in outcomes.enumerated() {
                let now = Moment.seconds(Double(number) * 1_000)
                let order = try #require(engine.admit(at: now).first)
                let result = try #require(engine.evaluate(order, outcome, at: now))
                engine.accept(result, at: now)
                ledger.note(result)
            }
        }
        return ledger
    }
}

extension PollOutcome {
    fileprivate static func status(_ status: String) -> PollOutcome { .observed(Observation(status: status)) }
}
