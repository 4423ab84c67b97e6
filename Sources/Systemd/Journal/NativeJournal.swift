// SPDX-License-Identifier: Apache-2.0

import CSystemd
package import Core
import Glibc
import Platform

/// The journal of this host, through sd_journal_sendv(3).
package struct NativeJournal: JournalTransport {
    /// Where journald listens.
    package static let socketPath = "/run/systemd/journal/socket"

    private let socketPath: String

    /// The journal at a socket.
    ///
    /// Another path than the default only changes which socket is checked, not where entries are sent.
    package init(socketPath: String = NativeJournal.socketPath) {
        self.socketPath = socketPath
    }

    /// Sends with a binary-safe length for each field, so that no value can begin a field of its own.
    package func send(_ fields: [Notice.Field]) throws(DeliveryError) {
        // The library returns success when the socket is not there. It may also go while we send.
        guard isSocketThere else { throw JournalListener.absent }
        let result = Self.sendv(fields)
        guard result >= 0 else {
            throw DeliveryError(reason: "the journal refused it: \(SystemError(-result))")
        }
        guard isSocketThere else { throw JournalListener.absent }
    }

    private var isSocketThere: Bool { unsafe access(socketPath, F_OK) == 0 }

    /// Sends all fields from one buffer, each as a vector into it.
    private static func sendv(_ fields: [Notice.Field]) -> Int32 {
        var buffer: [UInt8] = []
        var ranges: [Range<Int>] = []
        for field in fields {
            let start = buffer.count
            buffer += Array(field.name.utf8)
            buffer.append(UInt8(ascii: "="))
            buffer += Array(field.value.utf8)
            ranges.append(start..<buffer.count)
        }
        return unsafe buffer.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return -EINVAL }
            let vector = unsafe ranges.map { range in
                unsafe iovec(iov_base: base + range.lowerBound, iov_len: range.count)
            }
            return unsafe sd_journal_sendv(vector, Int32(vector.count))
        }
    }
}

/// Where standard error goes.
package enum JournalStream {
    /// Whether `$JOURNAL_STREAM` names the very file that a descriptor is open on (systemd.exec(5)).
    ///
    /// The variable alone proves nothing: it is inherited by processes whose output goes elsewhere.
    package static func isConnected(variable: String?, descriptor: Int32 = STDERR_FILENO) -> Bool {
        guard let variable, let (device, inode) = parse(variable) else { return false }
        let status = try? FileStatus(of: descriptor)
        return status?.identity == FileStatus.Identity(device: device, inode: inode)
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
