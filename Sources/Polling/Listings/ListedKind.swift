// SPDX-License-Identifier: Apache-2.0

import Core

/// The number that the engine gives a list as long as a watch or a matcher may be shown by it.
typealias ListNumber = Int32

/// The resources of one kind, lane and parent, as one list operation shows them.
struct ListedKind: Sendable {
    /// What sets one list apart from another.
    struct Key: Sendable, Hashable {
        let lane: LaneID
        let kind: Kind
        /// The leading part of the ids; nil for lists that need none.
        let parent: String?
    }

    /// Which list.
    let key: Key
    /// Whose settings its pages are asked for with.
    let settings: Watch.Settings
    /// The operation.
    let listing: Listing
    /// The lane's number.
    let lane: LaneNumber
    /// The watches that it may show.
    var members = ListMembers()
    /// The places of the matchers that look in it.
    var matchers: [Int] = []
    /// How often they want it asked; nil without any.
    var matcherPeriod: Duration?
    /// Whether and when it is asked.
    var plan = ListingPlan()
    /// The listing under way.
    var run: ListingRun?
    /// When the next listing is due; nil if none is.
    var dueAt: Duration?
    /// The watches by what items are known by; nil until a listing needs it.
    var index: ResourceIndex?
    /// The watches by when they were read by themselves last, as far as is known: the first is confirmed next.
    var confirmations = Schedule<EntryID>()
    /// Watches whose status changed lately, to see whether lists follow.
    var changes: [EntryID: RecentChange] = [:]

    /// The most changes that are followed at a time.
    static let mostChanges = 1_000

    /// Changes it where it is.
    mutating func change<Value>(_ body: (inout ListedKind) -> Value) -> Value { body(&self) }

    /// Notes that a read has found another status than lists may still show.
    mutating func note(change: RecentChange, of id: EntryID) {
        guard plan.standsIn, changes[id] != nil || changes.count < Self.mostChanges else { return }
        changes[id] = change
    }
}

/// A status that a read found, and that lists should show as well soon.
struct RecentChange: Sendable, Hashable {
    /// The status before.
    let earlier: String
    /// When the change was read, in steady time.
    let at: Duration
    /// How many listings in a row have shown the earlier one long after.
    var contradictions = 0

    /// How long lists may lag.
    static let allowedLag: Duration = .seconds(60)
    /// From how many contradictions on lists are not believed.
    static let mostContradictions = 2
}

/// The watches of a list by what its items are known by.
struct ResourceIndex: Sendable {
    private var entries: [String: EntryID] = [:]
    /// The other watches of a resource that has several.
    private var others: [String: [EntryID]] = [:]

    /// Adds a watch.
    mutating func add(_ id: EntryID, _ resourceID: String) {
        guard entries[resourceID] != nil else {
            entries[resourceID] = id
            return
        }
        others[resourceID, default: []].append(id)
    }

    /// Removes a watch.
    mutating func remove(_ id: EntryID, _ resourceID: String) {
        if entries[resourceID] == id {
            entries[resourceID] = others[resourceID]?.popLast()
        } else {
            others[resourceID]?.removeAll { $0 == id }
        }
        if others[resourceID]?.isEmpty == true { others[resourceID] = nil }
    }

    /// The other watches of a resource.
    func others(of resourceID: String, than id: EntryID) -> [EntryID] {
        guard !others.isEmpty, let more = others[resourceID] else { return [] }
        return (more + [entries[resourceID]].compactMap(\.self)).filter { $0 != id }
    }

    /// The watches that an item is about.
    func watches(of item: ListItem) -> [EntryID] {
        for id in item.ids {
            guard let first = entries[id] else { continue }
            return [first] + (others[id] ?? [])
        }
        return []
    }
}

/// All lists, and which is due when.
struct ListTable: Sendable {
    private var lists: ContiguousArray<ListedKind?> = []
    private var numbers: [ListedKind.Key: ListNumber] = [:]
    private var free: [ListNumber] = []
    private var due = Schedule<ListNumber>()

    /// A list; nil for a number that none has.
    subscript(number: ListNumber) -> ListedKind? {
        lists.indices.contains(Int(number)) ? lists[Int(number)] : nil
    }

    /// Reads something of a list without copying it.
    func read<Value>(_ number: ListNumber, _ body: (ListedKind) -> Value) -> Value? {
        guard lists.indices.contains(Int(number)), let list = lists[Int(number)] else { return nil }
        return body(list)
    }

    /// Changes a list where it is; nil, and nothing is done, if there is none of this number.
    @discardableResult
    mutating func update<Value>(_ number: ListNumber, _ body: (inout ListedKind) -> Value) -> Value? {
        guard lists.indices.contains(Int(number)) else { return nil }
        return lists[Int(number)]?.change(body)
    }

    /// The numbers of all lists.
    var all: [ListNumber] { lists.indices.compactMap { lists[$0] == nil ? nil : ListNumber($0) } }

    /// The number of a list; nil if there is none.
    func number(of key: ListedKind.Key) -> ListNumber? { numbers[key] }

    /// Opens a list unless it is open; returns its number.
    mutating func open(_ key: ListedKind.Key, _ settings: Watch.Settings, _ listing: Listing, lane: LaneNumber)
        -> ListNumber
    {
        if let number = numbers[key] { return number }
        let list = ListedKind(key: key, settings: settings, listing: listing, lane: lane)
        let number = free.popLast() ?? ListNumber(lists.count)
        if Int(number) < lists.count { lists[Int(number)] = list } else { lists.append(list) }
        numbers[key] = number
        return number
    }

    /// Closes a list that shows nothing that is watched.
    mutating func close(_ number: ListNumber) {
        guard let list = self[number] else { return }
        numbers[list.key] = nil
        lists[Int(number)] = nil
        free.append(number)
    }

    // MARK: When

    /// Sets when a list is asked next; nil for not at all.
    mutating func setDue(_ number: ListNumber, at time: Duration?) {
        guard read(number, \.dueAt) != .some(time) else { return }
        update(number) { $0.dueAt = time }
        if let time { due.set(number, at: time) }
    }

    /// When the next list is due; nil if none is.
    mutating func nextDue() -> Duration? {
        while let first = due.first {
            if read(first.item, \.dueAt) == .some(first.at) { return first.at }
            due.removeFirst()
        }
        return nil
    }

    /// Removes and returns the next list that is due at a time.
    mutating func takeDue(at now: Duration) -> ListNumber? {
        guard let time = nextDue(), time <= now, let first = due.first else { return nil }
        due.removeFirst()
        update(first.item) { $0.dueAt = nil }
        return first.item
    }
}
