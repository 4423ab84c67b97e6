// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The `errno` of a system call that failed (errno(3)).
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The number, such as `ENOENT`.
    package let code: Int32

    /// An error by its number; without one, that of this thread's last failed call.
    package init(_ code: Int32 = errno) {
        self.code = code
    }

    /// The C library's words for it: `No such file or directory`.
    package var description: String {
        // glibc always has words, also for numbers that it does not know.
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
