// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

/// Walks the machine at random and compares it with a model that was written from docs/architecture.md and shares no code
/// with it: ranks instead of a table.
@Suite struct RandomWalkTests {
    /// Amazon ML's life as numbers: a step to a higher one is forward, to a lower one is back.
    struct Model {
        static let ranks = ["PENDING": 1, "INPROGRESS": 2, "COMPLETED": 3, "FAILED": 3, "DELETED": 4]
        static let states = [
            "PENDING": "pending", "INPROGRESS": "in-progress", "COMPLETED": "completed", "FAILED": "failed",
            "DELETED": "deleted",
        ]

        var status: String?
        var unknownTold: Set<String> = []

        mutating func observe(_ new: String) -> String? {
            defer { status = new }
            let old = status
            let to = Self.states[new] ?? "unknown"
            let from = old.map { Self.states[$0] ?? "unknown" } ?? "unseen"
            if to == "unknown" {
                return unknownTold.insert(new).inserted ? "unknownStatus:\(from)>unknown" : nil
            }
            guard let old, old != new else { return old == new ? nil : "unseen>\(to)" }
            guard let before = Self.ranks[old], let after = Self.ranks[new] else { return "unknown>\(to)" }
            if new == "FAILED" && old == "COMPLETED" { return "completed>failed" }
            if before >= 3 && after < 3 { return "stepBack:\(from)>\(to)" }
            if before >= 3 && new != "DELETED" { return "reentry:\(from)>\(to)" }
            if after < before { return "stepBack:\(from)>\(to)" }
            return new == "COMPLETED" && old == "PENDING" ? "pending>completed(in-progress)" : "\(from)>\(to)"
        }
    }

    @Test(arguments: 1...200)
    func theMachineAgreesWithTheModel(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var machine = WatchMachine(rules: Kind.sample("evaluation").statuses)
        var model = Model()
        for step in 0..<300 {
            let input = WalkInput.random(&random)
            let before = machine
            let effects = input.apply(to: &machine, at: .seconds(Double(step * 20)))
            let changes = effects.events.filter(\.isChange).map(\.mark)
            switch input {
            case .status(let status):
                #expect(changes == model.observe(status).map { [$0] } ?? [], "seed \(seed), step \(step), \(status)")
            case .failure, .tick:
                #expect(changes.isEmpty)
                #expect(machine.state == before.state)
                #expect(machine.status == before.status)
            }
            // The last effect, and only that one, says how polling goes on.
            let paces = effects.map { if case .pace = $0 { true } else { false } }
            if case .tick = input {
                #expect(paces.isEmpty)
            } else {
                #expect(paces.last == true && paces.count { $0 } == 1)
            }
        }
    }

    @Test(arguments: 1...100)
    func overdueIsReportedOnceByTheFirstInputThatComesLateEnough(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var machine = WatchMachine(rules: Kind.sample("evaluation").statuses, overdueAfter: .seconds(1_000))
        var isTold = false
        var firstSight: Int?
        var status = ""
        for step in 0..<300 {
            let input = WalkInput.random(&random)
            if case .status(let new) = input {
                firstSight = firstSight ?? step
                status = new
            }
            let isDue = firstSight.map { (step - $0) * 20 >= 1_000 } ?? false
            let hasEnded = (Model.ranks[status] ?? 0) >= 3
            let before = machine
            let events = input.apply(to: &machine, at: .seconds(Double(step * 20))).events
            let isOverdue = events.contains { if case .overdue = $0 { true } else { false } }
            #expect(isOverdue == (isDue && !hasEnded && !isTold), "seed \(seed), step \(step), \(input)")
            isTold = isTold || isOverdue
            if isTold { #expect(machine.overdueAt == nil) }
            if case .tick = input {
                #expect((machine.state, machine.status) == (before.state, before.status))
                #expect((machine.since, machine.visibility) == (before.since, before.visibility))
            }
        }
    }

    @Test(arguments: 1...100)
    func lossesAndReturnsAlternate(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var machine = WatchMachine(rules: Kind.sample("evaluation").statuses)
        var visibility = Visibility.visible
        for step in 0..<300 {
            let now = Moment.seconds(Double(step * 40))
            for event in WalkInput.random(&random).apply(to: &machine, at: now).events {
                switch event {
                case .visibilityLost(let new, _):
                    #expect(new != visibility && new != .visible)
                    visibility = new
                case .notFound:
                    #expect(visibility != .notFound)
                    visibility = .notFound
                case .visibilityRestored(let old, let after):
                    #expect(old == visibility && old != .visible)
                    #expect(after > .zero)
                    visibility = .visible
                case .transition, .anomaly, .overdue: break
                }
            }
            #expect(machine.visibility.current == visibility)
        }
    }
}
