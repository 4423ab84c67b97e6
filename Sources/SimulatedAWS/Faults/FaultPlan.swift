// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The faults in force, each with its clock and its count.
struct FaultPlan {
    private struct Entry {
        let fault: Fault
        let added: Date
        var used = 0
    }

    private var entries: [Entry] = []

    /// How many requests each kind of fault has befallen.
    private(set) var counts: [FaultKind: Int] = [:]

    mutating func add(_ fault: Fault, at now: Date) {
        entries.append(Entry(fault: fault, added: now))
    }

    mutating func removeAll() {
        entries.removeAll()
    }

    /// The first fault, in the order of adding, that befalls a request; it is counted.
    mutating func next(for target: RequestTarget?, at now: Date) -> Fault? {
        let index = entries.firstIndex {
            $0.fault.applies(to: target, elapsed: now.timeIntervalSince($0.added), used: $0.used)
        }
        guard let index else { return nil }
        entries[index].used += 1
        counts[entries[index].fault.kind, default: 0] += 1
        return entries[index].fault
    }
}
