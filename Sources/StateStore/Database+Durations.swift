// SPDX-License-Identifier: Apache-2.0

package import Core

/// Which past jobs are wanted: the newest ones.
package struct PastJobsQuery: Sendable, Hashable {
    /// Of this kind alone; nil for all.
    package let kind: String?
    /// How many of the newest notices are looked through.
    package let notices: Int64
    /// How many ends are taken at most.
    package let ends: Int64

    /// A query.
    package init(kind: String? = nil, notices: Int64, ends: Int64) {
        (self.kind, self.notices, self.ends) = (kind, notices, ends)
    }

    /// What a daemon wants when it starts: enough for each pattern in use, within a quarter of a second.
    package static let atStart = PastJobsQuery(notices: 100_000, ends: 25_000)

    /// What a command wants that waits for jobs of one kind, and must not take longer to begin.
    package static func toWait(for kind: String) -> PastJobsQuery {
        PastJobsQuery(kind: kind, notices: atStart.notices, ends: atStart.ends)
    }

    /// What is shown of one kind: the whole record, unless it was made by hand.
    static func of(_ kind: String) -> PastJobsQuery { PastJobsQuery(kind: kind, notices: 2_000_000, ends: 50_000) }
}

extension Database {
    /// The jobs that have ended with a duration by AWS's own start and end, the oldest first; of each pattern the newest,
    /// as many as count.
    ///
    /// The fields are searched as text, which takes a fraction of the time of reading them as JSON: within a value each
    /// quotation mark has a backslash before it, so what is looked for can only be a field. A duration up to the last change
    /// alone is recognized by its message, which says `≈`; one whose end happens to be explained with that sign does not
    /// count either.
    func pastJobs(_ query: PastJobsQuery) throws(SQLiteError) -> [PastJob] {
        let duration = #"["AWAITD_DURATION_USEC",""#
        let completed = #"["AWAITD_STATE","completed"]"#
        let newest = try number("SELECT coalesce(max(seq), 0) FROM notice")
        var counts: [DurationPattern: Int] = [:]
        var seen: Set<Int> = []
        let jobs = try rows(
            """
            SELECT substr(watch.kind, 1, 100), substr(watch.name, 1, 300), \(try matcherColumn()),
                substr(watch.resource_id, 1, 2048),
                CAST(substr(notice.fields, instr(notice.fields, ?1) + length(?1), 20) AS INTEGER),
                instr(notice.fields, ?2) > 0
            FROM notice NOT INDEXED CROSS JOIN watch ON watch.id = notice.watch_id
            WHERE notice.seq > ?3 AND notice.event = ?4 AND (?5 IS NULL OR watch.kind = ?5)
                AND instr(notice.fields, ?1) > 0 AND instr(notice.message, ?6) = 0
            ORDER BY notice.seq DESC LIMIT ?7
            """,
            [
                .text(duration), .text(completed), .integer(max(newest, 0) - query.notices),
                .text(NoticeEvent.transition.rawValue), .optional(query.kind), .text("≈ "), .integer(query.ends),
            ]
        ) { row -> PastJob? in
            let job = PastJob(
                kind: row.text(0),
                name: Self.jobName(row.text(1), ofMatcher: row.optionalText(2)),
                duration: row.duration(4),
                isCompleted: row.integer(5) != 0
            )
            let pattern = job.pattern
            // A job that several watches follow ends once.
            guard DurationSamples.counts(job.duration), counts[pattern, default: 0] < DurationSamples.most
            else { return nil }
            var end = Hasher()
            end.combine(pattern)
            end.combine(row.text(3))
            end.combine(job.duration)
            guard seen.insert(end.finalize()).inserted else { return nil }
            counts[pattern, default: 0] += 1
            return job
        }
        return jobs.reversed().compactMap { $0 }
    }

    /// The column that names the matcher of a watch; `NULL` in the record of a version without matchers.
    private func matcherColumn() throws(SQLiteError) -> String {
        let count = try number("SELECT count(*) FROM pragma_table_info('watch') WHERE name = 'matcher'")
        return count > 0 ? "substr(watch.matcher, 1, 300)" : "NULL"
    }

    /// The name of a job by that of its watch, which a matcher's name precedes if it has found it.
    private static func jobName(_ watch: String, ofMatcher matcher: String?) -> String {
        guard let matcher, watch.hasPrefix("\(matcher)/") else { return watch }
        return String(watch.dropFirst(matcher.count + 1))
    }

    /// Whether watches of this kind are on record.
    func knows(kind: String) throws(SQLiteError) -> Bool {
        try number("SELECT count(*) FROM (SELECT 1 FROM watch WHERE kind = ? LIMIT 1)", [.text(kind)]) > 0
    }
}

extension SQLiteStore {
    /// How long the last jobs of each pattern took, the oldest first.
    ///
    /// What waits in memory for a disk that takes nothing is not among them.
    package func pastJobs(_ query: PastJobsQuery = .atStart) throws(StateStoreError) -> [PastJob] {
        try read { database throws(SQLiteError) in try database.pastJobs(query) }
    }
}

extension RecordReader {
    /// How long the last jobs of each pattern took, the oldest first.
    package func pastJobs(_ query: PastJobsQuery) throws(StateStoreError) -> [PastJob] {
        try rethrowing { () throws(SQLiteError) in try database.pastJobs(query) }
    }

    /// How long the last jobs of each pattern of a kind took, the oldest first.
    package func pastJobs(ofKind kind: String) throws(StateStoreError) -> [PastJob] { try pastJobs(.of(kind)) }

    /// Whether watches of this kind are on record.
    package func knows(kind: String) throws(StateStoreError) -> Bool {
        try rethrowing { () throws(SQLiteError) in try database.knows(kind: kind) }
    }
}
