// SPDX-License-Identifier: Apache-2.0

import Core
import StateStore
import TestSupport
import Testing

/// What the record knows about how long jobs took.
@Suite(.timeLimit(.minutes(2))) struct PastJobsTests {
    /// An end of a job, as one poll writes it; `seconds` is what AWS says it took.
    private static func end(
        _ name: String,
        kind: String = "training-job",
        id: String? = nil,
        _ status: String = "Completed",
        seconds: Double,
        reason: String? = nil,
        approximate: Bool = false,
        number: Int
    ) -> Commit {
        let watch = Watch.sample(name, kind: kind, id: id ?? "\(name)-\(number)")
        var machine = WatchMachine(rules: watch.kind.statuses)
        let start = now
        let end = start + Duration(clampingSeconds: seconds)
        let observation = Observation(
            status: status,
            reason: reason,
            createdAt: start,
            startedAt: start,
            finishedAt: approximate ? nil : end,
            modifiedAt: end,
            details: [Detail(member: "Note", value: #"["AWAITD_DURATION_USEC","5"],["AWAITD_STATE","completed"]"#)]
        )
        var notices: [Commit.PendingNotice] = []
        for case .notify(let event) in machine.observe(observation, at: .seconds(0)) {
            let notice = watch.notice(of: event, observation: observation)
            notices.append(.init(notice, eventID: "\(name)-\(number)", observedAt: now))
        }
        let snapshot = WatchSnapshot(
            identity: watch.identity,
            machine: machine.saved(at: .seconds(0)),
            interval: .seconds(15),
            nextPollAt: nil,
            answer: .init(reason: nil)
        )
        return Commit(watch: snapshot, notices: notices)
    }

    private static func job(_ name: String, _ seconds: Double, completed: Bool = true) -> PastJob {
        PastJob(kind: "training-job", name: name, duration: Duration(clampingSeconds: seconds), isCompleted: completed)
    }

    @Test func eachEndIsReadOnceInItsOrderAndNothingElseIs() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        try await store.commit([
            Self.end("b", seconds: 700, number: 1),
            Self.end("a", "Failed", seconds: 600, reason: "the end came after ≈ nothing", number: 2),
            Self.end("a", "Failed", seconds: 601, reason: "No way", number: 3),
            Self.end("a", "Stopped", seconds: 602.5, number: 4),
            Self.end("a", "InProgress", seconds: 603, number: 5),
            Self.end("a", seconds: 604, approximate: true, number: 6),
            Self.end("a", seconds: 0, number: 7),
            Self.end("e", kind: "evaluation-job", seconds: 605, approximate: true, number: 8),
            // Several watches of one job, which had one end.
            Self.end("c-1", id: "j", seconds: 800, number: 9),
            Self.end("c-2", id: "j", seconds: 800, number: 10),
            Self.end("c-2", id: "k", seconds: 800, number: 11),
        ])
        let expected = [
            Self.job("b", 700), Self.job("a", 601, completed: false), Self.job("a", 602.5, completed: false),
            Self.job("c-2", 800), Self.job("c-2", 800),
        ]
        #expect(try await store.pastJobs() == expected)
        let reader = try #require(try RecordReader(temporary.folder))
        #expect(try reader.pastJobs(ofKind: "training-job") == expected)
        #expect(try reader.pastJobs(ofKind: "evaluation-job").isEmpty)
        #expect(try reader.knows(kind: "evaluation-job"))
        #expect(try !reader.knows(kind: "processing-job"))
    }

    @Test func theNewestOfEachPatternAreRead() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        var commits = (1...20).map { Self.end("rare", seconds: Double($0), number: $0) }
        commits += (1...500).map { Self.end("n-\($0)", seconds: Double($0), number: $0) }
        try await store.commit(commits)
        let jobs = try await store.pastJobs()
        #expect(jobs.count == 220)
        #expect(jobs.prefix(20) == (1...20).map { Self.job("rare", Double($0)) }[...])
        #expect(jobs.suffix(200) == (301...500).map { Self.job("n-\($0)", Double($0)) }[...])
    }

    @Test func onlyTheEndOfALongRecordIsLookedThrough() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        try await store.commit((1...50).map { Self.end("n-\($0)", seconds: Double($0), number: $0) })
        let some = try await store.pastJobs(PastJobsQuery(notices: 20, ends: 10))
        #expect(some == (41...50).map { Self.job("n-\($0)", Double($0)) })
        let few = try await store.pastJobs(PastJobsQuery(notices: 5, ends: 10))
        #expect(few == (46...50).map { Self.job("n-\($0)", Double($0)) })
    }
}
