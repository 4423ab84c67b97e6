// SPDX-License-Identifier: Apache-2.0

import CSystemd
import Glibc

/// Whether standard error goes to the journal.
package enum JournalStream {
    /// Whether `$JOURNAL_STREAM` names the very file that a descriptor is open on (systemd.exec(5)).
    ///
    /// The variable alone proves nothing: it is inherited by processes whose output goes elsewhere.
    package static func isConnected(variable: String?, descriptor: Int32 = STDERR_FILENO) -> Bool {
        guard let variable, let (device, inode) = parse(variable) else { return false }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return false }
        return status.st_dev == device && status.st_ino == inode
    }

    /// Reads `DEVICE:INODE`, two decimal numbers; nil for anything else.
    package static func parse(_ text: String) -> (device: UInt64, inode: UInt64)? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let device = UInt64(parts[0]), let inode = UInt64(parts[1])
        else { return nil }
        return (device, inode)
    }
}
