// SPDX-License-Identifier: Apache-2.0

import Core

extension Database {
    /// Writes where a watch stands; within a transaction.
    func save(_ watch: WatchSnapshot) throws(SQLiteFault) {
        let machine = watch.machine
        let identity = watch.identity
        try run(
            """
            INSERT INTO watch (name, kind, resource_id, region, is_listed,
                state, status, since, born_at, overdue_told, unknown_statuses,
                not_found_since, visibility, lost_at, last_answer_at,
                first_miss_at, unanswered_since, misses, only_throttled,
                poll_interval, next_poll_at, reason, account)
            VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                ?22, ?23)
            ON CONFLICT (name, kind, resource_id, region) DO UPDATE SET
                state = ?5, status = ?6, since = ?7, born_at = ?8, overdue_told = ?9, unknown_statuses = ?10,
                not_found_since = ?11, visibility = ?12, lost_at = ?13, last_answer_at = ?14,
                first_miss_at = ?15, unanswered_since = ?16, misses = ?17, only_throttled = ?18,
                poll_interval = ?19, next_poll_at = ?20,
                reason = iif(?21, ?22, reason), account = coalesce(?23, account)
            """,
            [
                .text(identity.name), .text(identity.kind), .text(identity.resourceID), .text(identity.region),
                .text(machine.state.rawValue), .optional(machine.status), .optional(machine.since?.microseconds),
                .optional(machine.bornAt?.microseconds), .flag(machine.overdueTold),
                .text(JSONText.encode(machine.unknownStatusesTold.sorted())),
                .optional(machine.visibility.notFoundSince?.microseconds),
            ] + Self.values(machine.visibility) + [
                .integer(watch.interval.wholeMicroseconds), .optional(watch.nextPollAt?.microseconds),
                .flag(watch.answer != nil), .optional(watch.answer?.reason), .optional(watch.account),
            ]
        )
    }

    /// Writes where a lane stands; within a transaction.
    func save(_ lane: LaneSnapshot) throws(SQLiteFault) {
        try run(
            """
            INSERT OR REPLACE INTO lane (service, region, credentials, endpoint, restored_at, visibility, lost_at,
                last_answer_at, first_miss_at, unanswered_since, misses, only_throttled)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(lane.id.service), .text(lane.id.region), .text(lane.id.credentials.label),
                .text(lane.id.endpoint ?? ""), .optional(lane.visibility.restoredAt?.microseconds),
            ] + Self.values(lane.visibility)
        )
    }

    /// The seven columns of a sight: visibility, lost_at, last_answer_at and those of the misses.
    private static func values(_ visibility: SavedVisibility) -> [Value] {
        let misses = visibility.misses
        return [
            .text(visibility.current.rawValue), .optional(visibility.lostAt?.microseconds),
            .optional(visibility.lastAnswerAt?.microseconds), .optional(misses?.firstMissAt.microseconds),
            .optional(misses?.unansweredSince.microseconds), .optional(misses.map { Int64($0.count) }),
            .optional(misses.map { $0.onlyThrottled ? 1 : 0 }),
        ]
    }

    /// Those seven columns of a row, read.
    private static func visibility(_ row: Statement, from column: Int32) -> SavedVisibility? {
        guard let current = Visibility(rawValue: row.text(column)) else { return nil }
        var visibility = SavedVisibility(current: current)
        visibility.lostAt = row.time(column + 1)
        visibility.lastAnswerAt = row.time(column + 2)
        if let first = row.time(column + 3), let unanswered = row.time(column + 4) {
            visibility.misses = SavedVisibility.Misses(
                firstMissAt: first,
                unansweredSince: unanswered,
                count: Int(row.integer(column + 5)),
                onlyThrottled: row.integer(column + 6) != 0
            )
        }
        return visibility
    }

    /// Where every watch on record stands.
    func watchSnapshots() throws(SQLiteFault) -> [WatchSnapshot] {
        try rows(
            """
            SELECT name, kind, resource_id, region, state, status, since, born_at, overdue_told, unknown_statuses,
                not_found_since, poll_interval, next_poll_at, reason, account, visibility, lost_at, last_answer_at,
                first_miss_at, unanswered_since, misses, only_throttled
            FROM watch
            """,
            [],
            Self.watchSnapshot
        )
        .compactMap { $0 }
    }

    /// A watch from a row; nil if this version cannot make sense of it.
    private static func watchSnapshot(_ row: Statement) -> WatchSnapshot? {
        guard let state = JobState(rawValue: row.text(4)), var visibility = visibility(row, from: 15) else {
            return nil
        }
        visibility.notFoundSince = row.time(10)
        let machine = SavedMachine(
            state: state,
            status: row.optionalText(5),
            since: row.time(6),
            bornAt: row.time(7),
            overdueTold: row.integer(8) != 0,
            unknownStatusesTold: Set(JSONText.decode([String].self, row.text(9)) ?? []),
            visibility: visibility
        )
        return WatchSnapshot(
            identity: row.identity,
            account: row.optionalText(14),
            machine: machine,
            interval: .microseconds(row.integer(11)),
            nextPollAt: row.time(12),
            answer: .init(reason: row.optionalText(13))
        )
    }

    /// Where every lane on record stands.
    func laneSnapshots() throws(SQLiteFault) -> [LaneSnapshot] {
        try rows(
            """
            SELECT service, region, credentials, endpoint, restored_at, visibility, lost_at, last_answer_at,
                first_miss_at, unanswered_since, misses, only_throttled
            FROM lane
            """,
            []
        ) { row in
            guard let credentials = CredentialSelection(label: row.text(2)),
                var visibility = Self.visibility(row, from: 5)
            else {
                return nil as LaneSnapshot?
            }
            visibility.restoredAt = row.time(4)
            let endpoint = row.text(3)
            let id = LaneID(
                service: row.text(0),
                region: row.text(1),
                credentials: credentials,
                endpoint: endpoint.isEmpty ? nil : endpoint
            )
            return LaneSnapshot(id: id, visibility: visibility)
        }
        .compactMap { $0 }
    }
}

extension Statement {
    /// A column as a time; nil if it is null.
    func time(_ column: Int32) -> Timestamp? { optionalInteger(column).map(Timestamp.init(microseconds:)) }

    /// The first four columns as a watch's identity: name, kind, id, region.
    var identity: WatchIdentity {
        WatchIdentity(name: text(0), kind: text(1), resourceID: text(2), region: text(3))
    }
}
