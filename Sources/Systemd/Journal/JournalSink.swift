// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// Tells notices to the journal.
///
/// "Taken" means that the journal's socket was there and took the entry. It then waits in the socket until journald reads
/// it, and is lost if both are stopped before that; ``confirm()`` finds out. What journald does with what it has read
/// (rate limits, a full disk) nobody is told; the durable record is the store's.
package final class JournalSink: NoticeSink {
    /// How long an entry is given to be read before it counts as kept: journald ending, with a slow disk to wait for,
    /// until its sockets are closed behind it.
    package static let settling: Duration = .milliseconds(500)

    private let writer: JournalWriter
    private let clock: any Clock<Duration>
    private let listener: @Sendable () throws(DeliveryError) -> JournalListener
    /// Who listened when the first entry was taken that is not confirmed yet.
    private let addressee = Mutex<JournalListener?>(nil)

    /// A sink that sends through a writer; `listener` finds out who takes its entries.
    package init(
        writer: JournalWriter,
        clock: any Clock<Duration> = ContinuousClock(),
        listener: @escaping @Sendable () throws(DeliveryError) -> JournalListener = { () throws(DeliveryError) in
            try JournalListener(at: NativeJournal.socketPath)
        }
    ) {
        self.writer = writer
        self.clock = clock
        self.listener = listener
    }

    package func deliver(_ notice: Notice) async throws(DeliveryError) {
        let present = if let known = addressee.withLock({ $0 }) { known } else { try listener() }
        try await writer.send(JournalFieldRules.bounded(notice.journalFields))
        addressee.withLock { $0 = $0 ?? present }
    }

    package func confirm() async throws(DeliveryError) {
        guard let before = addressee.withLock({ $0 }) else { return }
        do { try await clock.sleep(for: Self.settling) } catch {
            throw DeliveryError(reason: "the wait for the journal was given up")
        }
        // Whatever comes out: what is told from here on has its own addressee.
        addressee.withLock { $0 = nil }
        guard try listener() == before else { throw DeliveryError(reason: "the journal's socket was made anew") }
    }
}
