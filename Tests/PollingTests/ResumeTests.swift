// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import TestSupport
import Testing

/// What an engine does with the record of an earlier run.
@Suite struct ResumeTests {
    private let list = WatchList.evaluations(200, rate: .unlimited, concurrency: 500)

    /// The record of a run of so many seconds.
    private func past(
        _ list: WatchList,
        until end: Duration,
        _ answer: @escaping (Watch, Duration) -> PollOutcome
    ) -> Resumption {
        var world = SimulatedWorld(list, answer: answer)
        world.run(until: end)
        let books = world.engine.bookkeeping(at: .at(end))
        var watches = world.committed
        for watch in books.watches { watches[watch.identity] = watch }
        return Resumption(
            watches: watches,
            lanes: Dictionary(books.lanes.map { ($0.id, $0.visibility) }) { first, _ in first },
            list: list.watches
        )
    }

    @Test func nothingIsRepeatedAndEachPollFallsWhereItWouldHaveFallen() {
        let past = past(list, until: .seconds(1_000)) { _, _ in .status("PENDING") }
        var world = SimulatedWorld(list, resuming: past, beginningAt: .seconds(1_000)) { _, _ in .status("PENDING") }
        world.run(until: .seconds(1_301))
        #expect(world.notices.isEmpty)
        #expect(Set(world.polls.map(\.watch)).count == 200)
        #expect(world.polls.count <= 260, "at the pace of before, not at that of a start: \(world.polls.count)")
        let due = past.watches.values.filter { $0.nextPollAt != nil }
        #expect(due.count >= 195, "some polls were under way just then")
        for poll in world.polls.prefix(50) {
            guard let past = due.first(where: { $0.identity.name == poll.watch }) else { continue }
            #expect(past.nextPollAt == Moment.at(poll.at).wall)
        }
    }

    @Test func settledWatchesAreNotPolledAgain() {
        let past = past(list, until: .seconds(100)) { watch, _ in .status(watch.name == "job-7" ? "PENDING" : "FAILED")
        }
        var world = SimulatedWorld(list, resuming: past, beginningAt: .seconds(100)) { _, _ in .status("PENDING") }
        world.run(until: .seconds(500))
        #expect(Set(world.polls.map(\.watch)) == ["job-7"])
        #expect(world.notices.isEmpty)
    }

    @Test func pollsThatWereDueMeanwhileAreSpreadAndReportOneChangeEach() {
        let past = past(list, until: .seconds(100)) { _, _ in .status("PENDING") }
        var world = SimulatedWorld(list, resuming: past, beginningAt: .seconds(90_000)) { _, _ in .status("COMPLETED") }
        world.run(until: .seconds(90_015.5))
        #expect(world.polls.count == 200)
        #expect(world.pollsPerSecond.values.allSatisfy { $0 < 40 }, "\(world.pollsPerSecond)")
        #expect(world.notices.count == 200)
        #expect(world.notices.allSatisfy { $0.notice["AWAITD_SKIPPED"] == "in-progress" })
    }

    @Test func aLostLaneIsNotReportedTwiceAndItsReturnIs() {
        let past = past(list, until: .seconds(500)) { _, _ in .failed(.sample(.transient)) }
        #expect(past.lanes.values.map(\.current) == [.unreachable])
        var world = SimulatedWorld(list, resuming: past, beginningAt: .seconds(600)) { _, now in
            now < .seconds(900) ? .failed(.sample(.transient)) : .status("PENDING")
        }
        world.run(until: .seconds(1_300))
        #expect(world.delivered(.visibilityLost).isEmpty)
        #expect(world.delivered(.visibilityRestored).count == 1)
    }

    @Test func aShorterPaceHoldsFromTheRestartOn() {
        let past = past(list, until: .seconds(1_000)) { _, _ in .status("PENDING") }
        let quick = WatchList.evaluations(200, poll: PollPace(initial: .seconds(1), max: .seconds(2)), rate: .unlimited)
        var world = SimulatedWorld(quick, resuming: past, beginningAt: .seconds(1_000)) { _, _ in .status("PENDING") }
        world.run(until: .seconds(1_003))
        #expect(Set(world.polls.map(\.watch)).count == 200)
    }

    @Test func theTimeOfAStateIsNotForgotten() {
        let ended = Moment.seconds(-3 * 86_400).wall
        let list = WatchList.evaluations(3, rate: .unlimited)
        func answer(_ watch: Watch, _ now: Duration) -> PollOutcome {
            watch.name == "job-0"
                ? .observed(Observation(status: "FAILED", createdAt: ended, finishedAt: ended)) : .status("INPROGRESS")
        }
        var first = SimulatedWorld(list, answer: answer)
        first.run(until: .seconds(100))
        let before = first.engine.status(at: .seconds(100)).map(\.since)
        #expect(before.first == ended && !before.contains(nil))
        let past = past(list, until: .seconds(100), answer)
        var second = SimulatedWorld(list, resuming: past, beginningAt: .seconds(5_000), answer: answer)
        #expect(second.engine.status(at: .seconds(5_000)).map(\.since) == before)
        second.run(until: .seconds(6_000))
        #expect(second.engine.status(at: .seconds(6_000)).map(\.since) == before)

        for list in [WatchList(watches: []), list] {
            let change = first.engine.change(to: list, resuming: past, at: .seconds(100))
            first.engine.apply(change, at: .seconds(100))
        }
        #expect(first.engine.status(at: .seconds(100)).map(\.since) == before, "nor when it leaves and comes back")
    }

    @Test func bookkeepingHasPollsThatReportedNothingAndIsEmptyOnceSaved() {
        var world = SimulatedWorld(.evaluations(5)) { _, _ in .status("PENDING") }
        world.run(until: .seconds(11))
        #expect(!world.committed.isEmpty)
        let isClean = !world.engine.hasBookkeeping
        #expect(isClean, "each poll so far reported something")
        world.run(until: .seconds(60))
        #expect(world.engine.bookkeeping(at: .seconds(60)).watches.count == 5)
        world.engine.bookkeepingSaved()
        let isDone = !world.engine.hasBookkeeping
        #expect(isDone)
    }

    @Test func changesOfTheListBetweenTwoRunsAreReportedAndThoseOfAFirstListAreNot() {
        var random = SplitMix64(seed: 1)
        let now = Moment.seconds(0).wall
        let old = [Watch.sample("gone"), .sample("same"), .sample("moved", id: "ev-old")]
        let new = [Watch.sample("same"), .sample("moved", id: "ev-new"), .sample("fresh")]
        let first = Commit(resuming: .none, to: old, random: &random, at: now)
        #expect(first.notices.isEmpty && first.listing?.added.count == 3)
        let second = Commit(
            resuming: Resumption(watches: [:], lanes: [:], list: old),
            to: new,
            random: &random,
            at: now
        )
        #expect(second.notices.map(\.notice.event) == [.watchRemoved, .watchRemoved, .watchAdded, .watchAdded])
        #expect(second.notices.map { $0.notice["AWAITD_WATCH"] } == ["gone", "moved", "moved", "fresh"])
        #expect(second.listing?.removed.map(\.resourceID) == ["ev-gone", "ev-old"])
    }
}
