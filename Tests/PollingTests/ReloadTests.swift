// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import TestSupport
import Testing

/// Reloads on simulated time: what changes, and above all what does not.
@Suite struct ReloadTests {
    private static func watch(_ number: Int, poll: PollPace = .standard, profile: String? = nil) -> Watch {
        .sample("job-\(number)", credentials: profile.map(CredentialSelection.profile) ?? .defaultChain, poll: poll)
    }

    private static func list(_ watches: [Watch], rate: RateLimit = .unlimited) -> WatchList {
        WatchList(watches: watches, limits: Limits(rate: rate, concurrency: 50))
    }

    /// When each watch is polled next.
    private static func plan(_ engine: Engine, at now: Duration) -> [String: Timestamp] {
        var plan: [String: Timestamp] = [:]
        for watch in engine.status(at: .at(now)) { plan[watch.name] = watch.nextPoll }
        return plan
    }

    private static func reload(_ world: inout SimulatedWorld, _ list: WatchList) -> ListChange {
        let change = world.engine.change(to: list, at: .at(world.now))
        world.engine.apply(change, at: .at(world.now))
        return change
    }

    @Test func tenOfAThousandChangedMoveNoOthersNextPoll() throws {
        let before = (0..<1_000).map { Self.watch($0) }
        var world = SimulatedWorld(Self.list(before)) { _, _ in .status("INPROGRESS") }
        world.run(until: .seconds(2_000))
        let plan = Self.plan(world.engine, at: world.now)
        #expect(plan.count == 1_000)

        var after = before
        after.removeSubrange(500..<503)
        for number in [7, 70, 700] {
            after[number] = Self.watch(Int(after[number].name.dropFirst(4)) ?? 0, profile: "x")
        }
        after.insert(contentsOf: (2_000..<2_004).map { Self.watch($0) }, at: 100)
        let clock = ContinuousClock()
        let took = clock.measure {
            let change = Self.reload(&world, Self.list(after))
            #expect(change.diff.removed.count == 3 && change.diff.added.count == 4 && change.diff.changed.count == 3)
            #expect(change.commit?.notices.map(\.notice.event.rawValue).sorted().first == "watch-added")
            #expect(change.commit?.notices.count == 7)
        }
        // Unoptimized, on whatever machine this is; an optimized build has some twenty times less.
        #expect(took < .seconds(1), "\(took)")

        let moved = Self.plan(world.engine, at: world.now)
        #expect(moved.count == 1_001)
        for (name, time) in plan where moved[name] != time {
            #expect(["job-500", "job-501", "job-502"].contains(name))
        }
        for number in 2_000..<2_004 {
            let time = try #require(moved["job-\(number)"])
            #expect(time.since(Moment.at(world.now).wall) < .seconds(15))
        }
        #expect(world.engine.watches == after)
        world.run(until: .seconds(4_000))
        let gone: Set = ["job-500", "job-501", "job-502"]
        #expect(!world.polls.contains { $0.at > .seconds(2_000) && gone.contains($0.watch) })
        #expect(world.delivered(.transition).count == 1_004, "nothing was repeated about those that stayed")
    }

    @Test func thePlaceInAQueueIsKept() {
        // One poll a second for a hundred watches that are all due: the queue's order is the polls'.
        let watches = (0..<100).map { Self.watch($0) }
        func order(reloading: Bool) -> [String] {
            var world = SimulatedWorld(Self.list(watches, rate: .perSecond(1)), atOnce: true) { _, _ in
                .status("PENDING")
            }
            world.run(until: .seconds(10))
            if reloading {
                _ = Self.reload(&world, Self.list(Array(watches.dropFirst()).reversed(), rate: .perSecond(1)))
            }
            world.run(until: .seconds(80))
            return world.polls.map(\.watch)
        }
        #expect(order(reloading: true) == order(reloading: false))
    }

    @Test func anUnchangedListChangesNothing() {
        let list = WatchList.evaluations(30)
        var world = SimulatedWorld(list) { _, _ in .status("PENDING") }
        world.run(until: .seconds(100))
        let plan = Self.plan(world.engine, at: world.now)
        let change = Self.reload(&world, list)
        #expect(change.diff.isEmpty && change.commit == nil)
        #expect(Self.plan(world.engine, at: world.now) == plan)
    }

    @Test func aChangedPaceTakesEffectWithoutABurst() {
        let slow = (0..<60).map { Self.watch($0) }
        var world = SimulatedWorld(Self.list(slow)) { _, _ in .status("INPROGRESS") }
        world.run(until: .seconds(4_000))
        let pace = PollPace(initial: .seconds(5), max: .seconds(10))
        _ = Self.reload(&world, Self.list((0..<60).map { Self.watch($0, poll: pace) }))
        world.run(until: .seconds(4_100))
        let polls = world.polls.filter { $0.at > .seconds(4_000) }
        #expect(Set(polls.filter { $0.at <= .seconds(4_010) }.map(\.watch)).count == 60)
        #expect(polls.count >= 600)
        #expect(world.pollsPerSecond.filter { $0.key >= 4_000 }.values.allSatisfy { $0 <= 18 })
        #expect(world.delivered(.transition).count == 60, "their lives go on")
    }

    @Test func aSlowerPaceIsTakenUpAtTheNextPoll() {
        let fast = PollPace(initial: .seconds(5), max: .seconds(10))
        var world = SimulatedWorld(Self.list([Self.watch(1, poll: fast)])) { _, _ in .status("INPROGRESS") }
        world.run(until: .seconds(100))
        let plan = Self.plan(world.engine, at: world.now)
        _ = Self.reload(&world, Self.list([Self.watch(1, poll: PollPace(initial: .seconds(60), max: .seconds(600)))]))
        #expect(Self.plan(world.engine, at: world.now) == plan)
        world.run(until: .seconds(2_000))
        #expect(world.polls.count { $0.at > .seconds(200) } <= 8)
    }

    @Test func aNewDeadlineIsReportedOnTime() {
        let watch = Watch.sample("slow", poll: PollPace(initial: .seconds(15), max: .seconds(3_600)))
        var world = SimulatedWorld(WatchList(watches: [watch])) { _, _ in
            .observed(Observation(status: "INPROGRESS", createdAt: Moment.seconds(0).wall))
        }
        world.run(until: .seconds(9_000))
        let timed = Watch.sample("slow", poll: watch.poll, overdueAfter: .seconds(9_500))
        _ = Self.reload(&world, WatchList(watches: [timed]))
        world.run(until: .seconds(20_000))
        #expect(world.delivered(.overdue).map(\.second) == [9_500])
        let later = Watch.sample("slow", poll: watch.poll, overdueAfter: .seconds(30_000))
        _ = Self.reload(&world, WatchList(watches: [later]))
        world.run(until: .seconds(40_000))
        #expect(world.delivered(.overdue).map(\.second) == [9_500, 30_000])
    }

    @Test func aPollOfAWatchThatHasLeftIsDroppedWithoutANotice() throws {
        var engine = Engine(.evaluations(2), seed: 1, atOnce: true, at: .seconds(0))
        let polls = engine.admit(at: .seconds(0)).polls
        let change = engine.change(to: .evaluations(1), at: .seconds(1))
        #expect(change.commit?.notices.map(\.notice.event) == [.watchRemoved])
        engine.apply(change, at: .seconds(1))
        let left = try #require(polls.last)
        #expect(engine.evaluate(left, .status("COMPLETED"), at: .seconds(2)) == nil)
        engine.abandon(left, at: .seconds(2))
        let stayed = try #require(polls.first)
        #expect(engine.evaluate(stayed, .status("COMPLETED"), at: .seconds(2))?.commit?.notices.count == 1)
    }

    @Test func aNewProfileIsUsedImmediatelyWhenTheOldOnesResponseIsOfNoUse() throws {
        var engine = Engine(Self.list([Self.watch(1)]), seed: 1, atOnce: true, at: .seconds(0))
        let poll = try #require(engine.admit(at: .seconds(0)).polls.first)
        engine.apply(engine.change(to: Self.list([Self.watch(1, profile: "new")]), at: .seconds(1)), at: .seconds(1))
        #expect(engine.evaluate(poll, .failed(.sample(.credentials)), at: .seconds(2)) == nil)
        engine.abandon(poll, at: .seconds(2))
        #expect(engine.admit(at: .seconds(2)).polls.map(\.watch.credentials) == [.profile("new")])
    }

    @Test func aHeldLaneContinuesWhenTheWatchThatTriesItLeaves() throws {
        var engine = Engine(Self.list([Self.watch(0), Self.watch(1)]), seed: 1, atOnce: true, at: .seconds(0))
        for poll in engine.admit(at: .seconds(0)).polls {
            let result = try #require(engine.evaluate(poll, .failed(.sample(.credentials)), at: .seconds(1)))
            engine.accept(result, at: .seconds(1))
        }
        let probe = try #require(engine.admit(at: .seconds(40)).polls.first)
        let stays = probe.watch.name == "job-0" ? Self.watch(1) : Self.watch(0)
        engine.apply(engine.change(to: Self.list([stays]), at: .seconds(41)), at: .seconds(41))
        #expect(engine.evaluate(probe, .status("PENDING"), at: .seconds(42)) == nil)
        engine.abandon(probe, at: .seconds(42))
        #expect(engine.admit(at: .seconds(42)).polls.map(\.watch.name) == [stays.name])
    }

    @Test func lanesOpenAndCloseAndStillTakeTurns() {
        func watches(_ regions: [String]) -> [Watch] {
            regions.flatMap { region in (0..<20).map { Watch.sample("\(region)-\($0)", region: region) } }
        }
        let limits = Limits(rate: .unlimited, concurrency: 1)
        let first = WatchList(watches: watches(["us-east-1", "eu-west-1"]), limits: limits)
        var world = SimulatedWorld(first, atOnce: true, latency: .milliseconds(10)) { _, _ in .status("PENDING") }
        world.run(until: .milliseconds(55))
        _ = Self.reload(&world, WatchList(watches: watches(["eu-west-1", "ap-south-1"]), limits: limits))
        world.run(until: .seconds(600))
        let after = world.polls.filter { $0.at > .milliseconds(56) }
        #expect(!after.contains { $0.watch.hasPrefix("us-east-1") })
        #expect(Set(after.map(\.watch)).count == 40)
    }

    @Test func limitsMayChange() {
        let watches = (0..<200).map { Self.watch($0, poll: PollPace(initial: .seconds(1), max: .seconds(1))) }
        var world = SimulatedWorld(Self.list(watches, rate: .perSecond(2))) { _, _ in .status("INPROGRESS") }
        world.run(until: .seconds(100))
        _ = Self.reload(&world, Self.list(watches, rate: .perSecond(20)))
        world.run(until: .seconds(200))
        _ = Self.reload(&world, Self.list(watches, rate: .unlimited))
        world.run(until: .seconds(300))
        _ = Self.reload(&world, Self.list(watches, rate: .perSecond(2)))
        world.run(until: .seconds(400))
        func average(_ range: Range<Int>) -> Double {
            Double(range.map { world.pollsPerSecond[$0] ?? 0 }.reduce(0, +)) / Double(range.count)
        }
        #expect(abs(average(50..<100) - 2) < 0.1)
        #expect(abs(average(110..<200) - 20) < 0.5)
        #expect(average(210..<300) > 180)
        #expect(abs(average(310..<400) - 2) < 0.1)
    }

    @Test func aNameForAnotherResourceIsRemovedAndAdded() {
        let old = Watch.sample("job", id: "ev-old")
        var world = SimulatedWorld(WatchList(watches: [old])) { _, _ in .status("COMPLETED") }
        world.run(until: .seconds(100))
        let change = Self.reload(&world, WatchList(watches: [.sample("job", id: "ev-new")]))
        #expect(change.commit?.notices.map(\.notice.event) == [.watchRemoved, .watchAdded])
        #expect(change.commit?.notices.first?.notice["AWAITD_STATE"] == "completed")
        world.run(until: .seconds(200))
        #expect(world.delivered(.transition).count == 2)
    }

    @Test func theSameIDInAnotherAccountIsRemovedAndAdded() {
        let (here, there) = (Watch.sample("job", account: "123456789012"), Watch.sample("job", account: "210987654321"))
        var world = SimulatedWorld(WatchList(watches: [here])) { watch, _ in
            .status(watch.account == "210987654321" ? "PENDING" : "COMPLETED")
        }
        world.run(until: .seconds(100))
        let past = Resumption(watches: world.committed, lanes: [:], list: [here])
        let change = world.engine.change(to: WatchList(watches: [there]), resuming: past, at: .at(world.now))
        #expect(change.commit?.notices.map(\.notice.event) == [.watchRemoved, .watchAdded])
        world.engine.apply(change, at: .at(world.now))
        #expect(world.engine.watches == [there])
        #expect(world.engine.status(at: .at(world.now)).map(\.state) == [.unseen])
        world.run(until: .seconds(200))
        #expect(world.delivered(.transition).map { $0.notice["AWAITD_PREVIOUS_STATE"] } == ["unseen", "unseen"])

        // Nor does a restart, or a return to the list, continue where the other account's was.
        var restarted = SimulatedWorld(WatchList(watches: [there]), resuming: past, beginningAt: .seconds(300)) {
            _, _ in
            .status("PENDING")
        }
        restarted.run(until: .seconds(400))
        #expect(restarted.delivered(.transition).count == 1)
    }

    @Test func anAccountThatBecomesKnownChangesNothingAndIsRecorded() {
        let (byID, byARN) = (Watch.sample("job"), Watch.sample("job", account: "123456789012"))
        var world = SimulatedWorld(WatchList(watches: [byID])) { _, _ in .status("COMPLETED") }
        world.run(until: .seconds(100))
        let change = Self.reload(&world, WatchList(watches: [byARN]))
        #expect(change.commit == nil && change.diff.changed == [byARN])
        let books = world.engine.bookkeeping(at: .at(world.now))
        #expect(books.watches.map(\.account) == ["123456789012"])
        world.run(until: .seconds(200))
        #expect(world.delivered(.transition).count == 1 && world.polls.count == 1)

        let past = Resumption(watches: world.committed, lanes: [:], list: [byID])
        let engine = Engine(WatchList(watches: [byARN]), resuming: past, seed: 1, at: .seconds(300))
        #expect(engine.status(at: .seconds(300)).map(\.state) == [.completed])
        #expect(engine.bookkeeping(at: .seconds(300)).watches.map(\.account) == ["123456789012"])
    }

    @Test func aWatchIsPolledNowAndOnce() {
        var world = SimulatedWorld(.evaluations(3)) { _, now in .status(now < .seconds(20) ? "PENDING" : "COMPLETED") }
        world.run(until: .seconds(16))
        let before = world.polls.count
        let known = ["job-1", "job-1", "job-9"].map { world.engine.pollNow($0, at: .at(world.now)) }
        #expect(known == [true, true, false])
        world.run(until: .seconds(16.01))
        #expect(world.polls.dropFirst(before).filter { $0.at == .seconds(16) }.map(\.watch) == ["job-1"])
        // One that has ended is read once more and no further.
        world.run(until: .seconds(1_000))
        let ended = world.polls.count
        let isKnown = world.engine.pollNow("job-1", at: .at(world.now))
        #expect(isKnown)
        world.run(until: .seconds(2_000))
        #expect(world.polls.count == ended + 1)
    }
}
