// SPDX-License-Identifier: Apache-2.0

import Core

extension Database {
    /// Writes a watch's state; within a transaction.
    func save(_ watch: WatchSnapshot) throws(SQLiteError) {
        let machine = watch.machine
        let identity = watch.identity
        try run(
            """
            INSERT INTO watch (name, kind, resource_id, region, is_listed,
                state, status, since, born_at, overdue_told, unknown_statuses,
                not_found_since, visibility, lost_at, last_answer_at,
                first_miss_at, unanswered_since, misses, only_throttled,
                poll_interval, next_poll_at, reason, account, caveats, unmet)
            VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                ?22, ?23, ?24, ?25)
            ON CONFLICT (name, kind, resource_id, region) DO UPDATE SET
                state = ?5, status = ?6, since = ?7, born_at = ?8, overdue_told = ?9, unknown_statuses = ?10,
                not_found_since = ?11, visibility = ?12, lost_at = ?13, last_answer_at = ?14,
                first_miss_at = ?15, unanswered_since = ?16, misses = ?17, only_throttled = ?18,
                poll_interval = ?19, next_poll_at = ?20,
                reason = iif(?21, ?22, reason), account = coalesce(?23, account), caveats = ?24,
                unmet = ?25
            """,
            [
                .text(identity.name), .text(identity.kind), .text(identity.resourceID), .text(identity.region),
                .text(machine.state.rawValue), .optional(machine.status), .optional(machine.since?.microseconds),
                .optional(machine.bornAt?.microseconds), .flag(machine.overdueReported),
                .json(machine.unknownStatusesReported),
                .optional(machine.visibility.notFoundSince?.microseconds),
            ] + Self.values(machine.visibility) + [
                .integer(watch.interval.wholeMicroseconds), .optional(watch.nextPollAt?.microseconds),
                .flag(watch.answer != nil), .optional(watch.answer?.reason), .optional(watch.account),
                machine.caveatsReported.map { .json($0) } ?? .null, .optional(machine.expectation?.recorded),
            ]
        )
    }

    /// Writes a lane's state; within a transaction.
    func save(_ lane: LaneSnapshot) throws(SQLiteError) {
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

    /// The seven columns of a visibility: visibility, lost_at, last_answer_at and those of the failure streak.
    private static func values(_ visibility: SavedVisibility) -> [Value] {
        let streak = visibility.streak
        return [
            .text(visibility.current.rawValue), .optional(visibility.lostAt?.microseconds),
            .optional(visibility.lastAnswerAt?.microseconds), .optional(streak?.firstFailureAt.microseconds),
            .optional(streak?.unansweredSince.microseconds), .optional(streak.map { Int64($0.count) }),
            .optional(streak.map { $0.onlyThrottled ? 1 : 0 }),
        ]
    }

    /// The visibility in those seven columns of a row; nil if this version does not understand it.
    private static func visibility(_ row: Statement, from column: Int32) -> SavedVisibility? {
        guard let current = Visibility(rawValue: row.text(column)) else { return nil }
        var visibility = SavedVisibility(current: current)
        visibility.lostAt = row.time(column + 1)
        visibility.lastAnswerAt = row.time(column + 2)
        if let first = row.time(column + 3), let unanswered = row.time(column + 4) {
            visibility.streak = FailureStreak(
                firstFailureAt: first,
                unansweredSince: unanswered,
                count: row.count(column + 5),
                onlyThrottled: row.integer(column + 6) != 0
            )
        }
        return visibility
    }

    /// The states of all watches on record.
    func watchSnapshots() throws(SQLiteError) -> [WatchSnapshot] {
        try rows(Self.selectWatches) { Self.watchSnapshot($0, of: $0.watchIdentity) }.compactMap { $0 }
    }

    /// Reads every watch with the columns that a snapshot has, and those that tell whether it is on the list, and why.
    static let selectWatches = """
        SELECT name, kind, resource_id, region, state, status, since, born_at, overdue_told, unknown_statuses,
            not_found_since, poll_interval, next_poll_at, reason, account, visibility, lost_at, last_answer_at,
            first_miss_at, unanswered_since, misses, only_throttled, caveats, is_listed, matcher, unmet
        FROM watch
        """

    /// A watch's state from a row of ``selectWatches``; nil if this version does not understand it.
    static func watchSnapshot(_ row: Statement, of identity: WatchIdentity) -> WatchSnapshot? {
        guard let state = JobState(rawValue: row.text(4)), var visibility = visibility(row, from: 15) else {
            return nil
        }
        visibility.notFoundSince = row.time(10)
        let machine = SavedMachine(
            state: state,
            status: row.optionalText(5),
            since: row.time(6),
            bornAt: row.time(7),
            overdueReported: row.integer(8) != 0,
            unknownStatusesReported: row.texts(9) ?? [],
            caveatsReported: row.texts(22),
            expectation: ExpectationOutcome(recorded: row.optionalText(25)),
            visibility: visibility
        )
        return WatchSnapshot(
            identity: identity,
            account: row.optionalText(14),
            machine: machine,
            interval: row.duration(11),
            nextPollAt: row.time(12),
            answer: .init(reason: row.optionalText(13))
        )
    }

    /// The states of all lanes on record.
    func laneSnapshots() throws(SQLiteError) -> [LaneSnapshot] {
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
