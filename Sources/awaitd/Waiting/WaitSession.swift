// SPDX-License-Identifier: Apache-2.0

import AWSClient
import ArgumentParser
import Core
import Logging
import Platform
import Polling
import StateStore
import Synchronization
import UnixSignals

/// One `awaitd wait`: lists what its patterns match, and polls the targets until the goal is reached, the time is over, or a
/// signal arrives.
struct WaitSession: Sendable {
    let targets: [Target]
    let goal: WaitGoal
    let limits: Limits
    let timeout: Duration?
    /// How long a target that was never read may be refused.
    let grace: Duration
    let output: NoticeOutput
    let console: WaitConsole
    let environment: [String: String]
    /// How long past jobs took.
    let experience: ExperienceBook
    private let commands = PollerCommands()

    private enum Event: Sendable {
        case polled(PollResult)
        /// A second has passed.
        case tick
    }

    /// Waits; returns the exit code.
    func run() async throws -> ExitCode {
        let store = MemoryStore()
        let relay = OutboxRelay(store: store, sink: WaitSink(inner: output.sink), clock: .timer)
        return try await withAWSReader(
            environment: environment,
            concurrency: limits.concurrency,
            userAgent: "awaitd/\(Version.current)",
            quotesPrograms: true,
            now: WallClock.now,
            credentialsMoved: { [logger = output.logger] in logger.credentialsMoved($0) }
        ) { reader, _ in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await relay.run() }
                let code = await race(reader, store, relay)
                // What is recorded is delivered before the command ends, unless nothing reads it.
                relay.finish()
                group.addTask { await relay.stall() }
                await group.next()
                group.cancelAll()
                return code
            }
        }
    }

    /// Runs everything concurrently; the first part to return an exit code ends it.
    private func race(
        _ reader: AWSReader,
        _ store: MemoryStore,
        _ relay: OutboxRelay<TimerClock<ContinuousClock>>
    ) async -> ExitCode {
        let (events, continuation) = AsyncStream<Event>.makeStream()
        let isSearching = Flag()
        let observer = WaitObserver(console: console, logger: output.logger) { continuation.yield(.polled($0)) }
        let poller = Poller(
            .init(reader: reader, store: store, observer: observer, outboxGrew: relay.outboxGrew),
            time: TimeSource(clock: .timer, wall: WallClock.now),
            commands: commands
        )
        return await withTaskGroup(of: ExitCode?.self) { group in
            group.addTask {
                let watches: [Watch]
                do throws(MatchSearch.Ending) {
                    watches = try await MatchSearch(reader, grace: grace, searching).watches(of: targets)
                } catch {
                    console.report(error.line)
                    return error.exitCode
                }
                isSearching.lower()
                return await follow(WatchList(watches: watches, limits: limits), poller, events) {
                    let now = WallClock.now()
                    return reader.confirmedTime(at: now) ?? now
                }
            }
            group.addTask { await signal() }
            group.addTask { await tick { continuation.yield(.tick) } }
            if let timeout {
                group.addTask {
                    // Cancelled: the wait has ended before the timeout.
                    guard (try? await Task.sleep(for: timeout, clock: .timer)) != nil else { return nil }
                    continuation.finish()
                    guard isSearching.isRaised else { return nil }
                    console.write("timed out after \(DurationText.config(timeout)), before all jobs were listed")
                    return .timedOut
                }
            }
            for await code in group {
                guard let code else { continue }
                group.cancelAll()
                return code
            }
            return .jobFailed
        }
    }

    /// Polls until all have ended, or the stream of events has.
    private func follow(
        _ list: WatchList, _ poller: Poller<TimerClock<ContinuousClock>>, _ events: AsyncStream<Event>,
        now: @escaping @Sendable () -> Timestamp
    ) async -> ExitCode? {
        await withTaskGroup(of: ExitCode?.self) { group in
            group.addTask { [experience] in
                await poller.run {
                    Engine(
                        list, experience: experience, seed: .random(in: .min ... .max), atOnce: true, at: poller.now)
                }
                return nil
            }
            group.addTask { await settle(list.watches, events, now: now) }
            for await code in group {
                guard let code else { continue }
                group.cancelAll()
                return code
            }
            return nil
        }
    }

    /// How jobs that match are looked for.
    private var searching: MatchSearch.Environment {
        MatchSearch.Environment(
            now: WallClock.now,
            elapsed: { [console] in console.elapsed },
            // Cancelled: the search ends by that.
            sleep: { try? await Task.sleep(for: $0, clock: .timer) },
            say: { [console] in console.write($0) },
            progressed: { [console] in console.progressed($0) },
            listed: { [logger = output.logger] in logger.listed($0, page: $1, $2) }
        )
    }

    /// Notes how the targets do until all have ended; `now` is the time by AWS's clock.
    private func settle(_ watches: [Watch], _ events: AsyncStream<Event>, now: () -> Timestamp) async -> ExitCode? {
        var ledger = WaitLedger(watches, grace: grace, goal: goal)
        var estimate = WaitEstimate(watches, by: experience)
        for await event in events {
            switch event {
            case .polled(let result):
                estimate.note(result.watch, result.machine.state, result.outcome.observation)
                let wasOpen = ledger.isOpen(result.watch.identity)
                let line = ledger.note(result, at: console.elapsed)
                let hasEnded = wasOpen && !ledger.isOpen(result.watch.identity)
                if hasEnded { console.remove(result.watch.name) }
                if hasEnded, case .failed(let failure) = result.outcome {
                    if let line { console.report(line) }
                    output.post(result.watch.endNotice(failure, wasSeen: result.machine.state != .unseen))
                } else if let line {
                    console.write(line)
                }
                if let code = ledger.exitCode { return code }
            case .tick:
                for name in ledger.due(at: console.elapsed) {
                    // A poller that has stopped polls nothing more.
                    _ = try? await commands.pollNow(name)
                }
                let now = now()
                console.update(estimate: estimate.text(at: now))
                if console.isLive, let report = try? await commands.status() {
                    let names = ledger.openNames
                    console.update(report.watches.filter { names.contains($0.name) }, at: now)
                }
            }
        }
        // The stream ends with the timeout; cancelled: the wait has ended before it.
        guard let timeout, !Task.isCancelled else { return nil }
        for failure in ledger.failures { console.report(failure) }
        console.write("timed out after \(DurationText.config(timeout)); the jobs go on")
        return ledger.timeOut()
    }

    private func signal() async -> ExitCode? {
        for await signal in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
            console.write("interrupted; the jobs go on")
            return signal == .sigint ? .interrupted : .terminated
        }
        return nil
    }

    private func tick(_ report: () -> Void) async -> ExitCode? {
        while !Task.isCancelled {
            console.tick()
            report()
            // A cancelled sleep ends the loop by its condition.
            try? await Task.sleep(for: .seconds(1), clock: .timer)
        }
        return nil
    }
}

/// Forwards the results of polls to the session, and the summary to the console.
private struct WaitObserver: PollObserver {
    let console: WaitConsole
    let logger: Logger
    let report: @Sendable (PollResult) -> Void

    func polled(_ result: PollResult) async {
        logger.polled(result)
        report(result)
    }

    func listed(_ result: PageResult) async { logger.listed(result) }

    func summarized(_ summary: Summary) async {
        console.update(summary)
    }

    func couldNotRecord(_ watch: Watch, _ error: StateStoreError) async {
        console.report("\(watch.name): \(error.reason)")
    }
}

/// Drops notices about lost visibility that may end a wait: they say how a daemon goes on, and the wait prints the reason.
private struct WaitSink: NoticeSink {
    let inner: any NoticeSink

    private static let ends: Set<Visibility> = [.unauthorized, .notFound, .rejected]

    func deliver(_ notice: Notice) async throws(DeliveryError) {
        if let visibility = notice.content.visibility, Self.ends.contains(visibility) { return }
        try await inner.deliver(notice)
    }
}

extension Watch {
    /// What a read is told as that ends the wait for this watch without an end of the job.
    fileprivate func endNotice(_ failure: PollFailure, wasSeen: Bool) -> Notice {
        let event: WatchEvent =
            switch failure.cause {
            case .notFound: .notFound(failure, wasSeen: wasSeen)
            case .denied, .credentials: .visibilityLost(.unauthorized, failure)
            case .rejected: .visibilityLost(.rejected, failure)
            case .throttled, .transient, .clockSkew: .visibilityLost(.unreachable, failure)
            }
        return notice(of: event, observation: nil)
    }
}

/// Whether jobs are still looked for.
private final class Flag: Sendable {
    private let state = Mutex(true)

    var isRaised: Bool { state.withLock { $0 } }

    func lower() { state.withLock { $0 = false } }
}
