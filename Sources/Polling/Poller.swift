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
    let time: TimeSource<C>
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
}
