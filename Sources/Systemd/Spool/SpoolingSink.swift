// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// Tells notices, and puts those that start units into the spool first.
///
/// What cannot be put there now is not taken, so that the outbox keeps it and tries again. That must not silence the
/// journal for good: a spool that goes on refusing is given up, which is told with each start that it costs.
package final class SpoolingSink: NoticeSink {
    private let inner: any NoticeSink
    private let spool: Spool
    /// How often in a row the spool refused.
    private let refusals = Mutex(0)

    /// How often a spool may refuse before starts are given up: about half a minute of the relay's pauses.
    private static let patience = 10

    /// A sink in front of another.
    package init(inner: any NoticeSink, spool: Spool) {
        self.inner = inner
        self.spool = spool
    }

    package func deliver(_ notice: Notice) async throws(DeliveryError) {
        guard let stamp = notice.stamp, let entry = SpoolEntry(notice) else { return try await inner.deliver(notice) }
        var refusal: String?
        do throws(SpoolFault) {
            if try !put(entry, SpoolEntry.name(of: stamp)) {
                refusal = "\(Spool.mostWaiting) starts wait already; is awaitd-dispatch.path running?"
            }
            refusals.withLock { $0 = 0 }
        } catch {
            let count = refusals.withLock { refusals in
                refusals += 1
                return refusals
            }
            guard count >= Self.patience else { throw DeliveryError(reason: error.description) }
            refusal = error.description
        }
        try await inner.deliver(notice)
        guard let refusal else { return }
        // The notice itself is taken: what cannot be told about its units now must not make it be told twice.
        try? await inner.deliver(.unitRefused(entry.units.joined(separator: " "), reason: refusal, for: entry.cause))
    }

    package func confirm() async throws(DeliveryError) { try await inner.confirm() }

    /// Puts an entry into the spool, unless it was there before; false if there are too many.
    private func put(_ entry: SpoolEntry, _ name: String) throws(SpoolFault) -> Bool {
        let waiting = try SpoolFolder(spool.waiting, creating: true)
        let starting = try SpoolFolder(spool.starting, creating: true)
        let started = try SpoolFolder(spool.started, creating: true)
        // In the order in which an entry goes through them, so that it is not missed on its way.
        let isThere = waiting.has(name) || starting.has(name) || starting.has(Spool.again(name)) || started.has(name)
        guard !isThere else { return true }
        guard try waiting.names(limit: Spool.mostWaiting).count < Spool.mostWaiting else { return false }
        try waiting.write(entry.bytes, to: name, mode: 0o640)
        return true
    }
}
