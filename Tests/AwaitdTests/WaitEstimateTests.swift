// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import TestSupport
import Testing
import awaitd

/// When a wait will probably end.
@Suite struct WaitEstimateTests {
    private static let start = Moment.seconds(0).wall

    private static func running(since started: Double?) -> Observation {
        Observation(status: "INPROGRESS", createdAt: start, startedAt: started.map { Moment.seconds($0).wall })
    }

    /// Ten jobs `n-…` of ten minutes, and ten `m-…` of an hour.
    private static let book = ExperienceBook(
        (0..<10).flatMap { number in
            [("n", 600), ("m", 3_600)].map { name, seconds in
                PastJob(
                    kind: "evaluation", name: "\(name)-\(number)", duration: .seconds(seconds), isCompleted: true)
            }
        })

    @Test func itEndsWithTheLastOfItsTargets() {
        let (short, long) = (Watch.sample("n-11"), Watch.sample("m-11"))
        var estimate = WaitEstimate([short, long], by: Self.book)
        #expect(estimate.text(at: Self.start) == nil, "neither was read")
        estimate.note(short, .inProgress, Self.running(since: 0))
        #expect(estimate.text(at: Self.start) == nil, "of one it is not known")
        estimate.note(long, .inProgress, Self.running(since: 60))
        #expect(estimate.text(at: Self.start + .seconds(60)) == "about 60 min left (from 10 past jobs)")
        // A poll that fails says nothing about the job.
        estimate.note(long, .inProgress, nil)
        #expect(estimate.text(at: Self.start + .seconds(540)) == "about 52 min left (from 10 past jobs)")
        #expect(estimate.text(at: Self.start + .seconds(601)) == nil, "one takes longer than all did")
        estimate.note(short, .completed, Self.running(since: 0))
        #expect(estimate.text(at: Self.start + .seconds(601)) == "about 51 min left (from 10 past jobs)")
        estimate.note(long, .stopping, Self.running(since: 60))
        #expect(estimate.text(at: Self.start + .seconds(601)) == nil)
        estimate.note(long, .stopped, Self.running(since: 60))
        #expect(estimate.text(at: Self.start + .seconds(601)) == nil)
    }

    @Test(arguments: [nil, 0.0])
    func thereIsNoneBeforeTheStartAndNoneWithoutPastJobs(started: Double?) {
        let watch = Watch.sample("n-11")
        var known = WaitEstimate([watch], by: Self.book)
        var unknown = WaitEstimate([watch], by: ExperienceBook())
        known.note(watch, .inProgress, Self.running(since: started))
        unknown.note(watch, .inProgress, Self.running(since: started))
        #expect((known.text(at: Self.start) != nil) == (started != nil))
        #expect(known.text(at: Self.start + .seconds(-1)) == nil)
        #expect(unknown.text(at: Self.start) == nil)
    }

    @Test func theLineHasItWhereEightyColumnsShowIt() {
        let summary = Summary(states: [.inProgress: 1], notVisible: [:], nextPoll: .seconds(12), isPolling: false)
        func line(_ estimate: String?) -> String {
            WaitConsole.line(summary, estimate: estimate, age: .zero, elapsed: .seconds(190))
        }
        #expect(line(nil) == "Waiting for 1, 3min 10s: 1 in progress; next poll in 12s")
        let words = "about 12 min left (from 38 past jobs)"
        #expect(line(words) == "Waiting for 1, 3min 10s: 1 in progress; \(words); next poll in 12s")
        #expect(line(words).fitted(to: 79).contains(words))
    }
}
