// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file that did not exist, for this user alone (mode 0600); removed again unless something was written.
package final class NewFile: Sendable {
    private let path: String
    private let descriptor: Int32

    /// Makes a file; throws what open(2) does, also if something has the path already.
    package init(_ path: String) throws(SystemError) {
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        self.path = path
        guard descriptor >= 0 else { throw SystemError() }
    }

    deinit {
        guard descriptor >= 0 else { return }
        if let status = try? FileStatus(of: descriptor), status.size == 0 { unsafe unlink(path) }
        close(descriptor)
    }

    /// Writes all bytes; throws what write(2) does, and removes the file then.
    package func write(_ bytes: [UInt8]) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let error = SystemError()
                ftruncate(descriptor, 0)
                throw error
            }
            rest = rest.dropFirst(count)
        }
    }
}
