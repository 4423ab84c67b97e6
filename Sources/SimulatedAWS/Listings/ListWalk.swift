// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A walk over the resources of a kind in a list's order, at one moment.
struct ListWalk {
    let request: ListRequest
    let catalog: ResourceCatalog
    /// The moment of which the list tells: in the past if the list lags.
    let moment: Date
    /// What the list lacks.
    let missing: MissingItems

    /// One page in the order of creation.
    ///
    /// Resources that change between pages move in no such order, so that no page skips or repeats one.
    ///
    /// - Parameter place: Where it begins.
    /// - Returns: The page's resources, and where the next page begins; nil if there is none.
    func page(from place: ListPlace) -> (resources: [ListedResource], next: ListPlace?) {
        let entries = catalog.entries(of: request.kind)
        var found: [ListedResource] = []
        for index in indices(of: entries, from: place) {
            guard let resource = shown(entries[index]) else { continue }
            if found.count == request.limit {
                return (found, .resource(created: entries[index].created, id: resource.id))
            }
            found.append(resource)
        }
        return (found, nil)
    }

    /// All resources, sorted by another key, then by creation.
    ///
    /// They are sorted once for all pages of a listing, since what changes between pages would move.
    func settledOrder() -> [ResourceCatalog.Entry] {
        let key = request.order.key
        let sorted = key == .updated ? sorted { $0.updated } : sorted { key.text(of: $0) ?? "" }
        return request.order.descending ? sorted.reversed() : sorted
    }

    private func sorted<Value: Comparable>(by value: (ListedResource) -> Value) -> [ResourceCatalog.Entry] {
        catalog.entries(of: request.kind).enumerated()
            .compactMap { index, entry in shown(entry).map { (index: index, entry: entry, value: value($0)) } }
            .sorted { ($0.value, $0.index) < ($1.value, $1.index) }
            .map(\.entry)
    }

    /// One page of a settled order, in which resources are shown as they are at the walk's moment.
    func page(of order: [ResourceCatalog.Entry], from offset: Int) -> (resources: [ListedResource], next: ListPlace?) {
        let end = min(order.count, offset + request.limit)
        let resources = order[min(offset, end)..<end].compactMap { catalog.listed($0, at: moment) }
        return (resources, end < order.count ? .offset(end) : nil)
    }

    private func shown(_ entry: ResourceCatalog.Entry) -> ListedResource? {
        guard let resource = catalog.listed(entry, at: moment),
            request.conditions.allSatisfy({ $0.holds(for: resource) }), !missing.contains(resource)
        else { return nil }
        return resource
    }

    /// The indices from a place on, in the list's order, of what can have been created in time.
    private func indices(of entries: [ResourceCatalog.Entry], from place: ListPlace) -> StrideTo<Int> {
        var low = 0
        var high = entries.partitionPoint { $0.created <= AWSTime.milliseconds(moment) }
        for condition in request.conditions where condition.key == .created {
            guard case .time(let time) = condition.operand else { continue }
            switch condition.comparison {
            case .greater, .greaterOrEqual: low = max(low, entries.partitionPoint { $0.created * 1000 < time })
            case .less, .lessOrEqual: high = min(high, entries.partitionPoint { $0.created * 1000 <= time })
            case .equal, .notEqual, .beginsWith, .contains: break
            }
        }
        if case .resource(let created, let id) = place {
            let descends = request.order.descending
            let point = entries.partitionPoint { catalog.precedes($0, created: created, id: id, orIsAt: descends) }
            if descends { high = min(high, point) } else { low = max(low, point) }
        }
        return request.order.descending
            ? stride(from: high - 1, to: low - 1, by: -1) : stride(from: low, to: max(low, high), by: 1)
    }
}
