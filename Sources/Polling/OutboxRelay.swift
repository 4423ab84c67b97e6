// SPDX-License-Identifier: Apache-2.0

package import Core
import ServiceLifecycle
import Synchronization

/// Delivers the notices of the outbox to a sink, in the record's order, and marks them as delivered once the sink has
/// taken and confirmed them.
///
/// Neither the polls nor the watchdog wait for it. The daemon's own messages, which are not recorded, go through it too,
/// so that one sink has one writer.
package final class OutboxRelay<C: Clock>: Service where C.Duration == Duration {
    private let store: any StateStore
    private let sink: any NoticeSink
    private let clock: C
    private let work = Signal()
    private let announcements = Mutex<[Notice]>([])
    private let deliveredCount = Mutex(0)
    /// The sequence numbers of notices that were taken and could not be marked yet.
    private let unmarked = Mutex<[Int64]>([])

    /// The most own messages that wait for a sink that takes nothing; the oldest are dropped.
    private static var mostAnnouncements: Int { 1_000 }
    /// The most notices that are confirmed, and marked in one transaction, together.
    private static var batchSize: Int { 1_024 }
    /// The first pause when the sink or the record fails; each further one is twice as long.
    private static var shortestPause: Duration { .milliseconds(100) }
    /// The longest pause.
    private static var longestPause: Duration { .seconds(5) }

    /// Makes a relay between a record and a sink.
    package init(store: any StateStore, sink: any NoticeSink, clock: C) {
        self.store = store
        self.sink = sink
        self.clock = clock
    }

    /// Wakes the relay, since something was added to the outbox.
    package func outboxGrew() {
        work.raise()
    }

    /// Delivers one of the daemon's own messages as soon as the sink takes it.
    package func announce(_ notice: Notice) {
        announcements.withLock { waiting in
            if waiting.count >= Self.mostAnnouncements { waiting.removeFirst() }
            waiting.append(notice)
        }
        work.raise()
    }

    /// Has ``run()`` deliver what there is and end.
    package func finish() {
        work.raise()
        work.finish()
    }

    /// Delivers until ``finish()`` or graceful shutdown, and then what is left; cancelling abandons what is left.
    package func run() async {
        await withGracefulShutdownHandler {
            outboxGrew()
            while await work.wait() { await deliverAll() }
        } onGracefulShutdown: {
            self.finish()
        }
    }

    // MARK: The last delivery

    /// How long the last delivery may go without progress before the rest is abandoned.
    private static var drainPatience: Duration { .seconds(1) }
    /// The longest that the last delivery may take in all.
    private static var longestDrain: Duration { .seconds(30) }
    /// How much more time the service manager is asked for, each time there was progress.
    private static var drainExtension: Duration { .seconds(10) }

    /// Empties the outbox after ``run()`` has ended, for as long as that makes progress.
    ///
    /// What is left stays on record and is delivered after the next start, so a journal that takes nothing delays no stop.
    /// `extend` asks the service manager for so much more time.
    package func drain(extend: @escaping @Sendable (Duration) -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.deliverAll() }
            group.addTask { await self.stall(extend: extend) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Returns once the last delivery goes on without progress, or for too long; to be raced with it.
    package func stall(extend: @Sendable (Duration) -> Void = { _ in }) async {
        let end = clock.now.advanced(by: Self.longestDrain)
        var before = delivered
        while clock.now < end {
            // Cancelled: the outbox is empty.
            guard (try? await clock.sleep(for: Self.drainPatience)) != nil, delivered > before else { return }
            before = delivered
            extend(Self.drainExtension)
        }
    }

    // MARK: Delivery

    /// How many notices and own messages the sink has taken so far.
    private var delivered: Int { deliveredCount.withLock { $0 } }

    private func deliverAll() async {
        var pause = Self.shortestPause
        var taken = unmarked.withLock { $0 }
        defer { unmarked.withLock { $0 = taken } }
        while !Task.isCancelled {
            if let own = announcements.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
                await deliver(own)
                continue
            }
            do throws(StateStoreError) {
                _ = try await mark(&taken)
                let batch = try await store.undelivered(limit: Self.batchSize)
                guard !batch.isEmpty else { return }
                switch try await deliver(batch, &taken) {
                case .delivered:
                    pause = Self.shortestPause
                    continue
                case .cancelled: return
                case .lost: break
                }
            } catch {
                // A record that cannot be read or marked now still has notices to deliver, and no other signal may come.
            }
            // Cancelled: the loop checks that itself.
            try? await clock.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    /// What became of a batch.
    private enum Progress {
        /// All of it was delivered.
        case delivered
        /// The sink may have lost some of it: it is still in the outbox and is delivered again.
        case lost
        /// The task was cancelled meanwhile.
        case cancelled
    }

    /// Delivers a batch, in order, and marks what was taken.
    ///
    /// Marks in groups, because each mark waits for the disk and for the sink to confirm. What a crash leaves unmarked is
    /// delivered once more, with the same identity: better than not at all.
    private func deliver(_ batch: [Notice], _ taken: inout [Int64]) async throws(StateStoreError) -> Progress {
        for notice in batch {
            guard let sequence = notice.stamp?.sequence else { continue }
            if await !offer(notice) {
                // It may be long until this one is taken, so those before it are marked first.
                guard try await mark(&taken) else { return .lost }
                guard await deliver(notice, isRefused: true) else { return .cancelled }
            }
            taken.append(sequence)
        }
        return try await mark(&taken) ? .delivered : .lost
    }

    /// Marks what was taken as delivered, if the sink confirms it.
    ///
    /// False if the sink may have lost some: all of them are still in the outbox and come before any other.
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
            deliveredCount.withLock { $0 += 1 }
            return true
        } catch {
            return false
        }
    }

    /// Offers one notice until it is taken; false if the task was cancelled before.
    ///
    /// One that has just been refused is offered again after a pause.
    @discardableResult
    private func deliver(_ notice: Notice, isRefused: Bool = false) async -> Bool {
        var isRefused = isRefused
        var pause = Self.shortestPause
        while !Task.isCancelled {
            if isRefused {
                // Cancelled: the loop checks that itself.
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
