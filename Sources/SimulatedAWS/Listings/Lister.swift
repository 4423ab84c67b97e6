// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Serves the pages of lists.
struct Lister {
    /// A page, and what the log says of it.
    struct Page {
        var members: [String: JSONValue]
        /// The number of the listing, the same on all of its pages.
        let listing: Int
        let page: Int
        let items: Int
        /// Whether no page follows.
        let isLast: Bool
    }

    /// The most settled orders that are kept: as many listings by such an order can be under way.
    private static let settledLimit = 16

    /// How many listings have begun.
    private var count = 0
    /// The orders of listings that are not in the order of creation, which their first pages settled.
    private var settled: [(listing: Int, order: [ResourceCatalog.Entry])] = []

    /// One page of a list.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - catalog: The resources.
    ///   - faults: The faults that apply.
    ///   - now: The current time.
    /// - Returns: The page.
    /// - Throws: What AWS says of a token that it did not give for this request, and of a filter that a fault refuses.
    mutating func page(
        _ request: ListRequest, of catalog: ResourceCatalog, faults: inout ListFaults, now: Date
    ) throws(ServiceError) -> Page {
        try faults.refuse(request)
        let token = try token(of: request)
        let place = token?.place ?? .start
        if token == nil { count += 1 }
        let listing = token?.listing ?? count
        let page = token?.page ?? 1

        let walk = ListWalk(
            request: request, catalog: catalog, moment: now.addingTimeInterval(-faults.lag()),
            missing: faults.missingItems())
        var resources: [ListedResource] = []
        var next: ListPlace? = place
        if !faults.emptiesPage() { (resources, next) = try self.resources(walk, from: place, listing: listing) }
        resources.removeAll { resource in !request.conditionsOfPage.allSatisfy { $0.holds(for: resource) } }

        let operation = ListOperation(of: request.kind)
        let items = resources.map { faults.altered($0.item, id: $0.id, kind: request.kind) }
        var members: [String: JSONValue] = [operation.itemsMember: .array(items.map { .object($0) })]
        members[operation.tokenMember] = next.map {
            .string(PageToken(digest: request.digest, listing: listing, page: page + 1, place: $0).text)
        }
        faults.alter(&members, of: operation, sentToken: request.token)
        return Page(members: members, listing: listing, page: page, items: items.count, isLast: next == nil)
    }

    private mutating func resources(
        _ walk: ListWalk, from place: ListPlace, listing: Int
    ) throws(ServiceError) -> ([ListedResource], ListPlace?) {
        if walk.request.order.key == .created { return walk.page(from: place) }
        guard case .offset(let offset) = place else {
            let order = walk.settledOrder()
            if settled.count == Self.settledLimit { settled.removeFirst() }
            settled.append((listing, order))
            return walk.page(of: order, from: 0)
        }
        guard let order = settled.first(where: { $0.listing == listing })?.order else {
            throw Self.invalidToken(walk.request.kind, "it has expired")
        }
        return walk.page(of: order, from: offset)
    }

    private func token(of request: ListRequest) throws(ServiceError) -> PageToken? {
        guard let text = request.token else { return nil }
        guard let token = PageToken(parsing: text) else { throw Self.invalidToken(request.kind, "it is unknown") }
        guard token.digest == request.digest else {
            throw Self.invalidToken(request.kind, "it belongs to a request with other members")
        }
        return token
    }

    private static func invalidToken(_ kind: ResourceKind, _ reason: String) -> ServiceError {
        let member = ListOperation(of: kind).tokenMember
        return .invalid(kind.service, "The provided \(member) is not a valid token: \(reason).")
    }
}
