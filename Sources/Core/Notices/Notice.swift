// SPDX-License-Identifier: Apache-2.0

/// What is told to people: one journal entry, ready to be sent, the same each time it is sent.
package struct Notice: Sendable, Hashable {
    /// What it is about.
    package let event: NoticeEvent
    /// How urgent it is.
    package let priority: Priority
    /// The sentence that reads well alone: `MESSAGE`.
    package let message: String
    /// The `AWAITD_…` fields besides those of ``stamp``, in the order in which they are told; names are unique.
    package let fields: [Field]
    /// Identity and place in the record; nil for the daemon's own messages, which are not recorded.
    package let stamp: Stamp?

    /// A notice.
    package init(event: NoticeEvent, priority: Priority, message: String, fields: [Field], stamp: Stamp? = nil) {
        self.event = event
        self.priority = priority
        self.message = message
        self.fields = fields
        self.stamp = stamp
    }

    /// This notice with its place in the record.
    package func stamped(_ stamp: Stamp) -> Notice {
        Notice(event: event, priority: priority, message: message, fields: fields, stamp: stamp)
    }

    /// The value of a field, by its full name.
    package subscript(name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

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

    /// Which notice this is, for ever: sent again after a crash, it carries the same.
    package struct Stamp: Sendable, Hashable {
        /// 32 hexadecimal digits that no other notice has.
        package let eventID: String
        /// Its place in the record; grows.
        package let sequence: Int64
        /// When it was seen.
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
