// SPDX-License-Identifier: Apache-2.0

/// The status of one list that stands in for reads, or in which matchers look, or that was tried for that.
package struct ListingStatus: Sendable, Hashable {
    /// The list operation.
    package let operation: String
    /// The kind of what it shows.
    package let kind: String
    /// The region that is asked.
    package let region: String
    /// The leading part of the ids that it shows; nil for a list that needs none.
    package let parent: String?
    /// How many open watches it may show.
    package let watches: Int
    /// How many pages the last listing took that reached its end; nil if none did yet.
    package let pages: Int?
    /// When that began.
    package let listedAt: Timestamp?
    /// When the list is asked next; nil if that is not planned, or if it is being asked.
    package let next: Timestamp?
    /// Why AWS refuses to list; nil if it does not.
    package let refused: String?

    /// A status.
    package init(
        operation: String, kind: String, region: String, parent: String?, watches: Int, pages: Int?,
        listedAt: Timestamp?, next: Timestamp?, refused: String?
    ) {
        self.operation = operation
        self.kind = kind
        self.region = region
        self.parent = parent
        self.watches = watches
        self.pages = pages
        self.listedAt = listedAt
        self.next = next
        self.refused = refused
    }
}

/// The form of the interface `io.awaitd`: every member is always present, null where there is nothing to say.
extension ListingStatus: Codable {
    private enum CodingKeys: String, CodingKey {
        case operation, kind, region, parent, watches, pages, next, refused
        case listedAt = "listed_at"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func time(_ key: CodingKeys) throws -> Timestamp? {
            try values.decodeIfPresent(String.self, forKey: key).flatMap { Timestamp(rfc3339: $0) }
        }
        self.init(
            operation: try values.decode(String.self, forKey: .operation),
            kind: try values.decode(String.self, forKey: .kind),
            region: try values.decode(String.self, forKey: .region),
            parent: try values.decodeIfPresent(String.self, forKey: .parent),
            watches: try values.decode(Int.self, forKey: .watches),
            pages: try values.decodeIfPresent(Int.self, forKey: .pages),
            listedAt: try time(.listedAt),
            next: try time(.next),
            refused: try values.decodeIfPresent(String.self, forKey: .refused)
        )
    }

    /// Writes the status; times are RFC 3339, UTC, with milliseconds.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(operation, forKey: .operation)
        try values.encode(kind, forKey: .kind)
        try values.encode(region, forKey: .region)
        try values.encode(parent, forKey: .parent)
        try values.encode(watches, forKey: .watches)
        try values.encode(pages, forKey: .pages)
        try values.encode(listedAt?.rfc3339, forKey: .listedAt)
        try values.encode(next?.rfc3339, forKey: .next)
        try values.encode(refused, forKey: .refused)
    }
}
