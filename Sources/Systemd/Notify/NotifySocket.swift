// SPDX-License-Identifier: Apache-2.0

// Swift takes the constants of sockets for this library's or for Glibc's, whichever it loaded first.
import CSystemd
import Glibc
import Platform

/// A datagram socket to the service manager, at the address from `NOTIFY_SOCKET`.
///
/// sd_notify(3) reads the address from the environment at each call, so it would have to stay there and be inherited by
/// every child process, which could then speak for the daemon. This socket keeps the address to itself. It is not
/// connected, so a manager that binds its socket again is reached again.
package final class NotifySocket: Sendable {
    private let descriptor: Int32
    /// A `sockaddr_un` as bytes, exactly as long as the address.
    private let address: [UInt8]

    /// How long an important message may wait for the manager to take it, in seconds.
    private static let sendTimeoutSeconds = 2

    /// Opens a socket to an address as `NOTIFY_SOCKET` has it: an absolute path, or `@` and an abstract name.
    ///
    /// Nil for any other address, for one longer than a `sockaddr_un` holds, and when no socket can be opened.
    package init?(address text: String) {
        var path = Array(text.utf8)
        guard path.count > 1, path.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else { return nil }
        switch path[0] {
        case UInt8(ascii: "/"): path.append(0)
        case UInt8(ascii: "@"): path[0] = 0
        default: return nil
        }
        let family = unsafe withUnsafeBytes(of: sa_family_t(AF_UNIX)) { unsafe Array($0) }
        address = family + path

        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        SocketTimeout.setSending(Self.sendTimeoutSeconds, of: descriptor)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Sends one datagram.
    ///
    /// An important one waits up to two seconds for a busy manager; any other is dropped immediately instead.
    /// - Returns: whether the manager has it.
    package func send(_ text: String, important: Bool) -> Bool {
        let bytes = Array(text.utf8)
        let flags = Int32(MSG_NOSIGNAL) | (important ? 0 : Int32(MSG_DONTWAIT))
        while true {
            let sent = unsafe address.withUnsafeBytes { raw in
                unsafe sendto(
                    descriptor,
                    bytes,
                    bytes.count,
                    flags,
                    raw.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                    socklen_t(raw.count)
                )
            }
            if sent >= 0 { return true }
            guard errno == EINTR else { return false }
        }
    }
}
