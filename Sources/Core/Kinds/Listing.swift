// SPDX-License-Identifier: Apache-2.0

/// The List* or Describe* operation that shows many resources of a kind at once, and how to read its pages.
package struct Listing: Sendable, Hashable {
    /// The operation: `ListEvaluationJobs`.
    package let operation: String
    /// How it is called: the members that name the parent are sent like the parts of an id.
    package let request: Kind.Request
    /// The members that name the parent within which it lists, in the order in which the kind's ids begin with them.
    package let parent: [String]
    /// The list of items in a page, as a dotted path; empty if unknown.
    package let items: String
    /// What an item says; the paths begin at the item.
    package let item: Item
    /// The member that asks for pages of a size, and the largest; nil if there is none.
    package let pageSize: PageSize?
    /// The member that asks for a further page and the one that names it; nil if all is in one page.
    package let token: Token?
    /// The members that narrow a listing.
    package let filters: Filters
    /// Whether page size, token and filters are parameters of the query although the method is POST.
    package let sendsQuery: Bool

    /// A listing.
    package init(
        _ operation: String,
        request: Kind.Request = .body(),
        parent: [String] = [],
        items: String = "",
        item: Item = Item(),
        pageSize: PageSize? = nil,
        token: Token? = Token(sent: "NextToken", received: "NextToken"),
        filters: Filters = Filters(),
        sendsQuery: Bool = false
    ) {
        self.operation = operation
        self.request = request
        self.parent = parent
        self.items = items
        self.item = item
        self.pageSize = pageSize
        self.token = token
        self.filters = filters
        self.sendsQuery = sendsQuery
    }

    /// Whether an item says which resource it is about, and what status that has: only then it can stand in for a read.
    package var showsStatus: Bool {
        !items.isEmpty && item.status != nil && [item.id, item.arn, item.name].contains { $0 != nil }
    }

    /// Where an item has what; nil for what it does not have.
    ///
    /// An item without members is the id, or the ARN, itself.
    package struct Item: Sendable, Hashable {
        /// The id.
        package let id: String?
        /// The ARN.
        package let arn: String?
        /// The resource's own name.
        package let name: String?
        /// The status.
        package let status: String?
        /// AWS's reason.
        package let reason: String?
        /// When it was created.
        package let created: String?
        /// When it was last changed.
        package let modified: String?

        /// Where an item has what.
        package init(
            id: String? = nil,
            arn: String? = nil,
            name: String? = nil,
            status: String? = nil,
            reason: String? = nil,
            created: String? = nil,
            modified: String? = nil
        ) {
            self.id = id
            self.arn = arn
            self.name = name
            self.status = status
            self.reason = reason
            self.created = created
            self.modified = modified
        }
    }

    /// The size of a page.
    package struct PageSize: Sendable, Hashable {
        /// The member that asks for it: `MaxResults`.
        package let member: String
        /// The largest that the service takes.
        package let most: Int

        /// A size.
        package init(_ member: String, _ most: Int) {
            self.member = member
            self.most = most
        }
    }

    /// The token of a further page.
    package struct Token: Sendable, Hashable {
        /// The member of the request.
        package let sent: String
        /// The member of the response.
        package let received: String

        /// A token.
        package init(sent: String, received: String) {
            self.sent = sent
            self.received = received
        }
    }

    /// The members of the request that narrow a listing; nil for what the operation cannot do.
    package struct Filters: Sendable, Hashable {
        /// Statuses equal to a word.
        package let status: String?
        /// Created after a time.
        package let createdAfter: String?
        /// Changed after a time.
        package let modifiedAfter: String?
        /// Names that contain a text.
        package let nameContains: String?
        /// How they stand in the request.
        package let form: Form

        /// How filters stand in a request.
        package enum Form: Sendable, Hashable {
            /// Each is a member of its own, and several may be given.
            case members
            /// Each is a value of this member, which the members `EQ` and `GE` say more of: one at a time.
            case variable(String)
            /// Each is an element of this list: an object of `attribute`, `operator` and `values`.
            case attributes(String)
        }

        /// Filters.
        package init(
            status: String? = nil,
            createdAfter: String? = nil,
            modifiedAfter: String? = nil,
            nameContains: String? = nil,
            form: Form = .members
        ) {
            self.form = form
            self.status = status
            self.createdAfter = createdAfter
            self.modifiedAfter = modifiedAfter
            self.nameContains = nameContains
        }
    }
}
