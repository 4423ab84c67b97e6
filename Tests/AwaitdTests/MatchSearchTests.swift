// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Core
import Synchronization
import TestSupport
import Testing
import awaitd

/// What `awaitd wait 'KIND:PATTERN'` waits for.
@Suite struct MatchSearchTests {
    /// Pages or failures in a row; of the last one as often as it is asked for.
    private final class ScriptedLists: ResourceReader {
        private let outcomes: Mutex<[ListOutcome]>
        private let asked = Mutex<[ListRequest]>([])
        /// How long the wait has been going on.
        let elapsed = Mutex(Duration.zero)
        let said = Mutex<[String]>([])

        init(_ outcomes: [ListOutcome]) { self.outcomes = Mutex(outcomes) }

        var requests: [ListRequest] { asked.withLock { $0 } }

        func list(_ request: ListRequest) async -> ListOutcome {
            asked.withLock { $0.append(request) }
            return outcomes.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
        }

        func read(_ watch: Watch) async -> PollOutcome { .failed(PollFailure(.transient, message: "not asked")) }
        func readMany(_ watches: [Watch]) async -> BatchOutcome { .read(watches.map { _ in nil }) }
        func credentialsChanged(_ lane: LaneID) async -> Bool { false }
        func confirmedTime(at wall: Timestamp) -> Timestamp? { nil }

        func search(grace: Duration = .seconds(30)) -> MatchSearch {
            MatchSearch(
                self, grace: grace,
                MatchSearch.Environment(
                    now: { Timestamp(microseconds: 1_700_000_000_000_000) },
                    elapsed: { self.elapsed.withLock { $0 } },
                    sleep: { time in self.elapsed.withLock { $0 += time } },
                    say: { line in self.said.withLock { $0.append(line) } }
                ))
        }
    }

    private static func targets(_ texts: String...) throws -> [Target] {
        try TargetResolver(named: [:], defaults: .init(region: "us-east-1"), regionOfProfile: { _ in nil }).targets(
            texts)
    }

    private static func page(_ names: String..., next: String? = nil) -> ListOutcome {
        .page(ListPage(items: names.map { ListItem(ids: [$0], name: $0, status: "InProgress") }, nextToken: next))
    }

    private static func failed(_ cause: PollFailure.Cause, _ code: String) -> ListOutcome {
        .failed(PollFailure(cause, code: code, httpStatus: 400, message: "words"))
    }

    @Test func allPagesAreLookedAtAndEachJobIsWaitedForOnce() async throws {
        let lists = ScriptedLists([
            Self.page("churn-1", "other", next: "t"), Self.page("churn-1", "churn-2", "churn-3"),
        ])
        let targets = try Self.targets("training-job:churn-3", "training-job:churn-*")
        let watches = try await lists.search().watches(of: targets)
        #expect(
            watches.map(\.name) == ["churn-3", "training-job:churn-*/churn-1", "training-job:churn-*/churn-2"])
        #expect(watches.map(\.resourceID) == ["churn-3", "churn-1", "churn-2"])
        #expect(watches.allSatisfy { $0.matcher == nil })
        // The second page is asked for with the first one's bounds: a day.
        #expect(lists.requests.map(\.token) == [nil, "t"] && Set(lists.requests.map(\.bounds)).count == 1)
        #expect(lists.requests.first?.bounds.createdAfter == Timestamp(microseconds: 1_699_913_600_000_000))
    }

    private func ending(
        _ outcomes: [ListOutcome], grace: Duration = .seconds(30)
    ) async throws -> (MatchSearch.Ending?, ScriptedLists) {
        let lists = ScriptedLists(outcomes)
        let targets = try Self.targets("training-job:churn-*")
        let ending = await #expect(throws: MatchSearch.Ending.self) {
            _ = try await lists.search(grace: grace).watches(of: targets)
        }
        return (ending, lists)
    }

    @Test func whereNothingMatchesThatIsSaid() async throws {
        let (ending, _) = try await ending([Self.page("a", "b")])
        #expect(ending?.line == "nothing matches training-job:churn-* now (2 jobs looked at)")
        #expect(ending?.exitCode.rawValue == 1)
    }

    @Test(arguments: [0, 30])
    func aRefusalIsAskedAgainForTheGrace(grace: Int) async throws {
        let (ending, lists) = try await ending([Self.failed(.denied, "AccessDenied")], grace: .seconds(grace))
        #expect(ending?.exitCode.rawValue == 77)
        #expect(ending?.line.contains("AccessDenied: words; allow sagemaker:ListTrainingJobs to ") == true)
        #expect(lists.requests.count == 1 + grace / 5 && lists.said.withLock { $0.count } == min(1, grace))
    }

    private static let brokenToken = [page("churn-1", next: "t"), failed(.rejected, "x")]
    static let endings: [(outcomes: [ListOutcome], code: Int32)] = [
        ([failed(.credentials, "x")], 77),
        ([failed(.rejected, "x")], 1),
        ([failed(.notFound, "x")], 1),
        // A token that repeats, or that is refused, three times.
        ([page("churn-1", next: "t")], 1),
        (brokenToken + brokenToken + brokenToken, 1),
    ]

    @Test(arguments: endings)
    func otherFailuresEndIt(outcomes: [ListOutcome], code: Int32) async throws {
        let (ending, lists) = try await ending(outcomes)
        #expect(ending?.exitCode.rawValue == code)
        #expect(lists.requests.count <= 7)
    }

    @Test func anOutageAndARefusedFilterAreNoEnd() async throws {
        let lists = ScriptedLists([
            Self.failed(.transient, "x"), Self.failed(.throttled, "x"), Self.failed(.rejected, "x"),
            Self.page("churn-1"),
        ])
        let watches = try await lists.search(grace: .zero).watches(of: try Self.targets("training-job:churn-?"))
        #expect(watches.map(\.resourceID) == ["churn-1"])
        #expect(lists.requests.last?.bounds == ListBounds.none)
        #expect(lists.said.withLock { $0.count } == 1 && lists.elapsed.withLock { $0 } == .seconds(6))
    }
}
