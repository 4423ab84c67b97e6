// SPDX-License-Identifier: Apache-2.0

package import Lifecycle
import Synchronization

/// Tells notices, and puts those that start units into the spool first.
///
/// What cannot be put there now is not taken, so that the outbox keeps it and tries again. That must not silence the
/// journal for good: a spool that goes on refusing is given up, which is told with each start that it costs.
package final class SpoolingSink: NoticeSink {
    private struct Trouble {
        /// How often in a row the spool refused.
        var refusals = 0
    }

    private let inner: any NoticeSink
    private let spool: Spool
    private let trouble = Mutex(Trouble())

    /// How often a spool may refuse before starts are given up: about half a minute of the teller's pauses.
    private static let patience = 10

    /// A sink in front of another.
    package init(inner: any NoticeSink, spool: Spool) {
        self.inner = inner
        self.spool = spool
    }

    package func tell(_ notice: Notice) async throws(NoticeNotTaken) {
        guard let stamp = notice.stamp, let entry = SpoolEntry(notice) else { return try await inner.tell(notice) }
        var refusal: String?
        do throws(SpoolFolder.Fault) {
            if try !put(entry, SpoolEntry.name(of: stamp)) {
                refusal = "\(Spool.mostWaiting) starts wait already; is awaitd-dispatch.path running?"
            }
            trouble.withLock { $0 = Trouble() }
        } catch {
            let isGivenUp = trouble.withLock { trouble in
                trouble.refusals += 1
                return trouble.refusals >= Self.patience
            }
            let reason = "\(spool.waiting): \(error.reason)"
            guard isGivenUp else { throw NoticeNotTaken(reason: reason) }
            refusal = reason
        }
        try await inner.tell(notice)
        guard let refusal else { return }
        // The notice itself is taken: what cannot be told about its units now must not make it be told twice.
        try? await inner.tell(.unitRefused(entry.units.joined(separator: " "), reason: refusal, for: entry.fields))
    }

    package func confirm() async throws(NoticeNotTaken) { try await inner.confirm() }

    /// Puts an entry into the spool, unless it was there before; false if there are too many.
    private func put(_ entry: SpoolEntry, _ name: String) throws(SpoolFolder.Fault) -> Bool {
        let waiting = try SpoolFolder(spool.waiting, creating: true)
        let started = try SpoolFolder(spool.started, creating: true)
        guard !started.has(name), !waiting.has(name) else { return true }
        guard try waiting.names(limit: Spool.mostWaiting).count < Spool.mostWaiting else { return false }
        try waiting.write(entry.bytes, to: name, mode: 0o640)
        return true
    }
}
