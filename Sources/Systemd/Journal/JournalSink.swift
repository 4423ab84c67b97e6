// SPDX-License-Identifier: Apache-2.0

import CSystemd
package import Core
import Glibc
import Platform
import Synchronization

/// Delivers notices to the journal.
///
/// "Taken" means that the journal's socket was there and took the entry. It then waits in the socket until journald reads
/// it, and is lost if both are stopped before that; ``confirm()`` finds out. journald does not report what becomes of the
/// entries that it has read (rate limits, a full disk); the durable record is the store's.
package final class JournalSink: NoticeSink {
    /// How long an entry is given to be read before it counts as kept: the time that journald may take to stop, on a slow
    /// disk, until its sockets are closed.
    package static let settling: Duration = .milliseconds(500)

    private let writer: JournalWriter
    private let clock: any Clock<Duration>
    private let listener: @Sendable () throws(DeliveryError) -> JournalListener
    /// The socket that took the first entry that is not confirmed yet.
    private let addressee = Mutex<JournalListener?>(nil)

    /// A sink that sends through a writer; `listener` finds the socket that takes its entries.
    package init(
        writer: JournalWriter,
        clock: any Clock<Duration> = .timer,
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
        // In either case, what is delivered from here on has its own addressee.
        addressee.withLock { $0 = nil }
        guard try listener() == before else { throw DeliveryError(reason: "the journal's socket was created again") }
    }
}

/// The socket that takes the journal's entries; another one once journald has created it again.
package struct JournalListener: Sendable, Hashable {
    private let identity: FileStatus.Identity
    /// When its inode was changed last: a number may be used again.
    private let changed: Int64

    /// The socket at a path; throws if it is not there or not open.
    package init(at path: String) throws(DeliveryError) {
        guard let status = try? FileStatus(path) else { throw Self.absent }
        identity = status.identity
        changed = status.changed
        // A socket that was closed leaves its file, and refuses connections.
        guard Self.isOpen(path) else { throw DeliveryError(reason: "nothing listens on the journal's socket") }
    }

    /// There is no socket.
    static let absent = DeliveryError(reason: "the journal's socket is not there")

    /// Whether a datagram socket can be connected to; sends nothing.
    private static func isOpen(_ path: String) -> Bool {
        let bytes = Array(path.utf8) + [0]
        guard bytes.count <= MemoryLayout.size(ofValue: sockaddr_un().sun_path) else { return false }
        let address = unsafe withUnsafeBytes(of: sa_family_t(AF_UNIX)) { unsafe Array($0) } + bytes
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return unsafe address.withUnsafeBytes { raw in
            unsafe connect(
                descriptor,
                raw.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(raw.count)
            )
        } == 0
    }
}
