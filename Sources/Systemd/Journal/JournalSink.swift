// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

/// Tells notices to the journal.
///
/// "Taken" means that the journal's socket was there and took the entry. What journald then does with it (rate limits,
/// a full disk) nobody is told; the durable record is the store's.
package struct JournalSink: NoticeSink {
    private let writer: JournalWriter

    /// A sink that sends through a writer.
    package init(writer: JournalWriter) {
        self.writer = writer
    }

    package func tell(_ notice: Notice) async throws(NoticeNotTaken) {
        try await writer.send(JournalFieldRules.bounded(notice.journalFields))
    }
}
