// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Standard output or standard error: writes whole texts at once, so that lines of different writers never mix.
final class StandardStream: Sendable {
    /// File descriptor 1.
    static let output = StandardStream(STDOUT_FILENO)
    /// File descriptor 2.
    static let error = StandardStream(STDERR_FILENO)

    private let descriptor: Int32
    private let turn = Mutex(())

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Whether a person sits there.
    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Whether a person sits there whose terminal knows colours and movements: `TERM` says that it is no dumb one.
    func isCapable(_ environment: [String: String]) -> Bool {
        isTerminal && !["", "dumb"].contains(environment["TERM"] ?? "")
    }

    /// The terminal's width in columns; 80 if it does not say.
    var columns: Int { size.columns }

    /// The terminal's height in lines; 24 if it does not say.
    var rows: Int { size.rows }

    private var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return (80, 24) }
        return (size.ws_col > 0 ? Int(size.ws_col) : 80, size.ws_row > 0 ? Int(size.ws_row) : 24)
    }

    /// Whether it leads to a program that reads no more: it is a pipe or a socket whose other end is closed.
    var isAbandoned: Bool {
        var state = pollfd(fd: descriptor, events: 0, revents: 0)
        guard unsafe poll(&state, 1, 0) > 0 else { return false }
        return state.revents & Int16(POLLERR) != 0 || state.revents & Int16(POLLHUP) != 0 && !isTerminal
    }

    /// Writes a text, unbuffered; false if not all of it could be written.
    @discardableResult
    func write(_ text: String) -> Bool {
        do throws(Fault) {
            try put(text)
            return true
        } catch {
            return false
        }
    }

    /// Why a text could not be written.
    struct Fault: Error {
        /// What write(2) says.
        let number: Int32

        /// Whether whoever read has gone.
        var isClosed: Bool { number == EPIPE }

        /// The system's words for it.
        var reason: String { unsafe String(cString: strerror(number)) }
    }

    /// Writes a text, unbuffered; throws what kept a part of it from being written.
    func put(_ text: String) throws(Fault) {
        let number = turn.withLock { _ -> Int32 in
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if written > 0 {
                    rest = rest.dropFirst(written)
                } else if errno == EAGAIN {
                    // Somebody made the terminal non-blocking; wait until it takes more.
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    unsafe poll(&ready, 1, 1_000)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
        if number != 0 { throw Fault(number: number) }
    }
}
