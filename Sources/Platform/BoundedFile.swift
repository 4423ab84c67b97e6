// SPDX-License-Identifier: Apache-2.0

package import Glibc

/// A file opened for reading that may be anything: reading it never blocks on a FIFO and never takes more than its bound.
package struct BoundedFile: ~Copyable {
    private let descriptor: Int32

    /// Opens a file, following links unless `O_NOFOLLOW` is among the flags; relative to `folder` if that is given.
    ///
    /// Throws what open(2) does.
    package init(_ path: String, in folder: Int32 = AT_FDCWD, flags: Int32 = 0) throws(SystemError) {
        // Without O_NONBLOCK, opening a FIFO waits for a writer.
        let opened = unsafe openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags)
        guard opened >= 0 else { throw SystemError() }
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// What fstat(2) says of it.
    package func status() throws(SystemError) -> stat {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw SystemError() }
        return status
    }

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
                throw SystemError()
            }
            guard bytes.count + count <= limit else { return nil }
            bytes.append(contentsOf: chunk[..<count])
        }
    }
}
