// SPDX-License-Identifier: Apache-2.0

import Core

extension Database {
    /// Writes what one poll changed, within a transaction; returns its notices with their sequence numbers.
    func record(_ commit: Commit) throws(SQLiteError) -> [Notice] {
        for name in commit.removedMatchers { try remove(matcher: name) }
        if let change = commit.list { try take(change) }
        for matcher in commit.matchers { try save(matcher) }
        if let watch = commit.watch { try save(watch) }
        if let lane = commit.lane { try save(lane) }
        var notices: [Notice] = []
        for notice in commit.notices { notices.append(try append(notice)) }
        return notices
    }

    /// Gives a notice its sequence number and puts it into the outbox; within a transaction.
    private func append(_ pending: Commit.PendingNotice) throws(SQLiteError) -> Notice {
        try insert(pending.notice, sequence: .null, eventID: pending.eventID, observedAt: pending.observedAt)
        let stamp = Notice.Stamp(
            eventID: pending.eventID,
            sequence: try number("SELECT last_insert_rowid()"),
            observedAt: pending.observedAt
        )
        try run("INSERT INTO outbox (seq) VALUES (?)", [.integer(stamp.sequence)])
        return pending.notice.stamped(stamp)
    }

    /// Puts a notice that has its sequence number already into another record and its outbox; within a transaction.
    func restore(_ notice: Notice) throws(SQLiteError) {
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
    ) throws(SQLiteError) {
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
                .json(notice.fields.map { [$0.name, $0.value] }),
            ]
        )
    }

    /// The oldest notices that were not delivered, in the record's order.
    ///
    /// Notices that this version does not understand stay for one that does, and hold up nothing after them. Shortened,
    /// they take no more memory than the journal takes of them.
    func undelivered(limit: Int, shortened: Bool = false) throws(SQLiteError) -> [Notice] {
        try rows(
            """
            SELECT \(Self.noticeColumns) FROM outbox CROSS JOIN notice USING (seq)
            WHERE event IN (SELECT value FROM json_each(?)) AND priority IN (SELECT value FROM json_each(?))
            ORDER BY seq LIMIT ?
            """,
            [
                .json(NoticeEvent.allCases.map(\.rawValue)),
                .json(Notice.Priority.allCases.map(\.rawValue)),
                .integer(Int64(limit)),
            ],
            { shortened ? Self.notice($0)?.shortened : Self.notice($0) }
        )
        .compactMap { $0 }
    }

    /// The columns that ``notice(_:)`` reads.
    static let noticeColumns = "seq, event_id, observed_at, event, priority, message, fields"

    /// A notice from a row; nil if this version does not understand it.
    static func notice(_ row: Statement) -> Notice? {
        guard let event = NoticeEvent(rawValue: row.text(3)),
            let priority = Notice.Priority(rawValue: Int(row.integer(4)))
        else { return nil }
        let fields = row.json([[String]].self, 6) ?? []
        let stamp = Notice.Stamp(
            eventID: row.text(1),
            sequence: row.integer(0),
            observedAt: row.time(2) ?? Timestamp(microseconds: 0)
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
