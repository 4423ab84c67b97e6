// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The active faults, each with its clock and its count.
struct FaultPlan {
    private struct Entry {
        let fault: Fault
        let added: Date
        var used = 0

        func applies(to target: RequestTarget?, at now: Date) -> Bool {
            fault.applies(to: target, elapsed: now.timeIntervalSince(added), used: used)
        }
    }

    private var entries: [Entry] = []

    /// How many requests each kind of fault was applied to.
    private(set) var counts: [FaultKind: Int] = [:]

    mutating func add(_ fault: Fault, at now: Date) {
        entries.append(Entry(fault: fault, added: now))
    }

    /// The faults in what a list shows that apply to a request for a page.
    func listFaults(for target: RequestTarget?, at now: Date) -> ListFaults {
        guard target?.action == .list else { return ListFaults([]) }
        return ListFaults(
            entries.enumerated().filter { $1.fault.kind.isOfLists || $1.fault.kind.isOfResource }
                .filter { $1.applies(to: target, at: now) }.map { (index: $0, fault: $1.fault) })
    }

    /// Counts the faults in a list that had an effect.
    mutating func count(_ faults: ListFaults) {
        for index in faults.used { use(index) }
    }

    mutating func removeAll() {
        entries.removeAll()
    }

    /// The first fault, in the order of adding, that replaces the response to a request; it is counted.
    mutating func next(for target: RequestTarget?, at now: Date) -> Fault? {
        let index = entries.firstIndex {
            let isInList = target?.action == .list && $0.fault.kind.isOfResource
            return !$0.fault.kind.isOfLists && !isInList && $0.applies(to: target, at: now)
        }
        guard let index else { return nil }
        use(index)
        return entries[index].fault
    }

    private mutating func use(_ index: Int) {
        entries[index].used += 1
        counts[entries[index].fault.kind, default: 0] += 1
    }
}
