// SPDX-License-Identifier: Apache-2.0

package import Core

/// Drives an ``Engine`` along the way of a poll: due → admitted → asked → machine → committed → told.
///
/// One loop owns the engine, so nothing is locked and nothing happens twice. Polls and the one sleep run as children of
/// the loop's task; it takes in what they come to one by one.
package struct Poller<C: Clock>: Sendable where C.Duration == Duration {
    /// What the loop needs from outside.
    package struct Dependencies: Sendable {
        /// Reads a resource.
        let reader: any ResourceReader
        /// Keeps the record.
        let store: any StateStore
        /// Is told that the outbox has something new.
        let outboxGrew: @Sendable () -> Void
        /// Hears how it goes.
        let observer: any PollObserver
        /// Hears that the loop turns.
        let progress: (any ProgressReporter)?

        /// What the loop needs.
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

    let needs: Dependencies
    private let time: TimeSource<C>
    private let longestSleep: Duration
    private let commands: PollerCommands

    /// A poller on a clock; `longestSleep` is how long the loop may go without a turn when nothing is due.
    package init(
        _ needs: Dependencies,
        time: TimeSource<C>,
        longestSleep: Duration = .seconds(3_600),
        commands: PollerCommands = PollerCommands()
    ) {
        self.needs = needs
        self.time = time
        self.longestSleep = longestSleep
        self.commands = commands
    }

    /// This moment on the poller's clocks, for making the engine that it will run.
    package var now: Moment { time.now }

    private enum Event: Sendable {
        case woke(at: Duration)
        case polled(PollOrder, PollOutcome)
        case asked
        case askedNoMore
    }

    /// Polls until the task is cancelled; polls under way are given up then, and seen again after the next start.
    package func run(_ start: Engine) async {
        await withTaskGroup(of: Event.self) { group in
            var engine = start
            var alarms = Alarms()
            var status = StatusPacer()
            var books = BookPacer(startingAt: time.now.steady)
            let mailbox = commands.mailbox
            group.addTask { await mailbox.waitForArrival() ? .asked : .askedNoMore }
            while !Task.isCancelled {
                needs.progress?.beat(.scheduler)
                if needs.store.isDamaged { await renewRecord(engine) }
                await askForCredentials(&engine)
                for order in engine.admit(at: time.now) {
                    let reader = needs.reader
                    group.addTask { .polled(order, await reader.read(order.watch)) }
                }
                if await tellOverdue(&engine) { status.changed() }
                if status.isDue(at: time.now.steady) { await needs.observer.summarized(engine.summary(at: time.now)) }
                if engine.hasBookkeeping, books.isDue(at: time.now.steady) { await keepBooks(&engine) }

                var wake = wakeTime(&engine, status, at: time.now)
                if engine.hasBookkeeping { wake = min(wake, books.nextTurn) }
                if alarms.set(wake) {
                    let time = time
                    let wake = wake
                    group.addTask {
                        // Cancelled means that the loop ends; it looks for itself.
                        try? await time.sleep(until: wake)
                        return .woke(at: wake)
                    }
                }
                guard let event = await group.next(), !Task.isCancelled else { break }
                switch event {
                case .woke(let at):
                    alarms.rang(at)
                case .polled(let order, let outcome):
                    await take(outcome, of: order, into: &engine)
                    status.changed()
                case .asked:
                    if await serve(mailbox.takeAll(), with: &engine) { status.changed() }
                    group.addTask { await mailbox.waitForArrival() ? .asked : .askedNoMore }
                case .askedNoMore:
                    break
                }
            }
            for request in mailbox.close() { request.refuse(.stopping) }
            group.cancelAll()
            if needs.store.isDamaged { await renewRecord(engine) }
            await keepBooks(&engine)
        }
    }

    /// Writes where watches stand that changed nothing, so that a restart goes on at their pace.
    private func keepBooks(_ engine: inout Engine) async {
        guard engine.hasBookkeeping else { return }
        needs.progress?.beat(.store)
        defer { needs.progress?.rest(.store) }
        do throws(StateStoreError) {
            try await needs.store.note(engine.bookkeeping(at: time.now))
            engine.bookkeepingIsDone()
        } catch {
            // It is only about pace: the next turn, in a minute, writes it with what came meanwhile.
        }
    }

    /// Commits what a poll came to, and lets the engine and everybody else know only after that.
    private func take(_ outcome: PollOutcome, of order: PollOrder, into engine: inout Engine) async {
        let now = time.now
        guard let evaluation = engine.evaluate(order, outcome, at: now) else {
            engine.abandon(order, at: now)
            return
        }
        if let commit = evaluation.commit {
            do throws(StateStoreError) {
                try await record(commit, of: engine)
            } catch {
                engine.postpone(evaluation, at: now)
                await needs.observer.couldNotRecord(order.watch, error)
                return
            }
        }
        engine.accept(evaluation, at: now)
        await needs.observer.polled(evaluation)
    }

    /// Tells which watches have become overdue while they cannot be read; true if there were any.
    private func tellOverdue(_ engine: inout Engine) async -> Bool {
        var count = 0
        // The others have their turn with the loop's next, which follows at once.
        while count < Self.overdueAtOnce, let late = engine.nextOverdue(at: time.now) {
            count += 1
            do throws(StateStoreError) {
                try await record(late.commit, of: engine)
                engine.accept(late)
            } catch {
                engine.postpone(late, at: time.now)
                await needs.observer.couldNotRecord(late.watch, error)
            }
        }
        return count > 0
    }

    /// How many watches are told as overdue in one turn of the loop, each of which waits for the disk.
    private static var overdueAtOnce: Int { 16 }

    private func askForCredentials(_ engine: inout Engine) async {
        for lane in engine.heldUpLanes where await needs.reader.credentialsChanged(lane) {
            engine.credentialsChanged(lane)
        }
    }

    /// When the loop has to turn again even if no poll ends before.
    private func wakeTime(_ engine: inout Engine, _ status: StatusPacer, at now: Moment) -> Duration {
        var wake = now.steady + longestSleep
        if let next = engine.nextWake(at: now) { wake = min(wake, next) }
        if let next = status.nextTurn { wake = min(wake, next) }
        // Whether somebody mended the credentials is a look at a file: cheap, and wanted soon.
        if !engine.heldUpLanes.isEmpty { wake = min(wake, now.steady + .seconds(1)) }
        return wake
    }
}
