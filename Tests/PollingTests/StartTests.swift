// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import TestSupport
import Testing

/// Units that a watch starts: they are in the notice, and with it on record, before any of them is started.
@Suite struct StartTests {
    private static func watch(_ name: String, _ rules: [JobState: [String]]) throws -> Watch {
        let sample = Watch.sample(name, poll: PollPace(initial: .milliseconds(100), max: .milliseconds(100)))
        return Watch(
            name: name,
            kind: sample.kind,
            resourceID: sample.resourceID,
            region: sample.region,
            poll: sample.poll,
            starts: StartRules(try rules.mapValues { try $0.map { try UnitPattern($0) } })
        )
    }

    private static func list(_ watches: [Watch]) -> WatchList {
        WatchList(watches: watches, limits: Limits(rate: .unlimited, concurrency: 8))
    }

    @Test func aTransitionNamesItsUnits() throws {
        let watch = try Self.watch("a", [.completed: ["retrain@%w.service", "page.service"], .failed: ["x.service"]])
        var world = SimulatedWorld(Self.list([watch])) { _, now in
            .status(now < .seconds(5) ? "INPROGRESS" : "COMPLETED")
        }
        world.run(until: .seconds(20))
        let notices = world.delivered(.transition).map(\.1)
        #expect(notices.map { $0["AWAITD_STATE"] ?? "" } == ["in-progress", "completed"])
        #expect(notices.map(\.starts) == [[], ["retrain@a.service", "page.service"]])
    }

    @Test func aJobThatFlapsStartsNoMoreThanItsBudget() throws {
        let watch = try Self.watch("a", [.pending: ["x.service"], .inProgress: ["x.service"]])
        var world = SimulatedWorld(Self.list([watch])) { _, now in
            .status(Int(now.inSeconds * 10) % 4 < 2 ? "PENDING" : "INPROGRESS")
        }
        world.run(until: .seconds(59))
        let changes = (world.delivered(.transition) + world.delivered(.anomaly)).map(\.1)
        #expect(changes.count > 2 * StartLimit.burst)
        #expect(changes.map(\.starts.count).reduce(0, +) == StartLimit.burst)
        let held = world.delivered(.unitRefused).map(\.1)
        #expect(held.count == 1)
        #expect(held.first?.message.hasPrefix("did not start x.service for a: more than 60 starts") == true)
    }
}
