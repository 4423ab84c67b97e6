// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Whether the record can be written just now; anybody may look without waiting for a disk.
package final class StoreHealth: Sendable {
    private let text = Mutex<String?>(nil)

    /// What is wrong, for a status line: `the disk is full, 12 notices wait in memory`; nil if all is well.
    package var trouble: String? { text.withLock { $0 } }

    func set(_ trouble: String?) { text.withLock { $0 = trouble } }
}
