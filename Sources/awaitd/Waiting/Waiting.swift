// SPDX-License-Identifier: Apache-2.0

import AWSClient
import ArgumentParser
import Core
import Polling
import StateStore
import UnixSignals

/// One wait, put together: polls the targets until all have ended, the time is over, or somebody has had enough.
struct Waiting: Sendable {
    let list: WatchList
    let timeout: Duration?
    let telling: Telling
    let console: WaitConsole
    let environment: [String: String]

    /// Waits; gives the exit code.
    func run() async throws -> ExitCode {
        let store = MemoryStore()
        let relay = OutboxRelay(store: store, sink: WaitSink(inner: telling.sink), clock: ContinuousClock())
        return try await withAWSReader(
            environment: environment,
            concurrency: list.limits.concurrency,
            userAgent: "awaitd/\(Version.current)",
            now: WallClock.now
        ) { reader, _ in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await relay.run() }
                let code = await race(reader, store, relay)
                // What is recorded is told before the end is.
                relay.finish()
                await group.waitForAll()
                console.finish()
                return code
            }
        }
    }

    /// Runs everything that goes on meanwhile; whatever comes to an exit code first ends it.
    private func race(
        _ reader: AWSReader,
        _ store: MemoryStore,
        _ relay: OutboxRelay<ContinuousClock>
    ) async -> ExitCode {
        let (evaluations, continuation) = AsyncStream<PollResult>.makeStream()
        let poller = Poller(
            .init(
                reader: reader,
                store: store,
                observer: WaitObserver(console: console, evaluations: continuation, logger: telling.logger),
                outboxGrew: relay.outboxGrew
            ),
            time: TimeSource(clock: ContinuousClock(), wall: WallClock.now)
        )
        let engine = Engine(list, seed: .random(in: .min ... .max), atOnce: true, at: poller.now)
        return await withTaskGroup(of: ExitCode?.self) { group in
            group.addTask {
                await poller.run(engine)
                return nil
            }
            group.addTask { await settle(evaluations) }
            group.addTask { await signal() }
            group.addTask { await tick() }
            if let timeout {
                group.addTask {
                    // Cancelled means that the wait ended before.
                    if (try? await Task.sleep(for: timeout)) != nil { continuation.finish() }
                    return nil
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

    private func settle(_ evaluations: AsyncStream<PollResult>) async -> ExitCode? {
        var ledger = WaitLedger(list.watches)
        for await evaluation in evaluations {
            let known = ledger.problems.count
            ledger.note(evaluation)
            for problem in ledger.problems.dropFirst(known) { _ = console.write(problem + "\n") }
            if let code = ledger.exitCode { return code }
        }
        // The stream ends when the time is over; cancelled means that the wait ended before.
        guard let timeout, !Task.isCancelled else { return nil }
        for miss in ledger.misses { _ = console.write(miss + "\n") }
        _ = console.write("timed out after \(DurationText.config(timeout)); the jobs go on\n")
        return .timedOut
    }

    private func signal() async -> ExitCode? {
        for await signal in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
            _ = console.write("interrupted; the jobs go on\n")
            return signal == .sigint ? .interrupted : .terminated
        }
        return nil
    }

    private func tick() async -> ExitCode? {
        while !Task.isCancelled {
            console.tick()
            // Cancelled means that the wait ended; the loop looks for itself.
            try? await Task.sleep(for: .seconds(1))
        }
        return nil
    }
}
