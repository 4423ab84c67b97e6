// SPDX-License-Identifier: Apache-2.0

/// What `GetStatus` and `awaitd status --json` give: `{"watches": […], "matchers": […], "listings": […]}`.
package struct StatusReport: Sendable, Hashable, Codable {
    /// The watches: those written in the order of the list, then those that matchers have found.
    package let watches: [WatchStatus]
    /// The matchers, in the order of the list.
    package let matchers: [MatcherStatus]
    /// The lists that are asked, refused or were tried.
    package let listings: [ListingStatus]

    /// A report.
    package init(watches: [WatchStatus], matchers: [MatcherStatus] = [], listings: [ListingStatus] = []) {
        self.watches = watches
        self.matchers = matchers
        self.listings = listings
    }

    /// The members of the interface; the last two are new, and an older daemon leaves them out.
    package enum CodingKeys: String, CodingKey {
        /// The watches.
        case watches
        /// The matchers.
        case matchers
        /// The lists.
        case listings
    }

    /// Reads a report, an older daemon's too.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            watches: try values.decode([WatchStatus].self, forKey: .watches),
            matchers: try values.decodeIfPresent([MatcherStatus].self, forKey: .matchers) ?? [],
            listings: try values.decodeIfPresent([ListingStatus].self, forKey: .listings) ?? []
        )
    }
}
