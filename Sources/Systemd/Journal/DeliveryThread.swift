// SPDX-License-Identifier: Apache-2.0

import CSystemd
package import Core
import Glibc
import Synchronization

/// The one thread that talks to a destination whose calls block: the journal, standard output, standard error.
///
/// sd_journal_sendv(3) blocks for as long as journald hangs, and write(2) while nothing reads a pipe or a terminal is
/// stopped. That may hold up this thread and the senders that wait for a notice to be taken, but never the scheduler, the
/// watchdog or Swift's pool of threads.
package final class DeliveryThread<Entry: Sendable>: Sendable {
    /// Hands one entry over; may block for as long as the destination does.
    package typealias Output = @Sendable (Entry) throws(DeliveryError) -> Void

    private let destination: String
    private let output: Output
    private let lossReport: @Sendable (Int) -> Entry
    private let queue: Mutex<DeliveryQueue<Entry>>
    /// An eventfd(2) that says that the queue has something; the thread sleeps reading it.
    private let bell: Int32

    /// Starts the thread, which ends and releases everything after ``close(within:clock:)``.
    ///
    /// Up to `limit` notices, and as many log lines, wait while the destination does not take them; `lossReport` is the
    /// line that replaces so many lost ones. Errors name the `destination`: `the journal`.
    package init(
        to destination: String,
        limit: Int = 1_024,
        lossReport: @escaping @Sendable (Int) -> Entry,
        output: @escaping Output
    ) {
        self.destination = destination
        self.output = output
        self.lossReport = lossReport
        queue = Mutex(DeliveryQueue(to: destination, limit: limit))
        bell = eventfd(0, Int32(EFD_CLOEXEC))
        // Without thread or bell nothing can be sent, and callers get an error at once.
        guard bell >= 0, ThreadBody.start({ self.serve() }) else {
            _ = queue.withLock { $0.abandon() }
            return
        }
    }

    deinit {
        if bell >= 0 { Glibc.close(bell) }
    }

    /// Sends one entry and waits until the destination has it.
    ///
    /// Throws when it was not taken, when too many wait, after ``close(within:clock:)``, and at once when the task is
    /// cancelled; an entry that is given up is no longer sent, unless that has begun.
    package func send(_ entry: Entry) async throws(DeliveryError) {
        let ticket = queue.withLock { $0.ticket() }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: DeliveryQueue<Entry>.Waiter) in
                let known = queue.withLock { $0.enqueue(entry, ticket: ticket, waiter: waiter) }
                if let known {
                    waiter.resume(returning: known)
                } else {
                    // A task cancelled before it got here had no waiter to remove yet.
                    if Task.isCancelled { giveUp(ticket) }
                    ring()
                }
            }
        } onCancel: {
            giveUp(ticket)
        }
        try outcome.get()
    }

    /// Sends one entry later, or loses it; never waits.
    package func sendLossy(_ entry: Entry) {
        queue.withLock { $0.enqueue(line: entry) }
        ring()
    }

    /// Whether nothing waits; what is being sent does not count.
    package var isIdle: Bool { queue.withLock { $0.isEmpty } }

    /// Takes nothing more, sends what waits, and after `bound` gives up the rest, whose senders then get an error.
    package func close<C: Clock>(within bound: Duration, clock: C) async where C.Duration == Duration {
        let ticket = queue.withLock { $0.ticket() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = await withCheckedContinuation { (waiter: DeliveryQueue<Entry>.Waiter) in
                    let known = self.queue.withLock { $0.close(ticket: ticket, waiter: waiter) }
                    if let known { waiter.resume(returning: known) } else { self.ring() }
                }
            }
            group.addTask {
                // A cancelled sleep only means that the time is over earlier.
                try? await clock.sleep(for: bound)
            }
            await group.next()
            let (left, closed) = queue.withLock { ($0.abandon(), $0.closed) }
            for waiter in left { waiter.resume(returning: .failure(closed)) }
            ring()
            group.cancelAll()
        }
    }

    private func giveUp(_ ticket: UInt64) {
        queue.withLock { $0.takeWaiter(ticket) }?
            .resume(returning: .failure(DeliveryError(reason: "the wait for \(destination) was given up")))
    }

    private func ring() {
        // The only failure is a counter that is full, which rings already.
        _ = eventfd_write(bell, 1)
    }

    // MARK: On the thread

    private func serve() {
        var count: eventfd_t = 0
        while unsafe eventfd_read(bell, &count) == 0 || errno == EINTR {
            let (items, droppedLines) = queue.withLock { $0.takeAll() }
            if droppedLines > 0 { send(line: lossReport(droppedLines), replacing: droppedLines) }
            for item in items { serve(item) }
            if queue.withLock({ $0.isClosed && $0.isEmpty }) { return }
        }
    }

    private func serve(_ item: DeliveryQueue<Entry>.Item) {
        switch item {
        case .line(let entry):
            send(line: entry, replacing: 1)
        case .barrier(let ticket):
            finish(ticket, .success(()))
        case .notice(let entry, let ticket):
            guard queue.withLock({ $0.isWanted(ticket) }) else { return }
            do throws(DeliveryError) {
                try output(entry)
                finish(ticket, .success(()))
            } catch {
                finish(ticket, .failure(error))
            }
        }
    }

    private func send(line entry: Entry, replacing count: Int) {
        do throws(DeliveryError) {
            try output(entry)
        } catch {
            queue.withLock { $0.lost(lines: count) }
        }
    }

    private func finish(_ ticket: UInt64, _ outcome: DeliveryQueue<Entry>.Outcome) {
        queue.withLock { $0.takeWaiter(ticket) }?.resume(returning: outcome)
    }
}

/// What a thread runs; pthread_create(3) takes no closure.
private final class ThreadBody: Sendable {
    private let body: @Sendable () -> Void

    private init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }

    /// Runs `body` on a thread of its own; false if there can be none.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        var thread = pthread_t()
        let retained = unsafe Unmanaged.passRetained(ThreadBody(body))
        let failure = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            },
            unsafe retained.toOpaque()
        )
        if failure == 0 { pthread_detach(thread) } else { unsafe retained.release() }
        return failure == 0
    }
}
