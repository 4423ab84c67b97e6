// SPDX-License-Identifier: Apache-2.0

package import Lifecycle
import ServiceLifecycle
import Synchronization

/// Tells what stands in the outbox, in the record's order, until the sink takes it; then it counts as told.
///
/// Nobody waits for it: neither the polls nor the watchdog. The daemon's own messages, which are not recorded, go through
/// it too, so that one sink has one writer.
package final class Teller<C: Clock>: Service where C.Duration == Duration {
    private let store: any StateStore
    private let sink: any NoticeSink
    private let clock: C
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let announcements = Mutex<[Notice]>([])

    /// The most own messages that wait for a sink that takes nothing; older ones give way.
    private static var mostAnnouncements: Int { 1_000 }

    /// A teller between a record and a sink.
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

    private func tellAll() async {
        while !Task.isCancelled {
            if let own = announcements.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
                await tell(own)
                continue
            }
            // A record that cannot be read now is tried again at the next signal.
            guard let batch = try? await store.untold(limit: 256), !batch.isEmpty else { return }
            for notice in batch {
                guard await tell(notice), let stamp = notice.stamp else { return }
                // Not marked means told once more later, with the same identity: better than not at all.
                try? await store.markTold(stamp.sequence)
            }
        }
    }

    /// Tells one notice, however often it takes; false if the task was cancelled before it was taken.
    @discardableResult
    private func tell(_ notice: Notice) async -> Bool {
        var pause: Duration = .milliseconds(100)
        while !Task.isCancelled {
            do throws(NoticeNotTaken) {
                try await sink.tell(notice)
                return true
            } catch {
                // Cancelled means that the loop ends; it looks for itself.
                try? await clock.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
        return false
    }
}
