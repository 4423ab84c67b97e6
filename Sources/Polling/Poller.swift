// SPDX-License-Identifier: Apache-2.0

package import Core

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
            outboxGrew: @escaping @Sendable () -> Void
        ) {
            self.reader = reader
            self.store = store
            self.observer = observer
            self.progress = progress
            self.outboxGrew = outboxGrew
        }
    }

    let dependencies: Dependencies
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
    package var now: Moment { time.now }

    private enum Event: Sendable {
        case woke(at: Duration)
        case polled(AdmittedPoll, PollOutcome)
        case requestsArrived
        case requestsEnded
    }

    /// The shortest time between two summaries, and so between two `STATUS=` of the daemon.
    private static var summaryInterval: Duration { .seconds(1) }
    /// The shortest time between two writes of the bookkeeping.
    private static var bookkeepingInterval: Duration { .seconds(60) }
    /// How many overdue watches one pass of the loop reports, since each of them waits for the disk.
    private static var overduePerPass: Int { 16 }

    /// Polls until the task is cancelled; polls under way are abandoned then, and repeated after the next start.
    package func run(_ start: Engine) async {
        await withTaskGroup(of: Event.self) { group in
            var engine = start
            var sleeps = PendingSleeps()
            var summaries = Throttle(Self.summaryInterval, from: time.now.steady)
            var isSummaryStale = true
            var bookkeeping = Throttle(Self.bookkeepingInterval, from: time.now.steady + Self.bookkeepingInterval)
            var surveys = StatusSurveys()
            let requests = commands.requests
            group.addTask { await requests.waitForArrival() ? .requestsArrived : .requestsEnded }
            while !Task.isCancelled {
                dependencies.progress?.beat(.scheduler)
                if dependencies.store.isDamaged { await renewRecord(engine) }
                await retryCredentials(&engine)
                for poll in engine.admit(at: time.now) {
                    let reader = dependencies.reader
                    group.addTask { .polled(poll, await reader.read(poll.watch)) }
                }
                if await reportOverdue(&engine) { isSummaryStale = true }
                let now = time.now
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

                var wake = wakeTime(&engine, at: time.now)
                if surveys.isUnderWay { wake = time.now.steady }
                if isSummaryStale { wake = min(wake, summaries.nextTime) }
                if engine.hasBookkeeping { wake = min(wake, bookkeeping.nextTime) }
                if sleeps.add(until: wake) {
                    let time = time
                    let wake = wake
                    group.addTask {
                        // Cancelled: the loop is ending and checks that itself.
                        try? await time.sleep(until: wake)
                        return .woke(at: wake)
                    }
                }
                guard let event = await group.next(), !Task.isCancelled else { break }
                switch event {
                case .woke(let at):
                    sleeps.remove(until: at)
                case .polled(let poll, let outcome):
                    await take(outcome, of: poll, into: &engine)
                    isSummaryStale = true
                case .requestsArrived:
                    if await serve(requests.takeAll(), with: &engine, &surveys) { isSummaryStale = true }
                    group.addTask { await requests.waitForArrival() ? .requestsArrived : .requestsEnded }
                case .requestsEnded:
                    break
                }
            }
            for request in requests.close() { request.fail(.stopping) }
            surveys.fail(.stopping)
            group.cancelAll()
            if dependencies.store.isDamaged { await renewRecord(engine) }
            await saveBookkeeping(&engine)
        }
    }

    /// Returns when the loop must run again even if no poll ends before.
    private func wakeTime(_ engine: inout Engine, at now: Moment) -> Duration {
        var wake = now.steady + longestSleep
        if let next = engine.nextWake(at: now) { wake = min(wake, next) }
        // Checking whether the credentials were fixed takes a look at a file: cheap, and wanted soon.
        if !engine.lanesAwaitingCredentials.isEmpty { wake = min(wake, now.steady + .seconds(1)) }
        return wake
    }

    private func retryCredentials(_ engine: inout Engine) async {
        for lane in engine.lanesAwaitingCredentials where await dependencies.reader.credentialsChanged(lane) {
            engine.credentialsChanged(lane)
        }
    }

    /// Commits what a poll came to; the engine accepts it and the observer hears of it only after that.
    private func take(_ outcome: PollOutcome, of poll: AdmittedPoll, into engine: inout Engine) async {
        let now = time.now
        guard let result = engine.evaluate(poll, outcome, at: now) else {
            engine.abandon(poll, at: now)
            return
        }
        if let commit = result.commit {
            do throws(StateStoreError) {
                try await record(commit, of: engine)
            } catch {
                engine.postpone(result, at: now)
                await dependencies.observer.couldNotRecord(poll.watch, error)
                return
            }
        }
        engine.accept(result, at: now)
        await dependencies.observer.polled(result)
    }

    /// Commits which watches have become overdue while they cannot be read; true if there were any.
    ///
    /// Those beyond ``overduePerPass`` are left to the loop's next pass, which follows immediately.
    private func reportOverdue(_ engine: inout Engine) async -> Bool {
        var count = 0
        while count < Self.overduePerPass, let late = engine.nextOverdue(at: time.now) {
            count += 1
            do throws(StateStoreError) {
                try await record(late.commit, of: engine)
                engine.accept(late)
            } catch {
                engine.postpone(late, at: time.now)
                await dependencies.observer.couldNotRecord(late.watch, error)
            }
        }
        return count > 0
    }

    // MARK: The record

    /// Writes a commit into the record and signals its notices to the outbox's relay.
    ///
    /// If the record turns out to be damaged, it is renewed first: `engine` has not accepted the commit yet.
    func record(_ commit: Commit, of engine: Engine) async throws(StateStoreError) {
        do throws(StateStoreError) {
            try await write { (store) throws(StateStoreError) in try await store.commit(commit) }
        } catch {
            guard dependencies.store.isDamaged, await renewRecord(engine) else { throw error }
            try await write { (store) throws(StateStoreError) in try await store.commit(commit) }
        }
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

    /// Writes the snapshots of watches that had nothing to report, so that a restart continues at their pace.
    private func saveBookkeeping(_ engine: inout Engine) async {
        guard engine.hasBookkeeping else { return }
        let bookkeeping = engine.bookkeeping(at: time.now)
        do throws(StateStoreError) {
            try await write { (store) throws(StateStoreError) in try await store.note(bookkeeping) }
            engine.bookkeepingSaved()
        } catch {
            // Only the pace is lost by it: a pass in a minute writes it again, with what was added meanwhile.
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

    /// The summary of the list, at most once a second, and once more after the last change.
    func summarized(_ summary: Summary) async

    /// The record could not be written; the poll is repeated, or the overdue watch reported later.
    func couldNotRecord(_ watch: Watch, _ error: StateStoreError) async
}
