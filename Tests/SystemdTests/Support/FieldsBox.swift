// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization
import Systemd

/// Keeps the fields of the last entry.
final class FieldsBox: JournalTransport {
    private let last = Mutex<[Notice.Field]>([])

    var fields: [Notice.Field] { last.withLock { $0 } }

    func send(_ fields: [Notice.Field]) {
        last.withLock { $0 = fields }
    }
}
