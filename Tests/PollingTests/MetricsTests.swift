// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import StateStore
import TestSupport
import Testing

/// What a poller counts of its polls, commits and notices.
@Suite(.timeLimit(.minutes(3))) struct MetricsTests {
    /// The metrics once so many polls have ended.
    private func metrics(
        after polls: Int, of list: WatchList, store: FlakyStore? = nil,
        _ script: @escaping @Sendable (Watch, Int) -> PollOutcome
    ) async throws -> PollMetrics {
        let commands = PollerCommands()
        let bench = Bench(ScriptedReader(script), flaky: store, commands: commands)
        let (metrics, result) = AsyncStream<PollMetrics>.makeStream()
        try await bench.run(list, atOnce: true) { clock, observer in
            while await observer.results < polls { await clock.passOn() }
            result.yield(try await commands.metrics())
        }
        return try #require(await metrics.first { _ in true })
    }

    @Test func beforeTheFirstPollEverythingIsThereAndNothingCounted() async throws {
        let list = WatchList(watches: [
            .sample("a"), .sample("b", kind: "evaluation-job", region: "eu-west-1"), .sample("c"),
        ])
        let metrics = try await metrics(after: 0, of: list) { _, _ in .status("PENDING") }
        #expect(metrics.states == [.unseen: 3] && metrics.total == 3)
        #expect(
            metrics.lanes == [
                .init(place: .init(service: "bedrock", region: "eu-west-1"), limit: 2, current: 2),
                .init(place: .init(service: "machinelearning", region: "us-east-1"), limit: 2, current: 2),
            ])
        #expect(metrics.counts == PollMeters.Counts())
    }

    static let failures: [(PollFailure.Cause?, RequestOutcome)] = [
        (nil, .success), (.throttled, .throttled), (.transient, .transient), (.clockSkew, .clockSkew),
        (.credentials, .credentials), (.denied, .denied), (.notFound, .notFound), (.rejected, .rejected),
    ]

    @Test(arguments: failures)
    func aPollCountsByHowItEnded(cause: PollFailure.Cause?, outcome: RequestOutcome) async throws {
        let metrics = try await metrics(after: 1, of: .evaluations(1)) { _, _ in
            cause.map { .failed(.sample($0)) } ?? .status("PENDING")
        }
        let counts = try #require(metrics.counts.services["machinelearning"])
        #expect(RequestOutcome.allCases.filter { counts.polls($0) > 0 } == [outcome])
        #expect(counts.polls(outcome) == counts.durations.reduce(0, +))
        let place = ServicePlace(service: "machinelearning", region: "us-east-1")
        #expect(metrics.counts.throttles == (outcome == .throttled ? [place: 1] : [:]))
        #expect(metrics.counts.lostCredentials == (outcome == .credentials ? [place: 1] : [:]))
        if outcome == .throttled { #expect(metrics.lanes.allSatisfy { 1..<1.5 ~= $0.current }) }
    }

    @Test func transitionsAndNoticesAreCountedOnceTheyAreOnRecord() async throws {
        let store = FlakyStore(failures: 1)
        let metrics = try await metrics(after: 2, of: .evaluations(2), store: store) { watch, _ in
            .status(watch.name == "job-0" ? "FAILED" : "COMPLETED")
        }
        #expect(metrics.states == [.failed: 1, .completed: 1])
        #expect(metrics.counts.transitions == [.failed: 1, .completed: 1])
        #expect(metrics.counts.notices == [.transition: 2])
        #expect(metrics.counts.failedCommits == 1 && metrics.counts.commits >= 1)
        #expect(metrics.counts.unmetExpectations == 0)
    }

    @Test func aStepBackIsAChangeOfStateToo() async throws {
        let metrics = try await metrics(after: 3, of: .evaluations(1)) { _, poll in
            .status(["INPROGRESS", "PENDING", "FAILED"][min(poll, 2)])
        }
        #expect(metrics.counts.transitions == [.inProgress: 1, .pending: 1, .failed: 1])
        #expect(metrics.counts.notices == [.transition: 2, .anomaly: 1])
    }

    @Test func howMuchIsCountedDoesNotGrowWithTheList() async throws {
        let watches = (0..<500).map { Watch.sample("job-\($0)", credentials: .profile("p\($0)")) }
        let list = WatchList(watches: watches, limits: Limits(rate: .unlimited, concurrency: 500))
        let metrics = try await metrics(after: 500, of: list) { _, _ in .failed(.sample(.throttled)) }
        #expect(metrics.lanes.count == 1 && metrics.lanes.first?.limit == .infinity)
        #expect(metrics.counts.services.count == 1 && metrics.counts.throttles.values.map { $0 } == [500])
    }
}
