// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

/// Walks an endpoint at random, and compares what is told with a model of its own.
@Suite struct EndpointWalkTests {
    /// An endpoint as words: states, what is bad news, and what a completion has against it.
    struct Model {
        static let states = [
            "Creating": "in-progress", "Updating": "in-progress", "RollingBack": "in-progress",
            "InService": "completed",
            "Failed": "failed", "OutOfService": "failed",
        ]

        private(set) var status: String?
        private var wasDoubted = false

        init() {}

        /// What is told about a read: the states, and what is bad about it.
        mutating func observe(_ new: String, failed: Bool) -> String? {
            let (before, state) = (status.flatMap { Self.states[$0] } ?? "unseen", Self.states[new] ?? "unknown")
            var words: [String] = []
            if state == "completed" {
                if failed { words.append("has FailureReason") }
                if status == "RollingBack" { words.append("reached from RollingBack") }
            }
            let isTrouble = new == "RollingBack" && status != "RollingBack"
            let isDoubted = state == "completed" && failed
            defer { (status, wasDoubted) = (new, isDoubted) }
            guard before != state || isTrouble || isDoubted && !wasDoubted else { return nil }
            return "\(before)>\(state) \(words.joined(separator: "; "))\(isTrouble ? "!" : "")"
        }
    }

    @Test(arguments: 1...200)
    func theMachineAgreesWithTheModel(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let watch = Watch.sample("x", kind: "sagemaker-endpoint")
        var machine = WatchMachine(rules: watch.kind.statuses)
        var model = Model()
        let statuses = Model.states.keys.sorted()
        for step in 0..<200 {
            let now = Moment.seconds(Double(step * 20))
            let failed = Bool.random(using: &random)
            let status = statuses.randomElement(using: &random) ?? "InService"
            let observation = Observation(status: status, reason: failed ? "No capacity" : nil)
            let told = machine.observe(observation, at: now).events.map { event -> String in
                guard case .transition(let change) = event else { return "\(event)" }
                let words = change.caveats.map(\.words).joined(separator: "; ")
                return
                    "\(change.previousState.rawValue)>\(change.state.rawValue) \(words)\(change.isWarning ? "!" : "")"
            }
            #expect(told == model.observe(status, failed: failed).map { [$0] } ?? [], "seed \(seed), step \(step)")
            if Int.random(in: 0..<4, using: &random) == 0 {
                machine = WatchMachine(rules: watch.kind.statuses, saved: machine.saved(at: now), at: now)
            }
        }
    }
}
