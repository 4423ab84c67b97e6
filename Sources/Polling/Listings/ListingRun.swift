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
    /// Whether it stands in for reads, or is to show whether it could.
    let servesWatches: Bool
    /// Whether matchers look in it.
    let servesMatchers: Bool

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
    private(set) var candidates: [ListItem] = []
    private var candidatePlaces: [String: Int] = [:]

    /// The most candidates that are kept: the newest.
    private static let mostCandidates = 20_000

    init(
        number: UInt32, passes: [ListBounds], isFull: Bool, servesWatches: Bool, servesMatchers: Bool, mostPages: Int,
        at now: Moment
    ) {
        self.number = number
        self.passes = passes[...]
        self.isFull = isFull
        self.servesWatches = servesWatches
        self.servesMatchers = servesMatchers
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

    /// Keeps an item that a matcher may want; of one that is shown again, the later item.
    mutating func addCandidate(_ item: ListItem) {
        if let id = item.ids.first, let place = candidatePlaces[id] {
            candidates[place] = item
            return
        }
        if candidates.count >= Self.mostCandidates {
            let newest = candidates.sorted { ($0.createdAt ?? began.best) > ($1.createdAt ?? began.best) }
            candidates = Array(newest.prefix(Self.mostCandidates / 2))
            candidatePlaces = Dictionary(
                candidates.enumerated().compactMap { place, item in item.ids.first.map { ($0, place) } }
            ) { first, _ in first }
        }
        if let id = item.ids.first { candidatePlaces[id] = candidates.count }
        candidates.append(item)
    }

    /// What it has shown of a watch, again: true if that contradicts what it has shown before.
    mutating func contradicts(_ sign: ListedSign, of entry: EntryID) -> Bool {
        guard let before = shown.updateValue(sign, forKey: entry) else { return false }
        return before != sign
    }
}

extension ListBounds {
    /// The passes of two listings as one: of two that ask for what has changed, one that asks for both.
    static func merged(_ one: [ListBounds], _ other: [ListBounds]) -> [ListBounds] {
        var passes = one
        for pass in other {
            if pass.status == nil, let place = passes.firstIndex(where: { $0.shows(sameAs: pass) }) {
                passes[place].createdAfter = [passes[place].createdAfter, pass.createdAfter].compactMap(\.self).min()
                passes[place].modifiedAfter = [passes[place].modifiedAfter, pass.modifiedAfter].compactMap(\.self).min()
            } else if !passes.contains(pass) {
                passes.append(pass)
            }
        }
        return passes
    }

    /// Whether both are narrowed by the same time alone.
    private func shows(sameAs other: ListBounds) -> Bool {
        status == nil && (createdAfter == nil) == (other.createdAfter == nil)
            && (modifiedAfter == nil) == (other.modifiedAfter == nil)
    }
}
