// SPDX-License-Identifier: Apache-2.0

import Core

/// A listing under way: one pass over the pages for each of its bounds, one page after the other.
struct ListingRun: Sendable {
    /// Its number among the listings of its list, from 1 on.
    let number: UInt32
    /// When it began.
    let began: Moment
    /// Whether it shows all resources that may be open, and not only those that have changed.
    let isFull: Bool
    /// The most pages that it may take.
    let mostPages: Int
    /// Whether it is to find out whether listing pays.
    let isTrial: Bool

    /// What narrows the passes that are left, the present one first.
    private var passes: ArraySlice<ListBounds>
    /// The token of the page that is asked for now; nil for a pass's first page.
    private var token: String?
    /// The tokens that the present pass gave.
    private var tokens: Set<String> = []
    /// How many pages were asked for.
    private(set) var pages = 0
    /// AWS's time when it began: the `Date` of the first page.
    private(set) var date: Timestamp?
    /// What it has shown of each watch.
    var shown: [EntryID: ListedSign] = [:]
    /// What it has shown that the matchers may want.
    var candidates: [ListItem] = []

    init(number: UInt32, passes: [ListBounds], isFull: Bool, isTrial: Bool, mostPages: Int, at now: Moment) {
        self.number = number
        self.passes = passes[...]
        self.isFull = isFull
        self.isTrial = isTrial
        self.mostPages = mostPages
        began = now
    }

    /// Whether the page that is asked for now is the first of its pass, so that an error is not its token's.
    var isAtFirstPage: Bool { token == nil }

    /// What narrows the present pass.
    var bounds: ListBounds { passes.first ?? .none }

    /// Notes that a page is asked for.
    mutating func asks() { pages += 1 }

    /// The request for the page that is asked for now.
    func request(_ settings: Watch.Settings, parent: String?) -> ListRequest {
        ListRequest(settings, parent: parent, bounds: bounds, token: token)
    }

    /// How a listing goes on after a page.
    enum Progress: Sendable, Hashable {
        /// There is a further page.
        case continues
        /// That was the last one.
        case ended
        /// The page's token is one that an earlier page gave: the list would have no end.
        case repeated
        /// It would take more pages than it may.
        case tooLong
    }

    /// Moves on past a page.
    mutating func pass(_ page: ListPage) -> Progress {
        if date == nil { date = page.date }
        if let next = page.nextToken {
            guard tokens.insert(next).inserted else { return .repeated }
            token = next
        } else {
            passes = passes.dropFirst()
            (token, tokens) = (nil, [])
            if passes.isEmpty { return .ended }
        }
        return pages < mostPages ? .continues : .tooLong
    }

    /// What it has shown of a watch, again: true if that contradicts what it has shown before.
    mutating func contradicts(_ sign: ListedSign, of entry: EntryID) -> Bool {
        guard let before = shown.updateValue(sign, forKey: entry) else { return false }
        return before != sign
    }
}
