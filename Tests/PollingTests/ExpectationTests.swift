// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import TestSupport
import Testing

/// Not the one of Swift Testing.
typealias Expectation = Core.Expectation

/// Expectations on the way from a poll to what is committed, told, shown and started.
@Suite struct ExpectationTests {
    private static let pace = PollPace(initial: .milliseconds(100), max: .milliseconds(500))
    private static func starts() throws -> StartRules {
        StartRules([.completed: [try UnitPattern("deploy.service")]], unmet: [try UnitPattern("page@%w.service")])
    }

    private static func watch(_ expectations: [String], name: String = "a") throws -> Watch {
        Watch.sample(
            name, id: "id-1", poll: pace, starts: try starts(),
            expecting: try expectations.map { try Expectation(parsing: $0) })
    }

    private static func list(_ watches: Watch...) -> WatchList {
        WatchList(watches: watches, limits: Limits(rate: .unlimited, concurrency: 8, listings: .never))
    }

    private static func read(_ status: String, _ details: [String: String]) -> PollOutcome {
        .observed(Observation(status: status, details: details.map { Detail(member: $0.key, value: $0.value) }))
    }

    private static func world(_ list: WatchList, resuming past: Resumption = .none) -> SimulatedWorld {
        SimulatedWorld(list, resuming: past) { _, now in
            now < .seconds(5) ? read("INPROGRESS", [:]) : read("COMPLETED", ["BinaryAUC": "0.71"])
        }
    }

    @Test func anUnmetExpectationIsToldKeptShownAndStartsTheGatesUnits() throws {
        var world = Self.world(Self.list(try Self.watch(["BinaryAUC >= 0.85"])))
        world.run(until: .seconds(20))
        let end = try #require(world.delivered(.transition).last?.1)
        #expect(end["AWAITD_STATE"] == "completed" && end["AWAITD_EXPECTATION"] == "unmet")
        #expect(end.priority == .error && end.starts == ["page@a.service"])
        #expect(world.committed.values.first?.machine.expectation == .unmet("BinaryAUC >= 0.85 (found 0.71)"))
        let status = try #require(world.engine.status(at: .seconds(20)).first)
        #expect(status.state == .completed && status.expectation?.unmet == "BinaryAUC >= 0.85 (found 0.71)")
    }

    @Test func aMetOneStartsWhatTheCompletionDoes() throws {
        var world = Self.world(Self.list(try Self.watch(["BinaryAUC >= 0.7"]), try Self.watch([], name: "plain")))
        world.run(until: .seconds(20))
        let ends = world.delivered(.transition).map(\.1).filter { $0["AWAITD_STATE"] == "completed" }
        #expect(ends.count == 2 && ends.allSatisfy { $0.starts == ["deploy.service"] && $0.priority == .notice })
        #expect(Set(ends.map { $0["AWAITD_EXPECTATION"] }) == ["met", nil])
        #expect(world.engine.status(at: .seconds(20)).map(\.expectation) == [.met, nil])
    }

    @Test func aRestartKeepsWhatWasFoundAndChecksNothing() throws {
        var world = Self.world(Self.list(try Self.watch(["BinaryAUC >= 0.85"])))
        world.run(until: .seconds(20))
        // Meanwhile somebody else has made the list stricter, or laxer.
        for expectations in [["BinaryAUC >= 0.85"], ["BinaryAUC >= 0.1"], []] {
            let list = Self.list(try Self.watch(expectations))
            var later = Self.world(
                list, resuming: Resumption(watches: world.committed, lanes: [:], list: list.watches))
            later.run(until: .seconds(60))
            #expect(later.notices.isEmpty && later.polls.isEmpty)
            #expect(
                later.engine.status(at: .seconds(60)).first?.expectation == .unmet("BinaryAUC >= 0.85 (found 0.71)"))
        }
    }

    @Test func aReloadChecksNothingAndTellsNothing() throws {
        var world = Self.world(Self.list(try Self.watch(["BinaryAUC >= 0.5"])))
        world.run(until: .seconds(20))
        let told = world.notices.count
        let stricter = Self.list(try Self.watch(["BinaryAUC >= 0.99"]))
        let diff = world.engine.difference(to: stricter)
        #expect(diff.changed.count == 1 && diff.added.isEmpty && diff.removed.isEmpty)
        let change = world.engine.change(to: stricter, at: .seconds(20))
        #expect(change.commits.isEmpty)
        world.engine.apply(change, at: .seconds(20))
        world.run(until: .seconds(60))
        #expect(world.notices.count == told)
        #expect(world.engine.status(at: .seconds(60)).first?.expectation == .met)
    }

    @Test func whatIsExpectedWhenAJobCompletesCounts() throws {
        var world = Self.world(Self.list(try Self.watch(["BinaryAUC >= 0.5"])))
        world.run(until: .seconds(2))
        let change = world.engine.change(to: Self.list(try Self.watch(["BinaryAUC >= 0.99"])), at: .seconds(2))
        world.engine.apply(change, at: .seconds(2))
        world.run(until: .seconds(20))
        #expect(world.delivered(.transition).last?.1["AWAITD_UNMET"] == "BinaryAUC >= 0.99 (found 0.71)")
    }

    @Test func aJobThatAMatcherFindsInheritsWhatItExpects() throws {
        let start = MatcherTests.start
        let account = FakeAccount([
            .job("nightly-1", created: start - 600, runs: "InProgress", until: start + 500)
        ])
        let plain = MatcherTests.matcher("nightly-*")
        let settings = plain.settings
        let matcher = Matcher(
            name: plain.name, patterns: plain.patterns,
            settings: Watch.Settings(
                kind: settings.kind, region: settings.region, account: nil, credentials: .defaultChain, endpoint: nil,
                poll: settings.poll, overdueAfter: nil, verbose: false, starts: try Self.starts(),
                expectations: [try Expectation(parsing: "validation:auc >= 0.85")], matcher: plain.name))
        var world = MatcherTests.world(MatcherTests.list(matcher), account)
        world.run(until: .seconds(start + 2_000))
        let end = try #require(world.delivered(.transition).last?.1)
        #expect(end["AWAITD_WATCH"] == "nightly/nightly-1" && end["AWAITD_MATCHER"] == "nightly")
        #expect(end["AWAITD_UNMET"] == "validation:auc >= 0.85 (missing)")
        #expect(end.starts == [#"page@nightly-nightly\x2d1.service"#])
    }
}
