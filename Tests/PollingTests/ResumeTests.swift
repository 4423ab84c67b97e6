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

    @Test func nothingIsRepeatedAndEachPollFallsWhereItWouldHaveFallen() throws {
        let past = past(list, until: .seconds(1_000)) { _, _ in .status("PENDING") }
        var world = SimulatedWorld(list, resuming: past, beginningAt: .seconds(1_000)) { _, _ in .status("PENDING") }
        world.run(until: .seconds(1_301))
        #expect(world.notices.isEmpty)
        #expect(Set(world.polls.map(\.watch)).count == 200)
        #expect(world.polls.count <= 260, "at the pace of before, not at that of a start: \(world.polls.count)")
        var uninterrupted = SimulatedWorld(list) { _, _ in .status("PENDING") }
        uninterrupted.run(until: .seconds(1_301))
        let expected = uninterrupted.polls.filter { $0.at > .seconds(1_000.2) }
        #expect(abs(world.polls.count - expected.count) <= 2)
        // Of a poll that was under way just then it is not known whether it was made.
        let unsure = Set(uninterrupted.polls.filter { abs(($0.at - .seconds(1_000)).inSeconds) < 1 }.map(\.watch))
        #expect(unsure.count < 10)
        for watch in list.watches where !unsure.contains(watch.name) {
            let found = world.polls.filter { $0.watch == watch.name }.map(\.at)
            // A wake-up's share is all that may differ.
            for (at, would) in zip(found, expected.filter { $0.watch == watch.name }.map(\.at)) {
                #expect(at - would < .milliseconds(200) && would - at < .milliseconds(200), "\(watch.name)")
            }
        }
    }

    @Test func aDaemonThatIsKilledTenTimesPollsNobodyTwiceAsOften() {
        let pace = PollPace(initial: .seconds(15), max: .seconds(300))
        let list = WatchList.evaluations(10_000, poll: pace, rate: .perSecond(150), concurrency: 1_000)
        var record = SavedRecord(list)
        var polls: [SimulatedWorld.Poll] = []
        var now: Duration = .zero
        var random = SplitMix64(seed: 1)
        // A run of twelve minutes, then ten of one to two and a half.
        for life in 0...10 {
            let end = now + (life == 0 ? .seconds(720) : .seconds(Int.random(in: 60...150, using: &random)))
            var world = SimulatedWorld(list, resuming: record.resumption, beginningAt: now, seed: UInt64(life)) {
                _, _ in
                .status("INPROGRESS")
            }
            record.run(&world, until: end)
            polls += world.polls
            now = end + .seconds(2)
        }
        let first = polls.filter { $0.at < .seconds(720) }
        #expect(Set(first.map(\.watch)).count == 10_000)
        let later = polls.filter { $0.at >= .seconds(720) }
        let counts = later.reduce(into: [String: Int]()) { $0[$1.watch, default: 0] += 1 }
        #expect(counts.count == 10_000, "nobody is forgotten")
        var total = 0.0
        for watch in list.watches {
            let interval = 300 * (1 - Backoff.jitterShare * watch.identity.samples.jitter)
            let undisturbed = (now - .seconds(720)).inSeconds / interval
            total += undisturbed
            #expect(Double(counts[watch.name] ?? 0) < 2 * undisturbed, "\(watch.name): \(undisturbed)")
        }
        #expect(Double(later.count) <= 1.2 * total, "\(later.count) polls, undisturbed \(total)")
        let seconds = later.reduce(into: [Int: Int]()) { $0[Int($1.at.inSeconds), default: 0] += 1 }
        #expect(seconds.values.allSatisfy { $0 <= 155 }, "\(seconds.values.max() ?? 0)")
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

    @Test func aPollThatChangedNothingLeavesTheRecordOfItsWatchAlone() {
        var world = SimulatedWorld(.evaluations(5)) { watch, now in
            .status(watch.name == "job-3" && now > .seconds(40) ? "INPROGRESS" : "PENDING")
        }
        world.run(until: .seconds(11))
        #expect(!world.committed.isEmpty)
        let isClean = !world.engine.hasBookkeeping
        #expect(isClean, "each poll so far reported something")
        world.run(until: .seconds(300))
        let books = world.engine.bookkeeping(at: .seconds(300))
        #expect(books.watches.isEmpty)
        #expect(books.lanes.count == 1, "when it was answered last is the lane's")
        world.engine.bookkeepingSaved()
        let isDone = !world.engine.hasBookkeeping
        #expect(isDone)
    }

    @Test func whatChangesWithoutANoticeIsWritten() {
        // Failures of one watch while its lane is answered; the deletion of another has a notice.
        var world = SimulatedWorld(.evaluations(5, poll: PollPace(initial: .seconds(5), max: .seconds(5)))) {
            watch, now in
            if watch.name == "job-2", now > .seconds(20) { return .failed(.sample(.transient)) }
            return .status(watch.name == "job-3" && now > .seconds(20) ? "DELETED" : "PENDING")
        }
        world.run(until: .seconds(40))
        let books = world.engine.bookkeeping(at: .seconds(40))
        #expect(books.watches.map(\.identity.name) == ["job-2"])
        #expect((books.watches.first?.machine.visibility.streak?.count ?? 0) >= 2)
        world.engine.bookkeepingSaved()
        world.run(until: .seconds(45))
        #expect(world.engine.bookkeeping(at: .seconds(45)).watches.isEmpty, "a fourth failure is none the worse")
    }

    @Test func changesOfTheListBetweenTwoRunsAreReportedAndThoseOfAFirstListAreNot() {
        var random = SplitMix64(seed: 1)
        let now = Moment.seconds(0).wall
        let old = [Watch.sample("gone"), .sample("same"), .sample("moved", id: "ev-old")]
        let new = [Watch.sample("same"), .sample("moved", id: "ev-new"), .sample("fresh")]
        let first = Commit(resuming: .none, to: old, random: &random, at: now)
        #expect(first.notices.isEmpty && first.list?.added.count == 3)
        let second = Commit(
            resuming: Resumption(watches: [:], lanes: [:], list: old),
            to: new,
            random: &random,
            at: now
        )
        #expect(second.notices.map(\.notice.event) == [.watchRemoved, .watchRemoved, .watchAdded, .watchAdded])
        #expect(second.notices.map { $0.notice["AWAITD_WATCH"] } == ["gone", "moved", "moved", "fresh"])
        #expect(second.list?.removed.map(\.resourceID) == ["ev-gone", "ev-old"])
    }
}

/// The record as a daemon that is killed leaves it: what was committed, and the bookkeeping as it was last written.
private struct SavedRecord {
    private(set) var resumption: Resumption

    init(_ list: WatchList) {
        resumption = Resumption(watches: [:], lanes: [:], list: list.watches)
    }

    /// Runs a world that writes its bookkeeping when the poller does: after ten seconds, and then each twenty.
    mutating func run(_ world: inout SimulatedWorld, until end: Duration) {
        var next = world.now + .seconds(10)
        while next < end {
            world.run(until: next)
            let books = world.engine.bookkeeping(at: .at(next))
            world.engine.bookkeepingSaved()
            add(Array(world.committed.values) + books.watches, books.lanes)
            next += .seconds(20)
        }
        world.run(until: end)
        add(Array(world.committed.values), [])
    }

    private mutating func add(_ snapshots: [WatchSnapshot], _ saved: [LaneSnapshot]) {
        var (watches, lanes) = (resumption.watches, resumption.lanes)
        for watch in snapshots { watches[watch.identity] = watch }
        for lane in saved { lanes[lane.id] = lane.visibility }
        resumption = Resumption(watches: watches, lanes: lanes, list: resumption.list)
    }
}
