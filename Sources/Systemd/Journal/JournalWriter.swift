// SPDX-License-Identifier: Apache-2.0

import CSystemd
package import Core
import Glibc
import Synchronization

/// The one thread that talks to the journal.
///
/// sd_journal_sendv(3) blocks for as long as journald hangs. That may hold up this thread and the senders that wait for a
/// notice to be taken, but never the scheduler, the watchdog or Swift's pool of threads.
package final class JournalWriter: Sendable {
    private let transport: any JournalTransport
    private let queue: Mutex<JournalQueue>
    /// An eventfd(2) that says that the queue has something; the thread sleeps reading it.
    private let bell: Int32

    /// Starts the thread, which ends and releases everything after ``close(within:clock:)``.
    ///
    /// Up to `limit` notices, and as many log lines, wait while the journal does not take them.
    package init(transport: any JournalTransport, limit: Int = 1_024) {
        self.transport = transport
        queue = Mutex(JournalQueue(limit: limit))
        bell = eventfd(0, Int32(EFD_CLOEXEC))
        var thread = pthread_t()
        let retained = unsafe Unmanaged.passRetained(self)
        let failure = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<JournalWriter>.fromOpaque(argument).takeRetainedValue().serve()
                return nil
            },
            unsafe retained.toOpaque()
        )
        if failure == 0 { pthread_detach(thread) } else { unsafe retained.release() }
        // Without thread or bell nothing can be sent, and callers get an error at once.
        if failure != 0 || bell < 0 { _ = queue.withLock { $0.abandon() } }
    }

    deinit {
        if bell >= 0 { Glibc.close(bell) }
    }

    /// Sends one entry and waits until the journal has it.
    ///
    /// Throws when it was not taken, when too many wait, after ``close(within:clock:)``, and at once when the task is
    /// cancelled; an entry that is given up is no longer sent, unless that has begun.
    package func send(_ fields: [Notice.Field]) async throws(DeliveryError) {
        let ticket = queue.withLock { $0.ticket() }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (waiter: JournalQueue.Waiter) in
                let known = queue.withLock { $0.enqueue(fields, ticket: ticket, waiter: waiter) }
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
    package func sendLossy(_ fields: [Notice.Field]) {
        queue.withLock { $0.enqueue(line: fields) }
        ring()
    }

    /// Takes nothing more, sends what waits, and after `bound` gives up the rest, whose senders then get an error.
    package func close<C: Clock>(within bound: Duration, clock: C) async where C.Duration == Duration {
        let ticket = queue.withLock { $0.ticket() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                _ = await withCheckedContinuation { (waiter: JournalQueue.Waiter) in
                    let known = self.queue.withLock { $0.close(ticket: ticket, waiter: waiter) }
                    if let known { waiter.resume(returning: known) } else { self.ring() }
                }
            }
            group.addTask {
                // A cancelled sleep only means that the time is over earlier.
                try? await clock.sleep(for: bound)
            }
            await group.next()
            for waiter in queue.withLock({ $0.abandon() }) { waiter.resume(returning: .failure(JournalQueue.closed)) }
            ring()
            group.cancelAll()
        }
    }

    private func giveUp(_ ticket: UInt64) {
        queue.withLock { $0.takeWaiter(ticket) }?
            .resume(returning: .failure(DeliveryError(reason: "the wait for the journal was given up")))
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
            if droppedLines > 0 { send(line: Self.report(dropped: droppedLines), replacing: droppedLines) }
            for item in items { serve(item) }
            if queue.withLock({ $0.isClosed && $0.isEmpty }) { return }
        }
    }

    private func serve(_ item: JournalQueue.Item) {
        switch item {
        case .line(let fields):
            send(line: fields, replacing: 1)
        case .barrier(let ticket):
            finish(ticket, .success(()))
        case .notice(let fields, let ticket):
            guard queue.withLock({ $0.isWanted(ticket) }) else { return }
            do throws(DeliveryError) {
                try transport.send(fields)
                finish(ticket, .success(()))
            } catch {
                finish(ticket, .failure(error))
            }
        }
    }

    private func send(line fields: [Notice.Field], replacing count: Int) {
        do throws(DeliveryError) {
            try transport.send(fields)
        } catch {
            queue.withLock { $0.lost(lines: count) }
        }
    }

    private func finish(_ ticket: UInt64, _ outcome: JournalQueue.Outcome) {
        queue.withLock { $0.takeWaiter(ticket) }?.resume(returning: outcome)
    }

    /// The line that replaces those that were lost.
    private static func report(dropped count: Int) -> [Notice.Field] {
        let lost =
            count == 1
            ? "1 log line was lost because the journal did not take it"
            : "\(count) log lines were lost because the journal did not take them"
        return [
            Notice.Field("MESSAGE", lost),
            Notice.Field("PRIORITY", String(Notice.Priority.warning.rawValue)),
            Notice.Field("SYSLOG_IDENTIFIER", "awaitd"),
        ]
    }
}

/// Carries one entry to the journal; a port within this module, so that the writer is tested without a journal.
package protocol JournalTransport: Sendable {
    /// Hands one entry over. May block for as long as the journal does.
    func send(_ fields: [Notice.Field]) throws(DeliveryError)
}
