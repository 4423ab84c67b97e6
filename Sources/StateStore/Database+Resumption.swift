// SPDX-License-Identifier: Apache-2.0

import Core

extension Database {
    /// What an earlier run has left.
    ///
    /// In one pass over the watches, of which there may be a hundred thousand.
    func resumption() throws(SQLiteError) -> Resumption {
        var rows = WatchRows()
        rows.reserve(Int(try number("SELECT count(*) FROM watch")))
        _ = try self.rows(Self.selectWatches + " ORDER BY id") { rows.add($0) }
        return Resumption(
            watches: rows.snapshots,
            lanes: try lanes(),
            list: try number("SELECT count(*) FROM list") > 0 ? rows.list : nil,
            found: rows.found,
            matchers: Dictionary(try matcherSnapshots().map { ($0.identity.name, $0) }) { first, _ in first }
        )
    }

    /// What an earlier run has left of these watches, and of all lanes; without a list and without matchers.
    func resumption(of identities: [WatchIdentity]) throws(SQLiteError) -> Resumption {
        let query = Self.selectWatches + " WHERE name = ? AND kind = ? AND resource_id = ? AND region = ?"
        var watches: [WatchIdentity: WatchSnapshot] = [:]
        for identity in identities {
            let found = try rows(query, Self.values(identity)) { Self.watchSnapshot($0, of: $0.watchIdentity) }.first
            watches[identity] = found ?? nil
        }
        return Resumption(watches: watches, lanes: try lanes(), list: nil)
    }

    private func lanes() throws(SQLiteError) -> [LaneID: SavedVisibility] {
        Dictionary(try laneSnapshots().map { ($0.id, $0.visibility) }) { first, _ in first }
    }

    /// What the matchers know; without those whose memory cannot be read, which begin anew.
    private func matcherSnapshots() throws(SQLiteError) -> [MatcherSnapshot] {
        try rows("SELECT name, kind, region, account, endpoint, parent, memory FROM matcher") { row in
            let identity = MatcherIdentity(
                name: row.text(0),
                kind: row.text(1),
                region: row.text(2),
                account: row.optionalText(3),
                endpoint: row.optionalText(4),
                parent: row.optionalText(5)
            )
            return row.json(MatcherMemory.self, 6).map { MatcherSnapshot(identity: identity, memory: $0) }
        }
        .compactMap { $0 }
    }

    /// The four values that identify a watch.
    static func values(_ identity: WatchIdentity) -> [Value] {
        [.text(identity.name), .text(identity.kind), .text(identity.resourceID), .text(identity.region)]
    }
}

/// The watches of the record as they are read, row by row; what many have in common is in memory once.
private struct WatchRows {
    /// The states of all but those that matchers had found and not let go.
    private(set) var snapshots: [WatchIdentity: WatchSnapshot] = [:]
    /// The written watches of the last list, in its order.
    private(set) var list: [Watch] = []
    /// Those that matchers had found and not let go, in the order in which they were found.
    private(set) var found: [FoundJob] = []
    private var settings: [SettingsKey: Watch.Settings] = [:]

    /// The settings of the row before: watches beside each other mostly have the same.
    private var last: (key: SettingsKey, settings: Watch.Settings)?

    private struct SettingsKey: Hashable {
        let kind: String
        let region: String
        let account: String?
        let matcher: String?

        /// Whether they are those of a row, without making texts of it.
        func isOf(_ row: Statement) -> Bool {
            row.has(kind, 1) && row.has(region, 3) && row.has(account, 14) && row.has(matcher, 24)
        }
    }

    /// Makes room for so many.
    mutating func reserve(_ count: Int) {
        snapshots.reserveCapacity(count)
        found.reserveCapacity(count)
    }

    /// Adds a row of ``Database/selectWatches``.
    mutating func add(_ row: Statement) {
        let watch = watch(row)
        // By way of the watch, so that all of a kind share its name.
        let identity = watch.identity
        let snapshot = Database.watchSnapshot(row, of: identity)
        let isListed = row.integer(23) != 0
        guard !isListed || watch.matcher == nil else { return found.append(FoundJob(watch, snapshot)) }
        if let snapshot { snapshots[identity] = snapshot }
        if isListed { list.append(watch) }
    }

    /// A watch with nothing but what identifies it; of a user-defined kind only the name is on record.
    private mutating func watch(_ row: Statement) -> Watch {
        if let last, last.key.isOf(row) {
            return Watch(name: row.text(0), resourceID: row.text(2), settings: last.settings)
        }
        let key = SettingsKey(
            kind: row.text(1), region: row.text(3), account: row.optionalText(14), matcher: row.optionalText(24))
        let known = settings[key]
        let shared = known ?? Self.settings(key)
        if known == nil { settings[key] = shared }
        last = (key, shared)
        return Watch(name: row.text(0), resourceID: row.text(2), settings: shared)
    }

    private static func settings(_ key: SettingsKey) -> Watch.Settings {
        Watch.Settings(
            kind: Kind.builtIn(named: key.kind) ?? .undeclared(key.kind),
            region: key.region,
            account: key.account,
            credentials: .defaultChain,
            endpoint: nil,
            poll: .standard,
            overdueAfter: nil,
            verbose: false,
            starts: .none,
            matcher: key.matcher
        )
    }
}

extension Statement {
    /// The first four columns as a watch's identity: name, kind, id, region.
    var watchIdentity: WatchIdentity {
        WatchIdentity(name: text(0), kind: text(1), resourceID: text(2), region: text(3))
    }
}
