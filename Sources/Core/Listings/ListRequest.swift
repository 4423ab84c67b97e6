// SPDX-License-Identifier: Apache-2.0

/// One page of a listing, to be asked for.
///
/// A further page is asked for with the first page's bounds unchanged and the token.
package struct ListRequest: Sendable, Hashable {
    /// Whose list: kind, region, credentials and endpoint; the rest of the settings does not matter.
    package let settings: Watch.Settings
    /// The leading part of the ids that it lists, joined with `/`; nil for a list that needs none.
    package let parent: String?
    /// What narrows it.
    package let bounds: ListBounds
    /// The token that the page before gave; nil for the first page.
    package let token: String?

    /// A page.
    package init(_ settings: Watch.Settings, parent: String? = nil, bounds: ListBounds = .none, token: String? = nil) {
        self.settings = settings
        self.parent = parent
        self.bounds = bounds
        self.token = token
    }

    /// The page after this one.
    package func next(_ token: String) -> ListRequest {
        ListRequest(settings, parent: parent, bounds: bounds, token: token)
    }
}

/// What narrows a listing, as far as its operation can do that.
package struct ListBounds: Sendable, Hashable {
    /// The only status shown, in the service's own word.
    package var status: String?
    /// The time from which on what is shown was created.
    package var createdAfter: Timestamp?
    /// The time from which on what is shown was changed.
    package var modifiedAfter: Timestamp?

    /// Bounds.
    package init(status: String? = nil, createdAfter: Timestamp? = nil, modifiedAfter: Timestamp? = nil) {
        self.status = status
        self.createdAfter = createdAfter
        self.modifiedAfter = modifiedAfter
    }

    /// Everything is shown.
    package static let none = ListBounds()

    /// Whether anything is left out.
    package var isNarrowed: Bool { self != .none }
}

/// What came of one page that was asked for.
package enum ListOutcome: Sendable, Hashable {
    /// The page.
    case page(ListPage)
    /// Why there is none.
    case failed(PollFailure)
}

/// One page of a listing.
package struct ListPage: Sendable, Hashable {
    /// Its items, also those that cannot be read.
    package let items: [ListItem]
    /// The token of the next page; nil at the end.
    package let nextToken: String?
    /// The time by AWS's clock: the response's `Date`, in whole seconds; nil if it had none.
    package let date: Timestamp?

    /// A page.
    package init(items: [ListItem], nextToken: String? = nil, date: Timestamp? = nil) {
        self.items = items
        self.nextToken = nextToken
        self.date = date
    }
}

/// What a listing shows of one resource.
package struct ListItem: Sendable, Hashable {
    /// The ids under which a watch may have it, as the kind's ids are written: its id, its ARN, its name.
    ///
    /// The first is what a matcher's watch gets. Empty if the item names no resource of the kind.
    package let ids: [String]
    /// The resource's own name; nil if the item has none.
    package let name: String?
    /// The service's status word; nil if the item cannot be read.
    ///
    /// Then it has no status, one that is not a string, or a time that is none.
    package let status: String?
    /// When it was created; nil if the item does not say.
    package let createdAt: Timestamp?
    /// When it was last changed, or ended; nil if the item does not say.
    package let modifiedAt: Timestamp?
    /// AWS's words about the status; nil if it has none.
    package let reason: String?

    /// An item.
    package init(
        ids: [String],
        name: String? = nil,
        status: String?,
        createdAt: Timestamp? = nil,
        modifiedAt: Timestamp? = nil,
        reason: String? = nil
    ) {
        self.ids = ids
        self.name = name
        self.status = status
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.reason = reason
    }
}
