// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization
import TestSupport
import Testing

@testable import Polling

/// Matchers: what they find, what they tell, and what they leave alone.
struct MatcherTests {
    static let pace = PollPace(initial: .seconds(5), max: .seconds(30))
    /// The simulated time begins this long before the daemon does.
    static let start = 100_000.0

    static func matcher(
        _ patterns: String..., name: String = "nightly", kind: String = "training-job",
        newerThan: Duration = .seconds(86_400),
        atMost: Int = 1_000
    ) -> Matcher {
        Matcher(
            name: name, patterns: patterns.map { NamePattern($0) },
            settings: Watch.Settings(
                kind: .sample(kind), region: "us-east-1", account: nil, credentials: .defaultChain, endpoint: nil,
                poll: pace,
                overdueAfter: nil, verbose: false, starts: .none, matcher: name),
            newerThan: newerThan, atMost: atMost)
    }

    static func list(_ matchers: Matcher..., watches: [Watch] = []) -> WatchList {
        WatchList(watches: watches, matchers: matchers, limits: Limits(rate: .perSecond(200), concurrency: 64))
    }

    static func world(
        _ list: WatchList, _ account: FakeAccount, resuming past: Resumption = .none, at time: Double = start
    ) -> SimulatedWorld {
        SimulatedWorld(
            list, resuming: past, beginningAt: .seconds(time), page: { account.page($0, $1) },
            answer: { account.read($0, $1) })
    }

    static func names(_ world: SimulatedWorld, _ event: NoticeEvent = .transition, _ state: JobState? = nil) -> [String]
    {
        world.notices.filter { $0.notice.event == event && (state == nil || $0.notice.content.state == state) }
            .compactMap { $0.notice.content.watch?.name }
    }

    @Test
    func jobsAreFoundAndFollowedToTheirEnds() throws {
        let account = FakeAccount([
            .job("nightly-old", created: Self.start - 9_000, runs: "InProgress", until: Self.start - 8_000),
            .job("nightly-1", created: Self.start - 600, runs: "InProgress", until: Self.start + 500),
            .job("other", created: Self.start - 600, runs: "InProgress", until: Self.start + 500),
            .job("nightly-2", created: Self.start + 300, runs: "InProgress", until: Self.start + 900, then: "Failed"),
        ])
        var world = Self.world(Self.list(Self.matcher("nightly-*")), account)
        world.run(until: .seconds(Self.start + 200))
        let first = world.delivered(.watchAdded)
        #expect(first.count == 1)
        #expect(first.first?.notice.content.matcher == "nightly")
        #expect(first.first?.notice.content.watch == nil)
        world.run(until: .seconds(Self.start + 2_000))
        #expect(Self.names(world, .watchAdded) == ["nightly/nightly-2"])
        #expect(Self.names(world, .transition, .completed) == ["nightly/nightly-1"])
        #expect(Self.names(world, .transition, .failed) == ["nightly/nightly-2"])
        #expect(!world.notices.contains { $0.notice.content.watch?.name.contains("old") ?? false })
        let found = try #require(world.notices.first { $0.notice.content.watch?.name == "nightly/nightly-2" })
        // Told within the longest interval.
        #expect(found.at.inSeconds <= Self.start + 300 + 31)
    }

    @Test
    func nothingIsLostOrToldTwiceOverRestarts() {
        let account = FakeAccount([
            .job("nightly-1", created: Self.start - 600, runs: "InProgress", until: Self.start + 5_500),
            .job("nightly-down", created: Self.start + 2_000, runs: "InProgress", until: Self.start + 3_000),
            .job("nightly-2", created: Self.start + 2_500, runs: "InProgress", until: Self.start + 6_000),
        ])
        let list = Self.list(Self.matcher("nightly-*"))
        var first = Self.world(list, account)
        first.run(until: .seconds(Self.start + 1_000))
        first.bookkeep()
        let past = Resumption.none.adding(first.commits)
        #expect(past.found.map(\.watch.name) == ["nightly/nightly-1"])
        // Down while one job began and ended, and another began.
        var second = Self.world(list, account, resuming: past, at: Self.start + 4_000)
        second.run(until: .seconds(Self.start + 7_000))
        #expect(second.delivered(.watchAdded).compactMap(\.notice.content.watch).count == 2)
        #expect(
            Set(Self.names(second, .transition, .completed))
                == ["nightly/nightly-1", "nightly/nightly-2", "nightly/nightly-down"])
        second.bookkeep()
        let later = past.adding(second.commits)
        var third = Self.world(list, account, resuming: later, at: Self.start + 8_000)
        third.run(until: .seconds(Self.start + 9_000))
        #expect(third.notices.isEmpty)
    }

    /// Somebody writes down a job under the very name that its matcher gave it, while no daemon runs.
    @Test
    func aWrittenWatchGoesOnUnderAFoundJobsName() {
        let account = FakeAccount([
            .job("nightly-1", created: Self.start - 600, runs: "InProgress", until: Self.start + 5_000)
        ])
        let matcher = Self.matcher("nightly-*")
        var first = Self.world(Self.list(matcher), account)
        first.run(until: .seconds(Self.start + 1_000))
        first.bookkeep()
        let settings = Watch.Settings(
            kind: matcher.kind, region: "us-east-1", account: nil, credentials: .defaultChain, endpoint: nil,
            poll: matcher.settings.poll, overdueAfter: nil, verbose: false, starts: .none)
        let written = Watch(name: "nightly/nightly-1", resourceID: "nightly-1", settings: settings)
        let past = Resumption.none.adding(first.commits)
        var second = Self.world(
            Self.list(matcher, watches: [written]), account, resuming: past, at: Self.start + 2_000)
        second.run(until: .seconds(Self.start + 2_001))
        let status = second.engine.status(at: .at(second.now)).first { $0.name == written.name }
        #expect(status?.state == .inProgress && status?.matcher == nil)
        second.run(until: .seconds(Self.start + 6_000))
        // Under its own name, and under the one that the matcher gave it then: each once.
        let told = Self.names(second, .transition, .completed)
        #expect(told.count { $0 == written.name } == 1 && Set(told).count == told.count)
    }

    /// Equal ids in two accounts are two resources: what a matcher knew in one is not known in the other.
    @Test
    func aWrittenWatchOfAnotherAccountBeginsAnewUnderAFoundJobsName() {
        func settings(_ account: String, _ matcher: String?) -> Watch.Settings {
            Watch.Settings(
                kind: .sample("training-job"), region: "us-east-1", account: account, credentials: .defaultChain,
                endpoint: nil, poll: Self.pace, overdueAfter: nil, verbose: false, starts: .none, matcher: matcher)
        }
        func watch(_ account: String, _ matcher: String?) -> Watch {
            Watch(name: "nightly/nightly-1", resourceID: "nightly-1", settings: settings(account, matcher))
        }
        let machine = SavedMachine(state: .inProgress, status: "InProgress")
        let found = watch("111111111111", "nightly")
        let known = WatchSnapshot(
            identity: found.identity, account: "111111111111", machine: machine, interval: .seconds(30))
        let past = Resumption(watches: [:], lanes: [:], list: [], found: [FoundJob(found, known)])
        let states = ["111111111111", "222222222222"].map { account in
            Engine(Self.list(watches: [watch(account, nil)]), resuming: past, seed: 1, at: .seconds(0))
                .status(at: .seconds(0)).map(\.state)
        }
        #expect(states == [[.inProgress], [.unseen]])
    }

    @Test
    func endedJobsLeaveAfterADayAndStayKnown() {
        let account = FakeAccount([
            .job("nightly-1", created: Self.start - 600, runs: "InProgress", until: Self.start + 500)
        ])
        var world = Self.world(Self.list(Self.matcher("nightly-*")), account)
        world.run(until: .seconds(Self.start + 80_000))
        #expect(world.engine.status(at: .at(world.now)).map(\.name) == ["nightly/nightly-1"])
        world.run(until: .seconds(Self.start + 88_000))
        #expect(world.engine.status(at: .at(world.now)).isEmpty)
        world.run(until: .seconds(Self.start + 90_000))
        #expect(Self.names(world, .transition, .completed) == ["nightly/nightly-1"])
        #expect(world.delivered(.watchRemoved).isEmpty)
    }

    @Test
    func openJobWithoutATimeIsTakenAndOldOnesAreNot() {
        let account = FakeAccount(
            [
                .job("a", created: Self.start - 60, runs: "InProgress", until: Self.start + 1_500),
                .job("b", created: Self.start - 60, runs: "Completed"),
                .job("c", created: Self.start - 259_200, runs: "InProgress", until: Self.start + 400),
            ],
            faults: .init(ignoresBounds: true) { item, _ in
                item.ids == ["c"] ? item : ListItem(ids: item.ids, name: item.name, status: item.status)
            })
        var world = Self.world(Self.list(Self.matcher("*")), account)
        world.run(until: .seconds(Self.start + 3_000))
        #expect(Self.names(world, .transition, .completed) == ["nightly/a"])
        #expect(!world.notices.contains { ["nightly/b", "nightly/c"].contains($0.notice.content.watch?.name) })
    }

    @Test
    func fullIsToldOnceAndRoomIsUsed() {
        let account = FakeAccount(
            (0..<5).map {
                .job(
                    "nightly-\($0)", created: Self.start - 100 + Double($0), runs: "InProgress",
                    until: Self.start + 1_000 + Double($0) * 500)
            })
        var world = Self.world(Self.list(Self.matcher("nightly-*", atMost: 2)), account)
        world.run(until: .seconds(Self.start + 900))
        #expect(world.delivered(.matcherFull).count == 1)
        // The newest come first.
        #expect(Set(world.engine.status(at: .at(world.now)).map(\.name)) == ["nightly/nightly-3", "nightly/nightly-4"])
        world.run(until: .seconds(Self.start + 5_000))
        #expect(Self.names(world, .transition, .completed).contains("nightly/nightly-3"))
        #expect(world.delivered(.matcherFull).count <= 2)
    }

    @Test
    func jobMadeAnewIsFollowedUnderTheOldName() {
        let account = FakeAccount([
            .job("c1", created: Self.start + 100, runs: "INPROGRESS", until: Self.start + 300, then: "COMPLETED")
        ])
        var world = Self.world(Self.list(Self.matcher("*", kind: "compilation-job")), account)
        world.run(until: .seconds(Self.start + 800))
        account.resources.withLock {
            $0["c1"] = .job(
                "c1", created: Self.start + 900, runs: "INPROGRESS", until: Self.start + 1_500, then: "FAILED")
        }
        world.run(until: .seconds(Self.start + 2_500))
        #expect(Self.names(world, .transition, .completed) == ["nightly/c1"])
        #expect(Self.names(world, .transition, .failed) == ["nightly/c1"])
        #expect(world.delivered(.anomaly).isEmpty)
    }

    @Test
    func blindMatcherSaysSoOnce() {
        let account = FakeAccount(
            [.job("nightly-1", created: Self.start - 600, runs: "InProgress", until: Self.start + 1_000)],
            faults: .init(isDenied: true))
        var world = Self.world(Self.list(Self.matcher("nightly-*")), account)
        world.run(until: .seconds(Self.start + 800))
        let refusals = world.delivered(.listingRefused)
        #expect(refusals.count == 1 && refusals.first?.notice.priority == .warning)
        let lost = world.delivered(.visibilityLost)
        #expect(lost.count == 1 && lost.first?.notice.content.matcher == "nightly")
        account.faults.withLock { $0.isDenied = false }
        world.run(until: .seconds(Self.start + 2_000))
        #expect(world.delivered(.visibilityRestored).count == 1)
        #expect(Self.names(world, .transition, .completed) == ["nightly/nightly-1"])
    }

    @Test
    func patternsThatChangeKeepWhatStillMatches() {
        let account = FakeAccount([
            .job("a-1", created: Self.start - 60, runs: "InProgress", until: Self.start + 2_000),
            .job("b-1", created: Self.start - 60, runs: "InProgress", until: Self.start + 2_000),
            .job("c-1", created: Self.start - 60, runs: "InProgress", until: Self.start + 2_000),
            .job("c-0", created: Self.start - 60, runs: "InProgress", until: Self.start + 100),
        ])
        var world = Self.world(Self.list(Self.matcher("a-*", "b-*")), account)
        world.run(until: .seconds(Self.start + 500))
        world.apply(Self.list(Self.matcher("b-*", "c-*")))
        #expect(world.engine.status(at: .at(world.now)).map(\.name) == ["nightly/b-1"])
        world.run(until: .seconds(Self.start + 3_000))
        #expect(Set(Self.names(world, .transition, .completed)) == ["nightly/b-1", "nightly/c-1"])
        world.apply(Self.list())
        #expect(world.engine.status(at: .at(world.now)).isEmpty)
        #expect(world.delivered(.watchRemoved).last?.notice.content.matcher == "nightly")
    }

    @Test
    func sameNamesGetTheEndsOfTheirIDs() {
        let prefix = "arn:aws:bedrock:us-east-1:123456789012:model-customization-job/x/"
        let account = FakeAccount([
            .job(prefix + "aaaaaaaaaaaa", name: "same", created: Self.start - 60, runs: "InProgress"),
            .job(prefix + "bbbbbbbbbbbb", name: "same", created: Self.start - 50, runs: "InProgress"),
        ])
        var world = Self.world(Self.list(Self.matcher("same", kind: "model-customization-job")), account)
        world.run(until: .seconds(Self.start + 100))
        #expect(
            Set(world.engine.status(at: .at(world.now)).map(\.name)) == ["nightly/same", "nightly/same~aaaaaaaa"])
    }

    @Test
    func pagesFailAndNothingIsLost() {
        let account = FakeAccount(
            (0..<50).map {
                .job(
                    "nightly-\($0)", created: Self.start + 50 + Double($0) * 20, runs: "InProgress",
                    until: Self.start + 400 + Double($0) * 20)
            }, pageSize: 10, faults: .init(lag: 4, brokenPages: [1]))
        var world = Self.world(Self.list(Self.matcher("nightly-*")), account)
        world.run(until: .seconds(Self.start + 900))
        account.faults.withLock { $0.brokenPages = [] }
        world.run(until: .seconds(Self.start + 3_000))
        let ended = Self.names(world, .transition, .completed)
        #expect(ended.count == 50 && Set(ended).count == 50)
    }
}
