// SPDX-License-Identifier: Apache-2.0

package import Core

/// Builds the unsigned request for one page of a listing, from its kind's data.
///
/// Equal pages are equal byte for byte, and a further page is the first one with a token: services refuse a token whose
/// request has changed. Sources: as ``RequestBuilder``; Smithy 2.0, "timestampFormat trait".
package enum ListRequestBuilder {
    /// The request for a page at an endpoint.
    ///
    /// Throws if the kind has no listing, or its listing needs a parent that is not given.
    package static func request(for page: ListRequest, at endpoint: Endpoint) throws(PollFailure) -> HTTPRequest {
        let kind = page.settings.kind
        guard let listing = kind.listing, !listing.items.isEmpty else {
            throw .unlisted(kind, "has no list that awaitd can read")
        }
        var parent: [String] = []
        if !listing.parent.isEmpty {
            guard let values = page.parent.flatMap(kind.parentValues) else {
                let members = listing.parent.joined(separator: "/")
                throw .unlisted(kind, "is listed only within \(members)")
            }
            parent = values
        }
        let service = kind.service
        let isQuery = service.transport == .restJSON && listing.request.method == .get
        let given = Self.given(listing, parent)
        let asked = Self.asked(page, of: listing, isQuery: isQuery || listing.sendsQuery)
        let (body, parameters): ([String: JSONValue], [String: JSONValue]) =
            if isQuery {
                ([:], given.merging(asked) { $1 })
            } else if listing.sendsQuery, service.transport == .restJSON {
                (given, asked)
            } else {
                (given.merging(asked) { $1 }, [:])
            }
        let hasBody = service.transport != .restJSON || !body.isEmpty
        return HTTPRequest(
            method: listing.request.method.rawValue,
            endpoint: endpoint,
            path: PathTemplate(listing.request.path, members: listing.parent).path(parent),
            parameters: parameters.flatMap { $0.value.parameters(named: $0.key) },
            headers: RequestTemplate.headers(for: listing.operation, of: service, hasBody: hasBody),
            body: hasBody ? Array(JSONWriter.compact(.object(body)).utf8) : []
        )
    }

    /// The members that every page of a parent's list has: the fixed ones, and the parent's that are not in the path.
    private static func given(_ listing: Listing, _ parent: [String]) -> [String: JSONValue] {
        let segments = listing.request.path.split(separator: "/")
        var members = listing.request.fixed.mapValues(JSONValue.init)
        for (member, value) in zip(listing.parent, parent) where !segments.contains("{\(member)}") {
            members[member] = .string(value)
        }
        return members
    }

    /// The members that say what the page is to show, and which one it is.
    private static func asked(_ page: ListRequest, of listing: Listing, isQuery: Bool) -> [String: JSONValue] {
        var members = bounds(page.bounds, by: listing.filters, isQuery: isQuery)
        if let size = listing.pageSize { members[size.member] = .integer(Int64(size.most)) }
        if let token = page.token, let member = listing.token?.sent { members[member] = .string(token) }
        return members
    }

    private static func bounds(_ bounds: ListBounds, by filters: Listing.Filters, isQuery: Bool) -> [String: JSONValue]
    {
        var members: [String: JSONValue] = [:]
        switch filters.form {
        case .members:
            if let member = filters.status, let status = bounds.status { members[member] = .string(status) }
            let times = [(filters.createdAfter, bounds.createdAfter), (filters.modifiedAfter, bounds.modifiedAfter)]
            for case (let member?, let time?) in times { members[member] = isQuery ? .iso8601(time) : .epoch(time) }
        case .variable(let variable):
            // One at a time; the one that leaves out the most comes first.
            if let name = filters.modifiedAfter, let time = bounds.modifiedAfter {
                members = [variable: .string(name), "GE": .iso8601(time)]
            } else if let name = filters.status, let status = bounds.status {
                members = [variable: .string(name), "EQ": .string(status)]
            } else if let name = filters.createdAfter, let time = bounds.createdAfter {
                members = [variable: .string(name), "GE": .iso8601(time)]
            }
        case .attributes(let list):
            guard let attribute = filters.status, let status = bounds.status else { break }
            members[list] = .array([
                .object([
                    "attribute": .string(attribute), "operator": .string("EQ"), "values": .array([.string(status)]),
                ])
            ])
        }
        return members
    }
}

extension JSONValue {
    /// A time as bodies have it: whole seconds since 1970, rounded down, so that nothing is left out.
    fileprivate static func epoch(_ time: Timestamp) -> JSONValue {
        let (seconds, rest) = time.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return .integer(rest < 0 ? seconds - 1 : seconds)
    }

    /// A time as queries have it, rounded down the same way: `2026-11-30T10:00:00Z`.
    ///
    /// Amazon ML compares strings with its times too, and does not say in what form.
    fileprivate static func iso8601(_ time: Timestamp) -> JSONValue {
        .string("\(time.clamped.rfc3339.prefix(19))Z")
    }
}

extension PollFailure {
    /// A list that cannot be asked for.
    fileprivate static func unlisted(_ kind: Kind, _ reason: String) -> PollFailure {
        PollFailure(.rejected, code: "NoList", message: "\(kind.name) \(reason)".cleaned(limit: MessageRedactor.limit))
    }
}
