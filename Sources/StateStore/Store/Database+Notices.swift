// SPDX-License-Identifier: Apache-2.0

import Core

extension Database {
    /// Writes what one poll changed, within a transaction; gives its notices with their places.
    func record(_ commit: Commit) throws(SQLiteFault) -> [Notice] {
        if let listing = commit.listing { try take(listing) }
        if let watch = commit.watch { try save(watch) }
        if let lane = commit.lane { try save(lane) }
        var notices: [Notice] = []
        for notice in commit.notices { notices.append(try append(notice)) }
        return notices
    }

    /// Gives a notice its place in the record and puts it into the outbox; within a transaction.
    private func append(_ pending: Commit.PendingNotice) throws(SQLiteFault) -> Notice {
        try insert(pending.notice, sequence: .null, eventID: pending.eventID, observedAt: pending.observedAt)
        let stamp = Notice.Stamp(
            eventID: pending.eventID,
            sequence: try number("SELECT last_insert_rowid()"),
            observedAt: pending.observedAt
        )
        try run("INSERT INTO outbox (seq) VALUES (?)", [.integer(stamp.sequence)])
        return pending.notice.stamped(stamp)
    }

    /// Puts a notice that has its place already into another record and its outbox; within a transaction.
    func restore(_ notice: Notice) throws(SQLiteFault) {
        guard let stamp = notice.stamp else { return }
        let sequence = Value.integer(stamp.sequence)
        try insert(notice, sequence: sequence, eventID: stamp.eventID, observedAt: stamp.observedAt)
        try run("INSERT INTO outbox (seq) VALUES (?)", [sequence])
    }

    private func insert(
        _ notice: Notice,
        sequence: Value,
        eventID: String,
        observedAt: Timestamp
    ) throws(SQLiteFault) {
        let watch = notice.content.watch
        try run(
            """
            INSERT INTO notice (seq, event_id, observed_at, watch_id, event, priority, message, fields) VALUES (?, ?, ?,
                (SELECT id FROM watch WHERE name = ? AND kind = ? AND resource_id = ? AND region = ?), ?, ?, ?, ?)
            """,
            [
                sequence, .text(eventID), .integer(observedAt.microseconds),
                .optional(watch?.name), .optional(watch?.kind), .optional(watch?.resourceID), .optional(watch?.region),
                .text(notice.event.rawValue), .integer(Int64(notice.priority.rawValue)), .text(notice.message),
                .text(JSONText.encode(notice.fields.map { [$0.name, $0.value] })),
            ]
        )
    }

    /// The oldest notices that were not told, in the record's order.
    ///
    /// What this version can make no sense of stays where it is, for one that can, and holds up nothing behind it.
    func undelivered(limit: Int) throws(SQLiteFault) -> [Notice] {
        try rows(
            """
            SELECT \(Self.noticeColumns) FROM outbox CROSS JOIN notice USING (seq)
            WHERE event IN (SELECT value FROM json_each(?)) AND priority IN (SELECT value FROM json_each(?))
            ORDER BY seq LIMIT ?
            """,
            [
                .text(JSONText.encode(NoticeEvent.allCases.map(\.rawValue))),
                .text(JSONText.encode(Notice.Priority.allCases.map(\.rawValue))),
                .integer(Int64(limit)),
            ],
            Self.notice
        )
        .compactMap { $0 }
    }

    /// The columns that ``notice(_:)`` reads.
    static let noticeColumns = "seq, event_id, observed_at, event, priority, message, fields"

    /// A notice from a row; nil if this version cannot make sense of it.
    static func notice(_ row: Statement) -> Notice? {
        guard let event = NoticeEvent(rawValue: row.text(3)),
            let priority = Notice.Priority(rawValue: Int(row.integer(4)))
        else { return nil }
        let fields = JSONText.decode([[String]].self, row.text(6)) ?? []
        let stamp = Notice.Stamp(
            eventID: row.text(1),
            sequence: row.integer(0),
            observedAt: Timestamp(microseconds: row.integer(2))
        )
        return Notice(
            event: event,
            priority: priority,
            message: row.text(5),
            fields: fields.compactMap { $0.count == 2 ? Notice.Field($0[0], $0[1]) : nil },
            stamp: stamp
        )
    }
}
