// SPDX-License-Identifier: Apache-2.0

import CSystemd
package import Core
import Glibc

/// Who takes entries behind the journal's socket: another one once the socket was made anew.
package struct JournalListener: Sendable, Hashable {
    private let device: UInt64
    private let inode: UInt64
    private let seconds: Int
    private let nanoseconds: Int

    /// Finds out who listens at a path; throws if nobody does.
    package init(at path: String) throws(DeliveryError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw Self.absent }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        seconds = status.st_ctim.tv_sec
        nanoseconds = status.st_ctim.tv_nsec
        // A socket that nobody has open any more leaves its file behind, and refuses.
        guard Self.isOpen(path) else { throw DeliveryError(reason: "nobody listens on the journal's socket") }
    }

    /// What is said when there is no socket.
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
