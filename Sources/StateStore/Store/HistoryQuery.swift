// SPDX-License-Identifier: Apache-2.0

package import Core

/// Which notices of the record are wanted; in its order, a page at a time.
package struct HistoryQuery: Sendable, Hashable {
    /// Those of the watches of this name; nil for all, those of lanes among them.
    package var name: String?
    /// Those seen at this time or later.
    package var since: Timestamp?
    /// Those behind this place in the record.
    package var after: Int64
    /// How many at most.
    package var limit: Int
    /// Which ones, if there are more than ``limit``: the newest of them, or the oldest.
    package var prefersNewest: Bool

    /// A query; its defaults ask for the first ten thousand.
    package init(
        name: String? = nil,
        since: Timestamp? = nil,
        after: Int64 = 0,
        limit: Int = 10_000,
        prefersNewest: Bool = false
    ) {
        self.name = name
        self.since = since
        self.after = after
        self.limit = limit
        self.prefersNewest = prefersNewest
    }
}

extension Database {
    /// The notices that a query wants, oldest first.
    func history(_ query: HistoryQuery) throws(SQLiteFault) -> [Notice] {
        var conditions = ["seq > ?"]
        var values = [Value.integer(query.after)]
        if let name = query.name {
            conditions.append("watch_id IN (SELECT id FROM watch WHERE name = ?)")
            values.append(.text(name))
        }
        if let since = query.since {
            conditions.append("observed_at >= ?")
            values.append(.integer(since.microseconds))
        }
        values.append(.integer(Int64(query.limit)))
        let order = query.prefersNewest ? "DESC" : "ASC"
        let sql = """
            SELECT \(Self.noticeColumns) FROM notice WHERE \(conditions.joined(separator: " AND "))
                ORDER BY seq \(order) LIMIT ?
            """
        let notices = try rows(sql, values, Self.notice).compactMap { $0 }
        return query.prefersNewest ? notices.reversed() : notices
    }

    /// Whether a watch of this name is on record.
    func knows(_ name: String) throws(SQLiteFault) -> Bool {
        try number("SELECT count(*) FROM watch WHERE name = ?", [.text(name)]) > 0
    }
}
