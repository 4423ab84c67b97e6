// SPDX-License-Identifier: Apache-2.0

import Core

/// Reads `listing` of an entry of `kinds`: the operation that shows many of its resources at once.
struct ListingDraft {
    private let fields: MappingReader

    /// Nil if an entry has none, or something that has been reported.
    init?(_ kind: MappingReader) {
        let help = "write `operation:` beneath it, and where a page of it has what"
        guard let fields = kind.mapping("listing", .listing, help: help) else { return nil }
        self.fields = fields
    }

    /// The listing; nil if something in it is wrong, which has been reported.
    func listing(_ kind: KindRequestDraft) -> Listing? {
        let operation = fields.setting("operation", KindRules.operation)
        let parent = fields.values("parent", upTo: KindRules.mostIDParts, KindRules.requestMember) ?? []
        let request = request(kind, parent)
        let items = fields.setting("items", KindRules.responsePath)
        let item = item()
        let filters = filters()
        let size = pageSize()
        let token = token()
        let sendsQuery = fields.setting("query", ValueRules.boolean)?.value ?? false
        if fields.lacks("operation") {
            fields.diagnostics.error(
                "'listing' needs 'operation'",
                at: fields.location,
                help: "`operation: ListJobs`: the operation that lists the resources"
            )
        }
        guard let name = operation?.value, let request else { return nil }
        return Listing(
            name,
            request: request,
            parent: parent,
            items: items?.value ?? "",
            item: item,
            pageSize: size,
            token: token,
            filters: filters,
            sendsQuery: sendsQuery
        )
    }

    private func request(_ kind: KindRequestDraft, _ parent: [String]) -> Kind.Request? {
        let method = fields.setting("method", KindRules.method)
        let path = fields.setting("path", KindRules.path)
        let fixed = FixedMembersDraft(fields).members
        guard kind.isREST != false else {
            for (key, location) in [("method", method?.location), ("path", path?.location)] {
                guard fields.node(key) != nil, let location else { continue }
                fields.diagnostics.error(
                    "'\(key)' has no meaning with this protocol", at: location, help: "the operation says it all")
            }
            return .body(fixed: fixed)
        }
        guard let path else {
            guard kind.isREST == true, fields.lacks("path") else { return .body(fixed: fixed) }
            fields.diagnostics.error(
                "'listing' needs 'path' with this protocol",
                at: fields.location,
                help: "`path: /jobs`: where the operation is"
            )
            return nil
        }
        guard let text = path.value else { return nil }
        for member in KindRules.members(in: text) where !parent.contains(member) {
            fields.diagnostics.error(
                "'path' has '{\(member)}' in it, which 'parent' does not name",
                at: path.location,
                help: "`parent: \(member)`: the members within which it lists, as the kind's ids begin with them"
            )
        }
        if method?.value == .post, let name = kind.signingServiceName, let location = method?.location {
            KindRules.checkPost(text, of: name, at: location, fields.diagnostics)
        }
        return Kind.Request(method?.value ?? .get, text, fixed: fixed)
    }

    private func item() -> Listing.Item {
        let help = "write where an item has what: `item: {id: jobId, status: status}`"
        guard let item = fields.mapping("item", .listingItem, help: help) else { return Listing.Item() }
        func path(_ key: String) -> String? { item.setting(key, KindRules.responsePath)?.value }
        return Listing.Item(
            id: path("id"),
            arn: path("arn"),
            name: path("name"),
            status: path("status"),
            reason: item.setting("reason", KindRules.listedPath)?.value,
            created: path("created"),
            modified: path("modified")
        )
    }

    private func pageSize() -> Listing.PageSize? {
        let help = "write the member and the most that it may ask for: `page_size: {member: MaxResults, most: 100}`"
        guard let size = fields.mapping("page_size", .pageSize, help: help) else { return nil }
        let member = size.setting("member", KindRules.requestMember)
        let most = size.setting("most", KindRules.pageSize)
        for key in ["member", "most"] where size.lacks(key) {
            size.diagnostics.error("'page_size' needs '\(key)'", at: size.location, help: help)
        }
        guard let member = member?.value, let most = most?.value else { return nil }
        return Listing.PageSize(member, most)
    }

    /// One word if the member has the same name in the request and in the response.
    private func token() -> Listing.Token? {
        let help = "`token: NextToken`, or `token: {sent: NextToken, received: NextToken}`"
        guard let node = fields.node("token") else { return nil }
        guard case .mapping = node.content else {
            return fields.setting("token", KindRules.requestMember)?.value.map { Listing.Token(sent: $0, received: $0) }
        }
        guard let token = fields.mapping("token", .token, help: help) else { return nil }
        let sent = token.setting("sent", KindRules.requestMember)
        let received = token.setting("received", KindRules.anyPath)
        for key in ["sent", "received"] where token.lacks(key) {
            token.diagnostics.error("'token' needs '\(key)'", at: token.location, help: help)
        }
        guard let sent = sent?.value, let received = received?.value else { return nil }
        return Listing.Token(sent: sent, received: received)
    }

    private func filters() -> Listing.Filters {
        let help = "write which members narrow a listing: `filters: {status: StatusEquals}`"
        guard let filters = fields.mapping("filters", .filters, help: help) else { return Listing.Filters() }
        func member(_ key: String) -> String? { filters.setting(key, KindRules.requestMember)?.value }
        return Listing.Filters(
            status: member("status"),
            createdAfter: member("created_after"),
            modifiedAfter: member("modified_after"),
            nameContains: member("name_contains")
        )
    }
}
