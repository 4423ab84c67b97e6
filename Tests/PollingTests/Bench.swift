// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import StateStore
import Synchronization
import TestSupport

/// A poller on a test clock, with fakes of everything around it.
struct Bench: Sendable {
    let clock = TestClock()
    let store = MemoryStore()
    let observer = RecordingObserver()
    let progress = BeatCounter()
    private let reader: ScriptedReader
    private let flaky: FlakyStore?
    private let longestSleep: Duration
    private let commands: PollerCommands

    init(
        _ reader: ScriptedReader,
        flaky: FlakyStore? = nil,
        longestSleep: Duration = .seconds(3_600),
        commands: PollerCommands = PollerCommands()
    ) {
        self.reader = reader
        self.flaky = flaky
        self.longestSleep = longestSleep
        self.commands = commands
    }

    /// Runs the poller while `body` runs.
    func run(
        _ list: WatchList,
        atOnce: Bool = false,
        _ body: @Sendable @escaping (TestClock, RecordingObserver) async throws -> Void
    ) async throws {
        let clock = clock
        let origin = clock.now
        let wall: @Sendable () -> Timestamp = { Moment.at(origin.duration(to: clock.now)).wall }
        let store: any StateStore = flaky ?? self.store
        let poller = Poller(
            .init(reader: reader, store: store, observer: observer, progress: progress, outboxGrew: {}),
            time: TimeSource(clock: clock, wall: wall),
            longestSleep: longestSleep,
            commands: commands
        )
        let engine = Engine(list, seed: 1, atOnce: atOnce, at: poller.now)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await poller.run(engine) }
            try await body(clock, observer)
            group.cancelAll()
        }
    }
}

extension TestClock {
    /// Lets the loop come to rest and advances to what it waits for.
    func passOn() async {
        await waitForSleepers(1)
        // Polls of a fake reader end immediately; let their tasks run before time moves.
        for _ in 0..<200 { await Task.yield() }
        advanceToNextDeadline()
    }
}

/// Reads from a script, which gets the number of polls before.
final class ScriptedReader: ResourceReader {
    private let script: @Sendable (Watch, Int) -> PollOutcome
    private let hangs: Bool
    private let count = Mutex(0)
    private let areCredentialsFixed = Mutex(false)

    init(hangs: Bool = false, _ script: @escaping @Sendable (Watch, Int) -> PollOutcome) {
        self.hangs = hangs
        self.script = script
    }

    var polls: Int { count.withLock { $0 } }

    func fixCredentials() { areCredentialsFixed.withLock { $0 = true } }

    func read(_ watch: Watch) async -> PollOutcome {
        if hangs { for await _ in AsyncStream<Never>.makeStream().stream {} }
        let poll = count.withLock { count in
            defer { count += 1 }
            return count
        }
        return script(watch, poll)
    }

    func readMany(_ watches: [Watch]) async -> BatchOutcome {
        .read(watches.map { if case .observed(let seen) = script($0, polls) { seen } else { nil } })
    }

    func list(_ request: ListRequest) async -> ListOutcome {
        .failed(PollFailure(.denied, code: "AccessDeniedException", message: "this reader has no lists"))
    }

    func credentialsChanged(_ lane: LaneID) async -> Bool { areCredentialsFixed.withLock { $0 } }

    func confirmedTime(at wall: Timestamp) -> Timestamp? { wall }
}

/// Refuses the first commits; if they show that it is damaged, it has to be renewed each time.
actor FlakyStore: StateStore {
    private(set) var attempts = 0
    private(set) var notes = 0
    private(set) var committed: [Commit] = []
    private(set) var contents: [RecordContent] = []
    private let failures: Int
    private let showsDamage: Bool
    private nonisolated let damage = Mutex(false)

    init(failures: Int, showsDamage: Bool = false) {
        self.failures = failures
        self.showsDamage = showsDamage
    }

    func commit(_ commits: [Commit]) throws(StateStoreError) {
        attempts += 1
        if attempts <= failures {
            damage.withLock { $0 = showsDamage }
            throw StateStoreError(reason: "no space left on device")
        }
        committed += commits
    }

    nonisolated var isDamaged: Bool { damage.withLock { $0 } }

    /// Damages it from outside.
    nonisolated func harm() { damage.withLock { $0 = true } }

    func renew(_ content: RecordContent, at now: Timestamp) {
        contents.append(content)
        damage.withLock { $0 = false }
    }

    func comparePresence() {}
    func undelivered(limit: Int) -> [Notice] { [] }
    func resumption() -> Resumption { .none }
    func note(_ bookkeeping: Checkpoint) { notes += 1 }
    func markDelivered(_ sequences: [Int64]) {}
}

/// Remembers what is reported to it.
actor RecordingObserver: PollObserver {
    private(set) var last: PollResult?
    private(set) var results = 0
    private(set) var summaries: [Summary] = []
    private(set) var refusals = 0

    func polled(_ result: PollResult) {
        last = result
        results += 1
    }

    func summarized(_ summary: Summary) { summaries.append(summary) }
    func couldNotRecord(_ watch: Watch, _ error: StateStoreError) { refusals += 1 }
}

/// Counts beats.
final class BeatCounter: ProgressReporter {
    private let count = Mutex(0)

    var beats: Int { count.withLock { $0 } }

    func beat(_ part: ProgressPart) { count.withLock { $0 += 1 } }
    func rest(_ part: ProgressPart) {}
}
