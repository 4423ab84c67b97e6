// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The simulated resources, found by id, and in the order of their creation.
struct ResourceCatalog {
    /// One resource, by the series that it belongs to.
    struct Entry: Hashable {
        /// When it is created, in milliseconds since 1970.
        let created: Int64
        fileprivate let group: Int
        fileprivate let number: Int
    }

    /// A resource, and when its clock starts.
    struct Life {
        let resource: SimulatedResource
        let start: Date
    }

    /// A series, or a single resource, since its clock was started.
    struct Group {
        let series: ResourceSeries
        /// Numbers the ids; nil for a single resource.
        let idPattern: NumberPattern?
        private let namePattern: NumberPattern?
        private let start: Date
        /// The numbers that were removed or replaced.
        fileprivate var removed: Set<Int> = []

        init(_ series: ResourceSeries, start: Date) {
            self.series = series
            self.start = start
            idPattern = series.isNumbered ? NumberPattern(series.template.id) : nil
            namePattern = series.isNumbered ? series.template.name.flatMap(NumberPattern.init) : nil
        }

        func start(_ number: Int) -> Date { start.addingTimeInterval(series.offset(number)) }

        func id(_ number: Int) -> String { idPattern?.text(number) ?? series.template.id }

        func name(_ number: Int) -> String? { namePattern?.text(number) ?? series.template.name }

        func created(_ number: Int) -> Int64 {
            AWSTime.milliseconds(start(number).addingTimeInterval(series.template.timeline.first?.at ?? 0))
        }

        func life(_ number: Int) -> Life {
            var resource = series.template
            resource.id = id(number)
            resource.name = name(number)
            return Life(resource: resource, start: start(number))
        }
    }

    private struct Key: Hashable {
        let kind: ResourceKind
        let id: String
    }

    private var groups: [Int: Group] = [:]
    private var nextGroup = 0
    private var singles: [Key: Int] = [:]
    private var numbered: [ResourceKind: [Int]] = [:]
    /// The resources of each kind, sorted by creation, then by id.
    private var index: [ResourceKind: [Entry]] = [:]

    // MARK: Changing

    /// Adds resources whose clocks start now; each replaces the one of the same kind and id.
    mutating func add(_ new: [ResourceSeries], at start: Date) {
        var added: [ResourceKind: [Entry]] = [:]
        for series in new {
            let kind = series.template.kind
            let group = Group(series, start: start)
            removeReplaced(by: group)
            groups[nextGroup] = group
            if group.idPattern != nil {
                numbered[kind, default: []].append(nextGroup)
            } else {
                singles[Key(kind: kind, id: series.template.id)] = nextGroup
            }
            for number in 1...max(1, series.count) {
                let entry = Entry(created: group.created(number), group: nextGroup, number: number)
                added[kind, default: []].append(entry)
            }
            nextGroup += 1
        }
        for (kind, entries) in added {
            var all = index.removeValue(forKey: kind) ?? []
            if entries.count == 1 {
                all.insert(entries[0], at: all.partitionPoint { precedes($0, entries[0]) })
            } else {
                all += entries
                all.sort(by: precedes)
            }
            index[kind] = all
        }
    }

    /// Removes a resource.
    ///
    /// - Returns: Whether it existed.
    mutating func remove(_ kind: ResourceKind, id: String) -> Bool {
        guard let (group, number) = find(kind, id: id), let created = groups[group]?.created(number) else {
            return false
        }
        let entry = Entry(created: created, group: group, number: number)
        var entries = index.removeValue(forKey: kind) ?? []
        let position = entries.partitionPoint { precedes($0, entry) }
        if position < entries.count, entries[position] == entry { entries.remove(at: position) }
        index[kind] = entries
        if singles.removeValue(forKey: Key(kind: kind, id: id)) != nil {
            groups[group] = nil
        } else {
            groups[group]?.removed.insert(number)
        }
        return true
    }

    private mutating func removeReplaced(by group: Group) {
        let kind = group.series.template.kind
        guard let pattern = group.idPattern else {
            _ = remove(kind, id: group.series.template.id)
            return
        }
        for key in singles.keys where key.kind == kind {
            if let number = pattern.number(in: key.id), (1...group.series.count).contains(number) {
                _ = remove(kind, id: key.id)
            }
        }
        for other in numbered[kind] ?? [] where groups[other]?.idPattern == pattern {
            groups[other] = nil
            numbered[kind]?.removeAll { $0 == other }
            index[kind]?.removeAll { $0.group == other }
        }
    }

    // MARK: Finding

    /// The resource of an id; nil if there is none.
    func life(_ kind: ResourceKind, id: String) -> Life? {
        guard let (group, number) = find(kind, id: id) else { return nil }
        return groups[group]?.life(number)
    }

    /// The resources of a kind, sorted by creation, then by id.
    func entries(of kind: ResourceKind) -> [Entry] { index[kind] ?? [] }

    /// A listed resource's id; empty if it was removed since.
    func id(of entry: Entry) -> String { groups[entry.group]?.id(entry.number) ?? "" }

    /// A listed resource as it was at a moment; nil if it did not exist then, or was removed since.
    func listed(_ entry: Entry, at moment: Date) -> ListedResource? {
        guard let group = groups[entry.group], !group.removed.contains(entry.number) else { return nil }
        return ListedResource(group, number: entry.number, created: entry.created, at: moment)
    }

    private func find(_ kind: ResourceKind, id: String) -> (group: Int, number: Int)? {
        if let group = singles[Key(kind: kind, id: id)] { return (group, 1) }
        for number in numbered[kind] ?? [] {
            guard let group = groups[number], let found = group.idPattern?.number(in: id),
                (1...group.series.count).contains(found), !group.removed.contains(found)
            else { continue }
            return (number, found)
        }
        return nil
    }

    // MARK: Order

    private func precedes(_ first: Entry, _ second: Entry) -> Bool {
        if first.created != second.created { return first.created < second.created }
        // Numbers are padded, so that within a series they are in the order of the ids.
        if first.group == second.group { return first.number < second.number }
        return id(of: first) < id(of: second)
    }

    /// Whether a resource comes before a place in the order, or is at it.
    func precedes(_ entry: Entry, created: Int64, id: String, orIsAt: Bool) -> Bool {
        if entry.created != created { return entry.created < created }
        let own = self.id(of: entry)
        return own < id || (orIsAt && own == id)
    }
}

extension Array {
    /// The index of the first element that does not satisfy a condition which those before it satisfy, and those after do not.
    func partitionPoint(where condition: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if condition(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
