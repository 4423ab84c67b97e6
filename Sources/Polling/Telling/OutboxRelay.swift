// SPDX-License-Identifier: Apache-2.0

package import Core
import ServiceLifecycle
import Synchronization

/// Tells what stands in the outbox, in the record's order, until the sink has taken and confirmed it; then it counts as
/// told.
///
/// Nobody waits for it: neither the polls nor the watchdog. The daemon's own messages, which are not recorded, go through
/// it too, so that one sink has one writer.
package final class OutboxRelay<C: Clock>: Service where C.Duration == Duration {
    private let store: any StateStore
    private let sink: any NoticeSink
    private let clock: C
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let announcements = Mutex<[Notice]>([])
    private let takenCount = Mutex(0)
    /// Notices that were taken and could not be marked yet.
    private let unmarked = Mutex<[Int64]>([])

    /// The most own messages that wait for a sink that takes nothing; older ones give way.
    private static var mostAnnouncements: Int { 1_000 }
    /// How many notices are confirmed, and marked as told in one transaction, at most.
    private static var markedAtOnce: Int { 1_024 }
    /// How long it waits at first when the sink or the record will not have it; twice as long each time.
    private static var shortestPause: Duration { .milliseconds(100) }
    /// How long it waits at most.
    private static var longestPause: Duration { .seconds(5) }

    /// A relay between a record and a sink.
    package init(store: any StateStore, sink: any NoticeSink, clock: C) {
        self.store = store
        self.sink = sink
        self.clock = clock
        // One signal says all that many would: look into the outbox.
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The outbox has something new.
    package func outboxGrew() {
        signal.yield()
    }

    /// Tells one of the daemon's own messages as soon as the sink takes it.
    package func announce(_ notice: Notice) {
        announcements.withLock { waiting in
            if waiting.count >= Self.mostAnnouncements { waiting.removeFirst() }
            waiting.append(notice)
        }
        signal.yield()
    }

    /// Tells what there is and ends when it is told.
    package func finish() {
        signal.yield()
        signal.finish()
    }

    /// Tells until ``finish()`` or graceful shutdown, and then what is left; cancelling gives up what is left.
    package func run() async {
        await withGracefulShutdownHandler {
            outboxGrew()
            for await _ in signals { await tellAll() }
        } onGracefulShutdown: {
            self.finish()
        }
    }

    /// How many notices and own messages the sink has taken so far.
    package var delivered: Int { takenCount.withLock { $0 } }

    /// Tells what is in the outbox and returns; for when ``run()`` has ended.
    ///
    /// Cancelling gives up what is left.
    package func drain() async {
        await tellAll()
    }

    private func tellAll() async {
        var pause = Self.shortestPause
        var taken = unmarked.withLock { $0 }
        defer { unmarked.withLock { $0 = taken } }
        while !Task.isCancelled {
            if let own = announcements.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
                await tell(own)
                continue
            }
            do throws(StateStoreError) {
                _ = try await mark(&taken)
                let batch = try await store.undelivered(limit: Self.markedAtOnce)
                guard !batch.isEmpty else { return }
                switch try await tell(batch, &taken) {
                case .told:
                    pause = Self.shortestPause
                    continue
                case .cancelled: return
                case .lost: break
                }
            } catch {
                // A record that cannot be read or marked now has more to be told all the same, and nobody else would
                // come back to that.
            }
            // Cancelled means that the loop ends; it looks for itself.
            try? await clock.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    /// What became of a part of the outbox.
    private enum Progress {
        /// All of it was told.
        case told
        /// The sink may have lost some of it: it is in the outbox still, and is told again.
        case lost
        /// The task was cancelled meanwhile.
        case cancelled
    }

    /// Tells a part of the outbox, in order, and marks what was taken.
    ///
    /// Marks in groups, because each mark waits for the disk, and for the sink to confirm. What a crash leaves unmarked is
    /// told once more, with the same identity: better than not at all.
    private func tell(_ batch: [Notice], _ taken: inout [Int64]) async throws(StateStoreError) -> Progress {
        for notice in batch {
            guard let sequence = notice.stamp?.sequence else { continue }
            if await !offer(notice) {
                // It may be long until this one is taken, so those before it are marked first.
                guard try await mark(&taken) else { return .lost }
                guard await tell(notice, isRefused: true) else { return .cancelled }
            }
            taken.append(sequence)
        }
        return try await mark(&taken) ? .told : .lost
    }

    /// Marks what was taken as told, if the sink confirms it.
    ///
    /// False if the sink may have lost some: all of them are in the outbox still, and come before any other.
    private func mark(_ taken: inout [Int64]) async throws(StateStoreError) -> Bool {
        guard !taken.isEmpty else { return true }
        guard await isConfirmed() else {
            taken = []
            return false
        }
        try await store.markDelivered(taken)
        taken = []
        return true
    }

    private func isConfirmed() async -> Bool {
        do throws(DeliveryError) {
            try await sink.confirm()
            return true
        } catch {
            return false
        }
    }

    private func offer(_ notice: Notice) async -> Bool {
        do throws(DeliveryError) {
            try await sink.deliver(notice)
            takenCount.withLock { $0 += 1 }
            return true
        } catch {
            return false
        }
    }

    /// Tells one notice, however often it takes; false if the task was cancelled before it was taken.
    ///
    /// One that was refused just now is tried again after a pause.
    @discardableResult
    private func tell(_ notice: Notice, isRefused: Bool = false) async -> Bool {
        var isRefused = isRefused
        var pause = Self.shortestPause
        while !Task.isCancelled {
            if isRefused {
                // Cancelled means that the loop ends; it looks for itself.
                try? await clock.sleep(for: pause)
                pause = min(pause * 2, Self.longestPause)
                if Task.isCancelled { return false }
            }
            if await offer(notice) { return true }
            isRefused = true
        }
        return false
    }
}
