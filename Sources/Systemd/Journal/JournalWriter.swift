// SPDX-License-Identifier: Apache-2.0

package import Core

/// The one thread that talks to the journal.
package typealias JournalWriter = DeliveryThread<[Notice.Field]>

extension DeliveryThread<[Notice.Field]> {
    /// Starts the thread; up to `limit` notices, and as many log lines, wait while the journal does not take them.
    package convenience init(transport: any JournalTransport, limit: Int = 1_024) {
        self.init(to: "the journal", limit: limit, lossReport: Self.journalLossReport) {
            (fields) throws(DeliveryError) in try transport.send(fields)
        }
    }

    /// The line that replaces so many lost ones.
    private static func journalLossReport(_ count: Int) -> [Notice.Field] {
        [
            Notice.Field("MESSAGE", "\(count) log lines were lost because the journal did not take them"),
            Notice.Field("PRIORITY", String(Notice.Priority.warning.rawValue)),
            Notice.Field("SYSLOG_IDENTIFIER", "awaitd"),
        ]
    }
}

/// Carries one entry to the journal; a port within this module, so that the writer is tested without a journal.
package protocol JournalTransport: Sendable {
    /// Hands one entry over. May block for as long as the journal does.
    func send(_ fields: [Notice.Field]) throws(DeliveryError)
}
