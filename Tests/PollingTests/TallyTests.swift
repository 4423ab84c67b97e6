// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import TestSupport
import Testing

/// The counts that are kept are those that counting all watches again would give, whatever has happened.
@Suite struct TallyTests {
    /// The counts of all watches, each looked at.
    private func recount(_ engine: Engine, at now: Moment) -> (states: [JobState: Int], lost: [Visibility: Int]) {
        var (states, lost): ([JobState: Int], [Visibility: Int]) = ([:], [:])
        for watch in engine.status(at: now) {
            states[watch.state, default: 0] += 1
            if watch.visibility != .visible { lost[watch.visibility, default: 0] += 1 }
        }
        return (states, lost)
    }

    private func list(_ random: inout SplitMix64) -> WatchList {
        let watches = (0..<40).compactMap { number -> Watch? in
            guard Int.random(in: 0..<4, using: &random) > 0 else { return nil }
            return .sample(
                "job-\(number)",
                kind: number % 5 == 0 ? "ml-model-endpoint" : "evaluation",
                id: Int.random(in: 0..<10, using: &random) == 0 ? "ev-other" : nil,
                credentials: .profile("p\(Int.random(in: 0..<4, using: &random))"),
                overdueAfter: number % 3 == 0 ? .seconds(300) : nil
            )
        }
        return WatchList(watches: watches, limits: Limits(rate: .perSecond(5), concurrency: 8))
    }

    private func outcome(_ random: inout SplitMix64) -> PollOutcome {
        switch Int.random(in: 0..<12, using: &random) {
        case 0...2: .failed(.sample(PollFailure.Cause.allCases.randomElement(using: &random) ?? .denied))
        case 3: .failed(.sample(.throttled, retryAfter: .seconds(20)))
        case 4: .status("COMPLETED")
        case 5: .status("FAILED")
        case 6: .status("READY")
        case 7: .status("ODD")
        case 8: .status("PENDING")
        default: .status("INPROGRESS")
        }
    }

    @Test(arguments: 1...40)
    func countsAreThoseOfARecount(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var engine = Engine(list(&random), seed: UInt64(seed), at: .seconds(0))
        var underWay: [AdmittedPoll] = []
        var time = 0.0
        for step in 0..<600 {
            time += Double(Int.random(in: 0...100, using: &random)) / 10
            let now = Moment.seconds(time)
            switch Int.random(in: 0..<20, using: &random) {
            case 0:
                let change = engine.change(to: list(&random), at: now)
                engine.apply(change, at: now)
            case 1: for lane in engine.lanesAwaitingCredentials { engine.credentialsChanged(lane, at: now) }
            case 2:
                let name = engine.watches.randomElement(using: &random)?.name
                if let name { _ = engine.pollNow(name, at: now) }
            case 3:
                while let late = engine.nextOverdue(at: now) {
                    if Bool.random(using: &random) { engine.accept(late) } else { engine.postpone(late, at: now) }
                }
            default:
                underWay += engine.admit(at: now).polls
                underWay.shuffle(using: &random)
                var pending = PendingResults()
                for _ in 0..<min(underWay.count, Int.random(in: 0...4, using: &random)) {
                    let poll = underWay.removeLast()
                    guard !engine.evaluate(poll, outcome(&random), with: &pending, at: now) else { continue }
                    settle(&pending, &engine, isRecorded: true, at: now)
                    engine.abandon(poll, at: now)
                }
                settle(&pending, &engine, isRecorded: Int.random(in: 0..<4, using: &random) > 0, at: now)
            }
            let summary = engine.summary(at: now)
            let (states, lost) = recount(engine, at: now)
            #expect(summary.states == states && summary.notVisible == lost, "seed \(seed), step \(step)")
            #expect(summary.isPolling == !underWay.isEmpty)
        }
    }

    private func settle(_ pending: inout PendingResults, _ engine: inout Engine, isRecorded: Bool, at now: Moment) {
        for result in pending.results {
            if isRecorded { engine.accept(result, at: now) } else { engine.postpone(result, at: now) }
        }
        pending = PendingResults()
    }
}
