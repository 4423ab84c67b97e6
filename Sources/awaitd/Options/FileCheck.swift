// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Whether files exist.
enum FileCheck {
    /// Whether something is at a path, readable or not.
    static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }
}
