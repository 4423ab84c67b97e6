// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file opened for reading that may be anything: reading it never takes more than its bound, and never blocks on a FIFO
/// unless that was asked for.
package struct BoundedFile: ~Copyable {
    private let descriptor: Int32
    private let waits: Bool

    /// Opens a file, following links unless `O_NOFOLLOW` is among the flags; relative to `folder` if that is given.
    ///
    /// Throws what open(2) does.
    package init(_ path: String, in folder: Int32 = AT_FDCWD, flags: Int32 = 0) throws(SystemError) {
        // Without O_NONBLOCK, opening a FIFO waits for a writer.
        let opened = unsafe openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags)
        guard opened >= 0 else { throw SystemError() }
        descriptor = opened
        waits = false
    }

    /// Opens something that a person has named for a command, such as a pipe: opening and reading it wait for its writer.
    ///
    /// Throws what open(2) does.
    package init(waitingFor path: String) throws(SystemError) {
        let opened = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard opened >= 0 else { throw SystemError() }
        descriptor = opened
        waits = true
    }

    /// Another descriptor of an open file, such as standard input.
    ///
    /// Throws what fcntl(2) does.
    package init(copying open: Int32) throws(SystemError) {
        let copy = fcntl(open, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw SystemError() }
        descriptor = copy
        waits = true
    }

    deinit { close(descriptor) }

    /// What fstat(2) says of it.
    package func status() throws(SystemError) -> FileStatus { try FileStatus(of: descriptor) }

    /// All of its bytes, or nil if there are more than `limit`, whatever its size was said to be before.
    ///
    /// Throws what read(2) does.
    package func bytes(limit: Int) throws(SystemError) -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: min(limit + 1, 65_536))
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EAGAIN, waits {
                    // Standard input may be shared with a program that has made it non-blocking.
                    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                    _ = unsafe poll(&wanted, 1, -1)
                    continue
                }
                throw SystemError()
            }
            guard bytes.count + count <= limit else { return nil }
            bytes.append(contentsOf: chunk[..<count])
        }
    }
}
