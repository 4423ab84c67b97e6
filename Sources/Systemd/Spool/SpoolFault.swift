// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why something in a folder of the spool could not be done.
package struct SpoolFault: Error, Hashable, CustomStringConvertible {
    /// What `errno` says (errno(3)).
    package let code: Int32
    /// The path of what it is about.
    package let path: String

    init(_ code: Int32, at path: String) {
        self.code = code
        self.path = path
    }

    /// In words.
    package var reason: String { unsafe String(cString: strerror(code)) }

    package var description: String { "\(path): \(reason)" }

    /// Whether it is a fault of one entry, which is not as it should be or is gone, and not of the folder, which would
    /// be one of all.
    package var isOfOneEntry: Bool {
        [ENOENT, EISDIR, ENOTDIR, ENOTEMPTY, EEXIST, EBUSY, EINVAL, ELOOP, EFBIG, ENAMETOOLONG].contains(code)
    }
}
