// SPDX-License-Identifier: Apache-2.0

import CSystemd
package import Core
import Glibc

/// The journal of this host, through sd_journal_sendv(3).
package struct NativeJournal: JournalTransport {
    /// Where journald listens.
    package static let socketPath = "/run/systemd/journal/socket"

    private let socketPath: String

    /// The journal behind a socket.
    ///
    /// Another path than the default only changes what is looked for, not where it is sent.
    package init(socketPath: String = NativeJournal.socketPath) {
        self.socketPath = socketPath
    }

    /// Sends with a binary-safe length for each field, so that no value can begin a field of its own.
    package func send(_ fields: [Notice.Field]) throws(DeliveryError) {
        // The library returns success when the socket is not there. It may also go while we send.
        guard isSocketThere else { throw JournalListener.absent }
        let result = Self.sendv(fields)
        guard result >= 0 else {
            throw DeliveryError(reason: "the journal refused it: \(unsafe String(cString: strerror(-result)))")
        }
        guard isSocketThere else { throw JournalListener.absent }
    }

    private var isSocketThere: Bool { unsafe access(socketPath, F_OK) == 0 }

    /// All fields in one buffer, and a vector of the places of each in it.
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
