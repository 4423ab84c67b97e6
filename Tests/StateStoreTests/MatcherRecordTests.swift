// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

@testable import StateStore

/// What the record knows of matchers and of the jobs that they found.
@Suite(.timeLimit(.minutes(2))) struct MatcherRecordTests {
    private static let full = MatcherMemory(
        patterns: ["nightly-*", "“x”"],
        firstListedAt: now,
        seenUntil: now + .seconds(60),
        ended: ["job-1", "arn:aws:bedrock:us-east-1:1:model-invocation-job/a"],
        isFullReported: true,
        isLossReported: true
    )

    private func snapshot(_ matcher: Matcher, _ memory: MatcherMemory = full) -> MatcherSnapshot {
        MatcherSnapshot(identity: matcher.identity, memory: memory)
    }

    private func found(_ watches: [Watch], by matchers: [MatcherSnapshot] = []) -> Commit {
        Commit(watch: nil, list: .init(added: watches, removed: []), matchers: matchers, notices: [])
    }

    @Test func whatAMatcherKnowsAndFoundIsThereAfterARestart() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let matcher = Matcher.sample(account: "123456789012", endpoint: "http://h", parent: "KB/DS")
        let fresh = Matcher.sample("fresh")
        let watches = ["a", "b"].map { matcher.sampleWatch($0) }
        let memories = [snapshot(matcher), snapshot(fresh, MatcherMemory(patterns: ["*"], firstListedAt: now))]
        do {
            let store = try temporary.openStore()
            try await store.commit(found([.sample("written")]))
            try await store.commit(found(watches, by: memories))
        }
        let past = try await temporary.reopenStore().resumption()
        #expect(past.matchers == ["nightly": memories[0], "fresh": memories[1]])
        #expect(past.list?.map(\.name) == ["written"])
        #expect(past.found.map(\.watch).map(\.identity) == watches.map(\.identity))
        #expect(past.found.map(\.watch).allSatisfy { $0.matcher == "nightly" && $0.account == "123456789012" })
        let shared = past.found.first?.watch.settings
        #expect(past.found.allSatisfy { $0.watch.settings === shared }, "in memory once")
    }

    @Test func aJobThatIsLetGoIsKnownAndNotFoundAnew() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        let watch = Matcher.sample().sampleWatch("a")
        try await store.commit(found([watch]))
        try await store.commit(Commit(watch: nil, list: .init(added: [], removed: [watch.identity]), notices: []))
        let past = try await store.resumption()
        #expect(past.found.isEmpty && past.list == [])
        #expect(past.snapshot(of: watch) != nil)
        #expect(try await store.resumption(of: [watch]).snapshot(of: watch) != nil)
        // Written down under the same name, it is no matcher's.
        let written = Watch(
            name: watch.name, kind: watch.kind, resourceID: watch.resourceID, region: watch.region)
        try await store.commit(found([written]))
        #expect(try await store.resumption().list?.map(\.identity) == [watch.identity])
        try await store.commit(Commit(watch: nil, removedMatchers: ["nightly"], notices: []))
        #expect(try await store.resumption().list?.count == 1)
    }

    @Test func aRemovedMatcherIsForgottenAndItsJobsAreLetGo() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        let (one, other) = (Matcher.sample("one"), Matcher.sample("other"))
        try await store.commit(
            found([one.sampleWatch("a"), other.sampleWatch("a")], by: [snapshot(one), snapshot(other)]))
        // The same name with another kind is another matcher, which begins anew in the same commit.
        let successor = Matcher.sample("one", kind: "evaluation-job")
        try await store.commit(
            Commit(
                watch: nil,
                list: .init(added: [successor.sampleWatch("a")], removed: []),
                removedMatchers: ["one", "never"],
                matchers: [snapshot(successor)],
                notices: []
            )
        )
        let past = try await store.resumption()
        #expect(past.matchers == ["one": snapshot(successor), "other": snapshot(other)])
        #expect(past.found.map(\.watch).map(\.kind.name) == ["model-invocation-job", "evaluation-job"])
        #expect(past.found.map(\.watch).map(\.matcher) == ["other", "one"])
    }

    @Test func memoriesThatChangedAreNotedWithTheRest() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        let matcher = Matcher.sample()
        try await store.note(Checkpoint(watches: [], lanes: [], matchers: [snapshot(matcher)]))
        var later = Self.full
        later.seenUntil = now + .seconds(120)
        try await store.note(Checkpoint(watches: [], lanes: [], matchers: [snapshot(matcher, later)]))
        #expect(try await store.resumption().matchers == ["nightly": snapshot(matcher, later)])
    }

    @Test(arguments: [
        (#"{"patterns":["a"],"first":7,"seen":8,"ended":["x"],"later":{"y":[1]}}"#, ["x"]),
        (#"{"first":7,"patterns":["a"]}"#, []), (#"{"patterns":["a"],"first":7,"seen":null}"#, []),
        (#"{"patterns":["a"]}"#, nil), (#"{"patterns":"a","first":7}"#, nil), (#"{"patterns":["a"],"first":7.5}"#, nil),
        ("", nil), ("[]", nil), ("{", nil), (#"{"patterns":["a"],"first":7,"full":"yes"}"#, nil),
    ])
    func aMemoryThatCannotBeReadIsNone(text: String, ended: [String]?) async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let watch = Matcher.sample().sampleWatch("a")
        do { try await temporary.openStore().commit(found([watch], by: [snapshot(.sample())])) }
        try edit(temporary) { database throws(SQLiteError) in
            try database.run("UPDATE matcher SET memory = ?", [.text(text)])
        }
        let past = try await temporary.reopenStore().resumption()
        #expect(past.matchers["nightly"]?.memory.ended == ended)
        #expect(past.found.map(\.watch).map(\.identity) == [watch.identity])
    }

    @Test func aMemoryIsBoundedWhateverIsOnRecord() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let memory = MatcherMemory(
            patterns: ["*"], firstListedAt: now, ended: (0..<5_000).map { "job-\($0)" })
        do { try await temporary.openStore().commit(found([], by: [snapshot(.sample(), memory)])) }
        try edit(temporary) { database throws(SQLiteError) in
            try database.run("UPDATE matcher SET memory = json_set(memory, '$.seen', ?)", [.integer(.max)])
        }
        let read = try #require(try await temporary.reopenStore().resumption().matchers["nightly"]?.memory)
        #expect(read.ended.count == MatcherMemory.mostEnded)
        #expect(read.seenUntil == Timestamp(microseconds: .max).clamped)
    }

    /// Whatever is committed, what waits for room is gone on from as if it were written.
    @Test(arguments: 1...20)
    func whatWaitsIsGoneOnFromAsIfItWereWritten(seed: Int) async throws {
        var random = SplitMix64(seed: UInt64(seed))
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        var expected = try await store.resumption()
        for step in 0..<60 {
            let commit = randomCommit(step, &random)
            expected = expected.adding([commit])
            try await store.commit(commit)
            #expect(try await sorted(store.resumption()) == sorted(expected), "step \(step) of seed \(seed)")
        }
    }

    private func randomCommit(_ step: Int, _ random: inout SplitMix64) -> Commit {
        let matchers = ["one", "two", "three"].map { Matcher.sample($0) }
        let written = (0..<3).map { Watch.sample("w\($0)") }
        let known = written + matchers.flatMap { matcher in (0..<3).map { matcher.sampleWatch("j\($0)") } }
        let added = known.filter { _ in Int.random(in: 0..<8, using: &random) == 0 }
        let removed = known.filter { !added.contains($0) && Int.random(in: 0..<8, using: &random) == 0 }
        let left = matchers.filter { _ in Int.random(in: 0..<6, using: &random) == 0 }
        var memory = Self.full
        memory.seenUntil = now + .seconds(step)
        let saved = matchers.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
        return Commit(
            watch: Bool.random(using: &random) ? added.first.flatMap { watched($0, step) } : nil,
            list: .init(added: added, removed: removed.map(\.identity)),
            removedMatchers: left.map(\.name),
            matchers: saved.map { snapshot($0, memory) },
            notices: []
        )
    }

    private func watched(_ watch: Watch, _ step: Int) -> WatchSnapshot? {
        let machine = Commit.step("w", step).watch?.machine
        return machine.map { WatchSnapshot(identity: watch.identity, machine: $0, interval: .seconds(step)) }
    }

    /// The order of what is listed is the record's, or that of the commits.
    private func sorted(_ past: Resumption) -> Resumption {
        Resumption(
            watches: past.watches,
            lanes: past.lanes,
            list: past.list?.sorted { $0.name < $1.name },
            found: past.found.sorted { $0.watch.name < $1.watch.name },
            matchers: past.matchers
        )
    }

    /// Looked up one by one, and from among all.
    @Test(arguments: [0, 1_000])
    func aFoundJobIsKnownToOneThatIsWrittenUnderItsName(others: Int) async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        let watch = Matcher.sample().sampleWatch("j0")
        let step = try #require(watched(watch, 1))
        try await store.commit(Commit(watch: step, list: .init(added: [watch], removed: []), notices: []))
        let written = [watch] + (0..<others).map { Watch.sample("w\($0)") }
        // As the poller asks: by way of the port.
        let port: any StateStore = store
        let past = try await port.resumption(of: written)
        #expect(past.snapshot(of: watch)?.machine == step.machine)
    }

    @Test func whatWasFoundAndNeverToldStaysUntilItIsLetGo() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        let matcher = Matcher.sample()
        let (quiet, told) = (matcher.sampleWatch("quiet"), matcher.sampleWatch("told"))
        let notice = Commit.PendingNotice(told.foundNotice, eventID: "e", observedAt: now)
        try await store.commit(
            Commit(watch: nil, list: .init(added: [quiet, told], removed: []), notices: [notice]))
        func prune(keeping count: Int) async throws -> Set<WatchIdentity> {
            _ = try await store.prune(Retention(age: .seconds(86_400), count: count), at: .seconds(1))
            let past = try await store.resumption()
            return Set(past.watches.keys).union(past.found.map(\.watch.identity))
        }
        #expect(try await prune(keeping: 10) == [quiet.identity, told.identity])
        try await store.commit(Commit(watch: nil, removedMatchers: ["nightly"], notices: []))
        #expect(try await prune(keeping: 10) == [told.identity], "known as long as its last notice is kept")
        try await store.markDelivered([1])
        #expect(try await prune(keeping: 0) == [])
    }

    @Test func aFreshRecordHasWhatTheMatchersKnowAndFound() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        let matcher = Matcher.sample()
        let watches = ["a", "b", "gone"].map { matcher.sampleWatch($0) }
        let step = try #require(watched(watches[0], 1))
        try await store.commit(found(watches))
        try await store.commit(
            Commit(watch: nil, list: .init(added: [], removed: [watches[2].identity]), notices: []))
        await store.pretendDamage()
        let content = RecordContent(
            list: [.sample("w")],
            found: Array(watches.prefix(2)),
            watches: [step],
            lanes: [],
            matchers: [snapshot(matcher)]
        )
        try await store.renew(content, at: now)
        let past = try await store.resumption()
        #expect(past.list?.map(\.name) == ["w"])
        #expect(past.found.map(\.watch).map(\.identity) == watches.prefix(2).map(\.identity))
        #expect(past.found.map(\.watch).allSatisfy { $0.matcher == "nightly" })
        #expect(past.matchers == ["nightly": snapshot(matcher)])
        #expect(past.found.first?.snapshot?.machine == step.machine)
        #expect(past.snapshot(of: watches[2]) != nil, "let go, and still known")
    }

    @Test func theHistoryOfAMatcherIsWhatIsAboutNoneOfItsJobsAlone() async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        let store = try temporary.openStore()
        let (matcher, other) = (Matcher.sample("a “b” \\"), Matcher.sample("a"))
        let watch = matcher.sampleWatch("j")
        let notices = [
            matcher.firstListedNotice(found: 1), watch.foundNotice, other.firstListedNotice(found: 0),
            watch.lane.listingRefusedNotice(kind: watch.kind, failure: .sample(.denied), matchers: [matcher.name]),
            watch.lane.notice(of: .lost(.throttled, .sample(.throttled)), watches: 2),
            matcher.fullNotice(open: 1),
            // A job that is not on record: nothing of a matcher is about it.
            matcher.sampleWatch("unknown").foundNotice,
        ]
        let pending = notices.enumerated().map { index, notice in
            Commit.PendingNotice(notice, eventID: "\(index)", observedAt: now)
        }
        try await store.commit(Commit(watch: nil, list: .init(added: [watch], removed: []), notices: pending))
        let reader = try #require(try RecordReader(temporary.folder))
        func sequences(_ name: String) throws -> [Int64] {
            try reader.history(HistoryQuery(name: name)).compactMap(\.stamp?.sequence)
        }
        #expect(try sequences(matcher.name) == [1, 6])
        #expect(try sequences("a") == [3])
        #expect(try sequences(watch.name) == [2])
        #expect(try reader.stories(HistoryQuery()).map(\.sequences) == [[1, 6], [2], [3], [4, 5], [7]])
        #expect(try reader.stories(HistoryQuery(name: matcher.name)).map(\.sequences) == [[1, 6]])
        #expect(try ["a", matcher.name, watch.name].allSatisfy { try reader.knows($0) })
        #expect(try !reader.knows("b") && !reader.knows("unknown"))
        try await store.commit(Commit(watch: nil, matchers: [snapshot(.sample("b"))], notices: []))
        #expect(try reader.knows("b"), "before anything was told of it")
    }

    @Test(arguments: 1...3)
    func aRecordOfAnEarlierVersionIsReadAsItIsAndGoneOnWith(version: Int) async throws {
        let temporary = try TemporaryFolder()
        defer { temporary.remove() }
        temporary.write("awaitd.sqlite", [])
        let old = try Database(path: temporary.folder.database, .writing)
        for step in Schema.migrations.prefix(version) { try old.execute(step) }
        try old.execute("PRAGMA user_version = \(version); PRAGMA application_id = \(Schema.applicationID)")
        try old.execute(
            """
            INSERT INTO watch (id, name, kind, resource_id, region, is_listed, state)
                VALUES (1, 'a', 'evaluation', 'ev-a', 'us-east-1', 1, 'pending');
            INSERT INTO list VALUES (1);
            INSERT INTO notice VALUES (7, 'e', 0, 1, 'transition', 5, 'a: first seen as PENDING', '[["AWAITD_WATCH","a"]]');
            """
        )
        let before = temporary.read("awaitd.sqlite")
        let reader = try #require(try RecordReader(temporary.folder))
        #expect(try reader.history(HistoryQuery(name: "a")).map(\.message) == ["a: first seen as PENDING"])
        #expect(try reader.knows("a") && !reader.knows("nightly"))
        #expect(temporary.read("awaitd.sqlite") == before)
        let store = try temporary.openStore()
        #expect(store.remarks.isEmpty)
        try await store.commit(found([Matcher.sample().sampleWatch("j")], by: [snapshot(.sample())]))
        let past = try await store.resumption()
        #expect(past.list?.map(\.identity) == [Watch.sample("a").identity])
        #expect(past.found.count == 1 && past.matchers.count == 1)
        #expect(past.watches[Watch.sample("a").identity]?.machine.state == .pending)
    }

    /// Changes the record while no store has it open.
    private func edit(_ temporary: TemporaryFolder, _ change: (Database) throws(SQLiteError) -> Void) throws {
        try change(try Database(path: temporary.folder.database, .writing))
    }
}
