// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// Drives an ``Engine`` along the path of a poll: due → admitted → read → state machine → committed → reported.
///
/// One loop owns the engine, so nothing is locked and nothing happens twice. Polls and sleeps run as children of the
/// loop's task; it takes their results one by one.
package struct Poller<C: Clock>: Sendable where C.Duration == Duration {
    /// What the loop needs from outside.
    package struct Dependencies: Sendable {
        /// Reads a resource.
        let reader: any ResourceReader
        /// Keeps the record.
        let store: any StateStore
        /// Called after something was added to the outbox.
        let outboxGrew: @Sendable () -> Void
        /// Called when more is known of the time than before: by AWS's answers, or at the start by the record.
        let timeConfirmed: @Sendable () -> Void
        /// Follows the polling.
        let observer: any PollObserver
        /// Hears by beats that the loop and the store make progress.
        let progress: (any ProgressReporter)?

        /// Makes the dependencies.
        package init(
            reader: any ResourceReader,
            store: any StateStore,
            observer: any PollObserver,
            progress: (any ProgressReporter)? = nil,
            timeConfirmed: @escaping @Sendable () -> Void = {},
            outboxGrew: @escaping @Sendable () -> Void
        ) {
            self.reader = reader
            self.store = store
            self.observer = observer
            self.progress = progress
            self.timeConfirmed = timeConfirmed
            self.outboxGrew = outboxGrew
        }
    }

    let dependencies: Dependencies
    let meters = PollMeters()
    private let time: TimeSource<C>
    private let longestSleep: Duration
    private let commands: PollerCommands

    /// Makes a poller on a clock; its loop runs at least once every `longestSleep`, even if nothing is due.
    package init(
        _ dependencies: Dependencies,
        time: TimeSource<C>,
        longestSleep: Duration = .seconds(3_600),
        commands: PollerCommands = PollerCommands()
    ) {
        self.dependencies = dependencies
        self.time = time
        self.longestSleep = longestSleep
        self.commands = commands
    }

    /// This moment on the poller's clocks, for making the engine that it will run.
    package var now: Moment {
        let now = time.now
        return Moment(wall: now.wall, steady: now.steady, confirmed: dependencies.reader.confirmedTime(at: now.wall))
    }

    /// The shortest time between two summaries, and so between two `STATUS=` of the daemon.
    private static var summaryInterval: Duration { .seconds(1) }
    /// The shortest time between two writes of the bookkeeping.
    private static var bookkeepingInterval: Duration { .seconds(20) }
    /// When the bookkeeping is written first: soon, so that a run of seconds is on record.
    private static var firstBookkeeping: Duration { .seconds(10) }
    /// The shortest time between two looks at the record's files because of a poll; each commit looks as well.
    private static var presenceInterval: Duration { .seconds(1) }
    /// The shortest time between two looks at credentials that did not work: cheap, and wanted soon.
    private static var credentialsInterval: Duration { .seconds(1) }
    /// The most results of polls that go on record in one transaction.
    private static var resultsAtOnce: Int { 256 }
    /// How many overdue watches one pass of the loop reports, since each of them waits for the disk.
    private static var overduePerPass: Int { 16 }

    /// Polls until the task is cancelled; polls under way are abandoned then, and repeated after the next start.
    ///
    /// `start` makes the engine, so that nothing but the loop has it: a second owner would cost a copy of all watches.
    package func run(_ start: () -> Engine) async { await run(start()) }

    /// Polls until the task is cancelled; polls under way are abandoned then, and repeated after the next start.
    package func run(_ start: consuming Engine) async {
        var engine = start
        let requests = commands.requests
        let arrivals = Arrivals(waking: requests)
        var credentials = Throttle(Self.credentialsInterval, from: time.now.steady)
        await withDiscardingTaskGroup { group in
            var sleeps = PendingSleeps()
            var beginning = TimeCorrection()
            var presence = Throttle(Self.presenceInterval, from: time.now.steady)
            var summaries = Throttle(Self.summaryInterval, from: time.now.steady)
            var isSummaryStale = true
            var bookkeeping = Throttle(Self.bookkeepingInterval, from: time.now.steady + Self.firstBookkeeping)
            var surveys = StatusSurveys()
            while !Task.isCancelled {
                dependencies.progress?.beat(.scheduler)
                if dependencies.store.isDamaged { await renewRecord(engine) }
                if engine.awaitsCredentials, credentials.isOpen(at: time.now.steady) {
                    credentials.close(at: time.now.steady)
                    await retryCredentials(&engine)
                }
                if beginning.isCorrected(by: self.now) {
                    engine.timeCorrected(at: self.now)
                    dependencies.timeConfirmed()
                }
                let admitted = engine.admit(at: self.now)
                // What ends from here on is new to a matcher, whenever the daemon goes on.
                if engine.hasNewMemories { await saveBookkeeping(&engine) }
                let reader = dependencies.reader
                for poll in admitted.polls {
                    group.addTask { [time, meters] in
                        let began = time.steady
                        let polled = await Self.read(poll, by: reader)
                        meters.polled(poll.watch, polled, took: time.steady - began)
                        arrivals.add(polled)
                    }
                }
                for page in admitted.pages {
                    group.addTask { [time, meters] in
                        let began = time.steady
                        let outcome = await reader.list(page.request)
                        meters.listed(page.request.settings.lane, outcome, took: time.steady - began)
                        arrivals.add(page, outcome)
                    }
                }
                if await reportOverdue(&engine) { isSummaryStale = true }
                await letGo(&engine)
                await reportSight(&engine)
                let now = self.now
                if isSummaryStale, summaries.isOpen(at: now.steady) {
                    isSummaryStale = false
                    summaries.close(at: now.steady)
                    await dependencies.observer.summarized(engine.summary(at: now))
                }
                if engine.hasBookkeeping, bookkeeping.isOpen(at: time.now.steady) {
                    bookkeeping.close(at: time.now.steady)
                    await saveBookkeeping(&engine)
                }
                surveys.advance(engine, at: time.now)

                var wake = time.now.steady
                if !surveys.isUnderWay {
                    wake += longestSleep
                    if let next = engine.nextWake(at: self.now) { wake = min(wake, next) }
                    if engine.awaitsCredentials { wake = min(wake, credentials.nextTime) }
                    if isSummaryStale { wake = min(wake, summaries.nextTime) }
                    if engine.hasBookkeeping { wake = min(wake, bookkeeping.nextTime) }
                }
                if sleeps.add(until: wake) {
                    let time = time
                    let wake = wake
                    group.addTask {
                        // Cancelled: the loop is ending and checks that itself.
                        try? await time.sleep(until: wake)
                        arrivals.add(wokenAt: wake)
                    }
                }
                guard await requests.waitForArrival(), !Task.isCancelled else { break }
                let arrived = arrivals.takeAll()
                for time in arrived.woken { sleeps.remove(until: time) }
                if !arrived.polled.isEmpty || !arrived.listed.isEmpty {
                    if presence.isOpen(at: time.now.steady) {
                        presence.close(at: time.now.steady)
                        await comparePresence(engine)
                    }
                    await take(arrived.polled, into: &engine)
                    await take(arrived.listed, into: &engine)
                    isSummaryStale = true
                }
                if await serve(requests.takeAll(), with: &engine, &surveys) { isSummaryStale = true }
            }
            for request in requests.close() { request.fail(.stopping) }
            surveys.fail(.stopping)
            group.cancelAll()
            await comparePresence(engine)
            await saveBookkeeping(&engine)
        }
    }

    /// Makes a poll, and with it those of its companions.
    private static func read(
        _ poll: AdmittedPoll, by reader: any ResourceReader
    ) async -> [(poll: AdmittedPoll, outcome: PollOutcome?)] {
        guard !poll.companions.isEmpty else { return [(poll, await reader.read(poll.watch))] }
        let resources = poll.resources
        guard resources.count > 1 else {
            let outcome = await reader.read(poll.watch)
            return ([poll] + poll.companions).map { ($0, outcome) }
        }
        return poll.outcomes(await reader.readMany(resources))
    }

    private func retryCredentials(_ engine: inout Engine) async {
        for lane in engine.lanesAwaitingCredentials where await dependencies.reader.credentialsChanged(lane) {
            engine.credentialsChanged(lane, at: now)
        }
    }

    /// Commits what polls came to; the engine accepts it and the observer hears of it only after that.
    private func take(_ polled: [(poll: AdmittedPoll, outcome: PollOutcome?)], into engine: inout Engine) async {
        let now = self.now
        var pending = PendingResults()
        for (poll, outcome) in polled {
            guard let outcome else {
                await record(&pending, into: &engine, at: now)
                engine.readAlone(poll, at: now)
                continue
            }
            if engine.evaluate(poll, outcome, with: &pending, at: now) {
                guard pending.results.count >= Self.resultsAtOnce else { continue }
                await record(&pending, into: &engine, at: now)
            } else {
                await record(&pending, into: &engine, at: now)
                engine.abandon(poll, at: now)
            }
        }
        await record(&pending, into: &engine, at: now)
    }

    /// Commits what pages of lists came to; the engine accepts it only after that.
    private func take(_ listed: [(page: AdmittedPage, outcome: ListOutcome)], into engine: inout Engine) async {
        for (page, outcome) in listed {
            guard let result = engine.take(page, outcome, at: now) else { continue }
            do throws(StateStoreError) {
                if !result.commits.isEmpty { try await record(result.commits, of: engine) }
                engine.accept(result, at: now)
            } catch {
                engine.postpone(result, at: now)
            }
            if let isComplete = result.isComplete {
                meters.listingEnded(page.request.settings.lane, isComplete: isComplete)
            }
            await dependencies.observer.listed(result)
        }
    }

    /// Commits results in one transaction, and has the engine accept them if that succeeds.
    private func record(_ pending: inout PendingResults, into engine: inout Engine, at now: Moment) async {
        defer { pending = PendingResults() }
        let commits = pending.commits
        do throws(StateStoreError) {
            if !commits.isEmpty { try await record(commits, of: engine) }
        } catch {
            // None of them, since each was worked out as if those before it had happened.
            for result in pending.results {
                engine.postpone(result, at: now)
                if result.commit != nil { await dependencies.observer.couldNotRecord(result.watch, error) }
            }
            return
        }
        for result in pending.results {
            engine.accept(result, at: now)
            await dependencies.observer.polled(result)
        }
    }

    /// Commits which watches have become overdue while they cannot be read; true if there were any.
    ///
    /// Those beyond ``overduePerPass`` are left to the loop's next pass, which follows immediately.
    private func reportOverdue(_ engine: inout Engine) async -> Bool {
        var count = 0
        while count < Self.overduePerPass, let late = engine.nextOverdue(at: now) {
            count += 1
            do throws(StateStoreError) {
                try await record([late.commit], of: engine)
                engine.accept(late)
            } catch {
                engine.postpone(late, at: now)
                await dependencies.observer.couldNotRecord(late.watch, error)
            }
        }
        return count > 0
    }

    /// Commits which found jobs are let go.
    private func letGo(_ engine: inout Engine) async {
        guard let leaving = engine.nextLettingGo(at: now) else { return }
        do throws(StateStoreError) {
            try await record([leaving.commit], of: engine)
            engine.letGo(leaving, at: now)
        } catch {
            engine.postpone(leaving, at: now)
        }
    }

    /// Commits of which matchers found jobs cannot be read, or can be again.
    private func reportSight(_ engine: inout Engine) async {
        while let report = engine.nextSightReport(at: now) {
            do throws(StateStoreError) {
                try await record([report.commit], of: engine)
                engine.accept(report)
            } catch {
                engine.postpone(report, at: now)
                // With a short `poll.max` it would be due again at once, for as long as the disk is full.
                return
            }
        }
    }

    // MARK: The record

    /// Writes commits into the record, all or none, and signals their notices to the outbox's relay.
    ///
    /// If the record turns out to be damaged, it is renewed first: `engine` has not accepted the commits yet.
    func record(_ commits: [Commit], of engine: Engine) async throws(StateStoreError) {
        do throws(StateStoreError) {
            try await write { (store) throws(StateStoreError) in try await store.commit(commits) }
        } catch {
            do throws(StateStoreError) {
                guard dependencies.store.isDamaged, await renewRecord(engine) else { throw error }
                try await write { (store) throws(StateStoreError) in try await store.commit(commits) }
            } catch {
                meters.couldNotCommit()
                throw error
            }
        }
        meters.committed(commits)
        dependencies.outboxGrew()
    }

    /// Replaces a damaged record by a fresh one with what the engine knows; false if that failed.
    ///
    /// The loop's next pass tries again; meanwhile the store says what is wrong.
    @discardableResult
    private func renewRecord(_ engine: Engine) async -> Bool {
        let now = self.now
        do throws(StateStoreError) {
            try await write { (store) throws(StateStoreError) in
                try await store.renew(engine.recordContent(at: now), at: now.wall)
            }
            dependencies.outboxGrew()
            return true
        } catch {
            return false
        }
    }

    /// Has the record compared with its files' names, and renews it if they are no longer its own.
    private func comparePresence(_ engine: Engine) async {
        try? await write { (store) throws(StateStoreError) in await store.comparePresence() }
        if dependencies.store.isDamaged { await renewRecord(engine) }
    }

    /// Writes when lanes were answered last, and what changed of watches without a notice, so that a restart continues.
    private func saveBookkeeping(_ engine: inout Engine) async {
        guard engine.hasBookkeeping else { return }
        engine.hasNewMemories = false
        let bookkeeping = engine.bookkeeping(at: now)
        do throws(StateStoreError) {
            try await write { (store) throws(StateStoreError) in try await store.note(bookkeeping) }
            engine.bookkeepingSaved()
        } catch {
            // Little is lost by it: a later pass writes it again, with what was added meanwhile.
        }
    }

    /// Runs a write under the watchdog's eyes.
    private func write(
        _ body: (any StateStore) async throws(StateStoreError) -> Void
    ) async throws(StateStoreError) {
        dependencies.progress?.beat(.store)
        defer { dependencies.progress?.rest(.store) }
        try await body(dependencies.store)
    }
}

/// Follows the polling besides the record: the status line, the debug log, `awaitd wait`.
package protocol PollObserver: Sendable {
    /// A poll ended, and its result is on record.
    func polled(_ result: PollResult) async

    /// A page of a list was read, or was not.
    func listed(_ result: PageResult) async

    /// The summary of the list, at most once a second, and once more after the last change.
    func summarized(_ summary: Summary) async

    /// The record could not be written; the poll is repeated, or the overdue watch reported later.
    func couldNotRecord(_ watch: Watch, _ error: StateStoreError) async
}

extension PollObserver {
    package func listed(_ result: PageResult) async {}
}

/// What a poller's children bring to its loop.
private final class Arrivals: Sendable {
    struct State {
        var polled: [(poll: AdmittedPoll, outcome: PollOutcome?)] = []
        var listed: [(page: AdmittedPage, outcome: ListOutcome)] = []
        var woken: [Duration] = []
    }

    private let state = Mutex(State())
    private let loop: RequestQueue<PollerRequest>

    /// Nothing yet; what arrives wakes the loop that waits for these requests.
    init(waking loop: RequestQueue<PollerRequest>) {
        self.loop = loop
    }

    /// Adds what the polls of one call came to; nil for one that has to be made again.
    func add(_ polls: [(poll: AdmittedPoll, outcome: PollOutcome?)]) {
        state.withLock { $0.polled += polls }
        loop.wake()
    }

    /// Adds a page of a list.
    func add(_ page: AdmittedPage, _ outcome: ListOutcome) {
        state.withLock { $0.listed.append((page, outcome)) }
        loop.wake()
    }

    /// Adds the end of a sleep.
    func add(wokenAt time: Duration) {
        state.withLock { $0.woken.append(time) }
        loop.wake()
    }

    /// Removes and returns all of it, in the order in which it arrived.
    func takeAll() -> State {
        state.withLock { state in
            defer { state = State() }
            return state
        }
    }
}
