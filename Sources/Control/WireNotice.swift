// SPDX-License-Identifier: Apache-2.0

package import Core

/// Notices as `GetHistory` and `Monitor` give them: the journal's field names, all values strings.
package enum WireNotice {
    /// The notice with these fields; nil if this version does not understand them.
    package static func notice(_ fields: [String: String]) -> Notice? {
        guard let event = fields["AWAITD_EVENT"].flatMap(NoticeEvent.init(rawValue:)),
            let priority = fields["PRIORITY"].flatMap({ Int($0) }).flatMap(Notice.Priority.init(rawValue:)),
            let message = fields["MESSAGE"], let eventID = fields["AWAITD_EVENT_ID"],
            let sequence = fields["AWAITD_SEQ"].flatMap({ Int64($0) }),
            let observedAt = fields["AWAITD_OBSERVED_AT"].flatMap({ Timestamp(rfc3339: $0) })
        else { return nil }
        let taken: Set = ["AWAITD_EVENT", "AWAITD_EVENT_ID", "AWAITD_SEQ", "AWAITD_OBSERVED_AT"]
        return Notice(
            event: event,
            priority: priority,
            message: message,
            fields: fields.filter { $0.key.hasPrefix("AWAITD_") && !taken.contains($0.key) }
                .sorted { $0.key < $1.key }
                .map { Notice.Field($0.key, $0.value) },
            stamp: Notice.Stamp(eventID: eventID, sequence: sequence, observedAt: observedAt)
        )
    }

    /// The fields of a notice.
    package static func fields(_ notice: Notice) -> [String: String] {
        Dictionary(notice.journalFields.map { ($0.name, $0.value) }) { first, _ in first }
    }
}
