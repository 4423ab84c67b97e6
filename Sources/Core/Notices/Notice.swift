// SPDX-License-Identifier: Apache-2.0

/// One journal entry for people, ready to be sent and the same each time it is sent.
package struct Notice: Sendable, Hashable {
    /// What happened.
    package let event: NoticeEvent
    /// How urgent it is.
    package let priority: Priority
    /// The sentence that reads well alone: `MESSAGE`.
    package let message: String
    /// Everything else it says.
    package let content: Content
    /// Identity and sequence number; nil for the daemon's own messages, which are not recorded.
    package let stamp: Stamp?

    /// A notice.
    package init(
        event: NoticeEvent,
        priority: Priority,
        message: String,
        content: Content = Content(),
        stamp: Stamp? = nil
    ) {
        self.event = event
        self.priority = priority
        self.message = message
        self.content = content
        self.stamp = stamp
    }

    /// A notice read back from ``fields``, as the record and other processes have them; no field is lost.
    package init(event: NoticeEvent, priority: Priority, message: String, fields: [Field], stamp: Stamp? = nil) {
        self.init(event: event, priority: priority, message: message, content: Content(fields), stamp: stamp)
    }

    /// This notice with its place in the record.
    package func stamped(_ stamp: Stamp) -> Notice {
        Notice(event: event, priority: priority, message: message, content: content, stamp: stamp)
    }

    /// This notice with a change to what it says.
    func with(_ change: (inout Content) -> Void) -> Notice {
        var content = content
        change(&content)
        return Notice(event: event, priority: priority, message: message, content: content, stamp: stamp)
    }

    /// Whether it reports that something ended well, without a remark.
    package var isSuccess: Bool { content.state == .completed && priority == .notice }

    /// The fields of ``content``, in their order; names are unique.
    package var fields: [Field] { content.fields }

    /// Every field as the journal gets it: MESSAGE, PRIORITY, MESSAGE_ID, SYSLOG_IDENTIFIER and the `AWAITD_…` ones.
    package var journalFields: [Field] {
        var all: [Field] = [
            Field("MESSAGE", message),
            Field("PRIORITY", String(priority.rawValue)),
            Field("MESSAGE_ID", event.messageID),
            Field("SYSLOG_IDENTIFIER", "awaitd"),
            Field("AWAITD_EVENT", event.rawValue),
        ]
        if let stamp {
            all.append(Field("AWAITD_EVENT_ID", stamp.eventID))
            all.append(Field("AWAITD_SEQ", String(stamp.sequence)))
            all.append(Field("AWAITD_OBSERVED_AT", stamp.observedAt.rfc3339))
        }
        return all + fields
    }

    /// One field of a journal entry.
    package struct Field: Sendable, Hashable {
        /// The field's name: upper-case letters, digits and underscores.
        package let name: String
        /// Its value.
        package let value: String

        /// A field.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The identity of a recorded notice, which never changes: sent again after a crash, it carries the same.
    package struct Stamp: Sendable, Hashable {
        /// 32 hexadecimal digits that no other notice has.
        package let eventID: String
        /// Its place in the record; grows.
        package let sequence: Int64
        /// When it was observed.
        package let observedAt: Timestamp

        /// A stamp.
        package init(eventID: String, sequence: Int64, observedAt: Timestamp) {
            self.eventID = eventID
            self.sequence = sequence
            self.observedAt = observedAt
        }
    }

    /// The syslog priorities that awaitd uses (RFC 5424, section 6.2.1).
    package enum Priority: Int, Sendable, Hashable, Comparable, CaseIterable {
        /// Something failed.
        case error = 3
        /// Something wants attention.
        case warning = 4
        /// Something people wait for happened.
        case notice = 5
        /// The daemon's own life.
        case info = 6
        /// Every poll.
        case debug = 7

        package static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }
    }
}
