// SPDX-License-Identifier: Apache-2.0

package import Core
import Synchronization

/// The daemon's requests to start units: three folders in the state folder, which an entry passes through.
///
/// Only the daemon's user and root may access them: write access would allow starting every allowed unit.
package struct Spool: Sendable, Hashable {
    /// Whether root's dispatcher, which has no capability to go where it may not, is let in by an access list.
    let isForRoot: Bool
    /// The entries whose units are to be started.
    package let waiting: String
    /// The entries whose units are being started: an entry is moved here before its units are started, so that one that
    /// cannot be moved starts nothing, and one that a crash interrupts is found again.
    package let starting: String
    /// The entries whose units were started, for a while, so that a notice that is delivered again after a crash starts
    /// nothing twice.
    package let started: String

    /// The most entries that wait: if none is taken, something is wrong that more of them would not fix.
    package static let mostWaiting = 10_000

    /// The spool of a state folder; the daemon makes it for root's dispatcher or for that of its own user.
    package init(stateFolder: String, isForRoot: Bool = false) {
        self.isForRoot = isForRoot
        waiting = "\(stateFolder)/spool"
        starting = "\(stateFolder)/starting"
        started = "\(stateFolder)/started"
    }

    /// The name in ``starting`` of an entry that is tried a second time.
    static func retryName(of name: String) -> String { "\(name)\(retrySuffix)" }

    /// The original name of an entry that is tried a second time; nil for all other names.
    static func name(ofRetry name: String) -> String? {
        name.hasSuffix(retrySuffix) ? String(name.dropLast(retrySuffix.count)) : nil
    }

    /// No entry's own name has a dot.
    private static let retrySuffix = ".again"
}

/// Delivers notices to another sink, and puts those that start units into the spool first.
///
/// A notice that cannot be put there now is refused, so that the outbox keeps it and retries. That must not silence the
/// journal for good: a spool that keeps failing is given up, which is reported for each start that it costs.
package final class SpoolingSink: NoticeSink {
    private let inner: any NoticeSink
    private let spool: Spool
    /// How often in a row the spool has failed.
    private let failures = Mutex(0)

    /// How often the spool may fail before starts are given up: about half a minute of the relay's pauses.
    private static let maxFailures = 10

    /// A sink in front of another.
    package init(inner: any NoticeSink, spool: Spool) {
        self.inner = inner
        self.spool = spool
    }

    package func deliver(_ notice: Notice) async throws(DeliveryError) {
        guard let stamp = notice.stamp, let entry = SpoolEntry(notice) else { return try await inner.deliver(notice) }
        var refusal: String?
        do throws(SpoolError) {
            if try !put(entry, SpoolEntry.name(of: stamp)) {
                refusal = "\(Spool.mostWaiting) starts are waiting already; is awaitd-dispatch.path running?"
            }
            failures.withLock { $0 = 0 }
        } catch {
            let count = failures.withLock { failures in
                failures += 1
                return failures
            }
            guard count >= Self.maxFailures else { throw DeliveryError(reason: error.description) }
            refusal = error.description
        }
        try await inner.deliver(notice)
        guard let refusal else { return }
        // The notice itself is delivered: failing now, because of the one about its units, would repeat it.
        try? await inner.deliver(.unitRefused(entry.units.joined(separator: " "), reason: refusal, for: entry.cause))
    }

    package func confirm() async throws(DeliveryError) { try await inner.confirm() }

    /// Puts an entry into the spool, unless it has been there before; false if too many wait.
    private func put(_ entry: SpoolEntry, _ name: String) throws(SpoolError) -> Bool {
        let access: SpoolFolder.Access = spool.isForRoot ? .ownerAndRoot : .owner
        let waiting = try SpoolFolder(spool.waiting, creatingFor: access)
        let starting = try SpoolFolder(spool.starting, creatingFor: access)
        let started = try SpoolFolder(spool.started, creatingFor: access)
        // In the order in which an entry passes through them, so that it is not missed on its way.
        let isThere =
            waiting.has(name) || starting.has(name) || starting.has(Spool.retryName(of: name)) || started.has(name)
        guard !isThere else { return true }
        guard try waiting.names(limit: Spool.mostWaiting).count < Spool.mostWaiting else { return false }
        try waiting.write(entry.bytes, to: name, mode: 0o640)
        return true
    }
}
