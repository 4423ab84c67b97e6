// SPDX-License-Identifier: Apache-2.0

import Core

/// Decides whether a lane and kind is listed, when, and what each listing asks for: by counting calls.
struct ListingPlan: Sendable {
    /// From how many open watches on they are refreshed by listings.
    static let leastWatches = 10
    /// The most pages of the first try, however many reads it might save.
    static let mostTrialPages = 200
    /// The most pages of any listing.
    static let mostPages = 2_000
    /// How long a listing that does not pay, or that was wrong, is not tried again.
    static let pause: Duration = .seconds(3_600)
    /// How often a listing shows everything, where the others show only what has changed.
    static let fullInterval: Duration = .seconds(3_600)
    /// How long watches that no listing has shown wait for the next full one.
    static let unlistedPatience: Duration = .seconds(60)
    /// How much earlier than the last listing's start the next one begins to look for changes.
    static let overlap: Duration = .seconds(60)
    /// How old a watch's last read by itself may become.
    static let longestTrust: Duration = .seconds(86_400)
    /// The share of a period after which the next listing begins: a watch's own read is due in the rest.
    static let share = 0.88

    /// How listings have done.
    enum Standing: Sendable, Hashable {
        /// None was tried, or the watches became too few.
        case untried
        /// They stand in for reads.
        case inUse
        /// They take more calls than they save, with so many watches at rest; another try follows at a time.
        case tooDear(watches: Int, until: Duration)
        /// They showed what was no longer true; another try follows at a time.
        case distrusted(until: Duration)
    }

    /// The last listing that reached its end.
    struct Complete: Sendable, Hashable {
        /// When it began, in steady time.
        let began: Duration
        /// When it began, by AWS's clock.
        let date: Timestamp
        /// How many pages it took.
        let pages: Int
        /// How long it took.
        let length: Duration
    }

    /// A filter of the operation that the service refuses.
    enum Filter: Sendable, Hashable, CaseIterable {
        case modified, status, created
    }

    /// How listings have done.
    var standing = Standing.untried
    /// The last one for watches that reached its end.
    var last: Complete?
    /// How many pages the last one of all took that reached its end, and when it began, by AWS's clock.
    private(set) var lastShown: (pages: Int, date: Timestamp)?
    /// When the last one for matchers that reached its end began, in steady time.
    var lastForMatchers: Duration?
    /// The number of the last full one that reached its end; 0 if none did.
    private(set) var lastFull: UInt32 = 0
    /// When that began.
    private(set) var lastFullAt: Duration?
    /// The number of the last one that began.
    private(set) var number: UInt32 = 0
    /// How many failed in a row, and when the last of them did.
    private(set) var failures = 0
    private(set) var failedAt: Duration = .zero
    /// The filters that the service refuses.
    private(set) var refusedFilters: Set<Filter> = []
    /// Why the whole list is refused; nil if it is not.
    var refusal: ListRefusal?
    /// Since when there are watches that no listing has shown.
    var unlistedSince: Duration?

    // MARK: When

    /// When the next listing for the watches is due; nil if there is to be none as things are.
    func nextListing(for members: ListMembers, at now: Duration) -> Duration? {
        guard members.open >= Self.leastWatches, members.unread == 0, let period = members.period else { return nil }
        // While most of them are not at rest, there is little to save yet.
        guard standing != .untried || 2 * members.resting >= members.open else { return nil }
        let next: Duration
        switch standing {
        case .untried: next = now
        case .inUse:
            next = last.map { $0.began + max(period / 2, period * Self.share - $0.length) } ?? now
        case .tooDear(let watches, let until): next = members.resting >= 2 * watches ? now : until
        case .distrusted(let until): next = until
        }
        guard cost < members.savings || next > now else { return nil }
        return max(next, retryTime(period))
    }

    /// When the next listing for matchers is due, which want one this often.
    ///
    /// `isNew` if one of them has not had any.
    func nextListing(every period: Duration, isNew: Bool, at now: Duration) -> Duration {
        let next = isNew ? now : lastForMatchers.map { $0 + period * Self.share } ?? now
        return max(next, retryTime(period))
    }

    /// When a listing may be tried again after failures and refusals, in a list that is asked this often.
    func retryTime(_ period: Duration) -> Duration {
        if let refusal { return refusal.retryAt }
        switch failures {
        case 0: return .zero
        // Soon, so that a blip costs no watch its turn.
        case 1: return failedAt + min(.seconds(5), period / 20)
        default:
            let doublings = min(failures - 2, 20)
            return failedAt + min(period, PollPace.standard.initial * (1 << doublings))
        }
    }

    /// How many calls a listing takes: its pages as far as they are known, and the read that confirms one watch.
    private var cost: Double { Double(last?.pages ?? 1) + 1 }

    /// Whether listings stand in for reads now.
    var standsIn: Bool { standing == .inUse }

    // MARK: What

    /// The passes of the next listing for the watches, and whether it is a full one.
    ///
    /// `oldest` is when the oldest open watch was created, if that is known of all.
    func passes(
        for members: ListMembers, of kind: Kind, _ filters: Listing.Filters, oldest: () -> Timestamp?, at now: Duration
    ) -> (passes: [ListBounds], isFull: Bool) {
        let mayDisappear = kind.statuses.leavesFinalStates
        if can(.modified, filters), !mayDisappear, let last, let lastFullAt, now - lastFullAt < Self.fullInterval,
            unlistedSince.map({ now - $0 < Self.unlistedPatience }) ?? true
        {
            return ([ListBounds(modifiedAfter: last.date + (.zero - Self.overlap))], false)
        }
        let takesOne = filters.form != .members
        let statuses = can(.status, filters) && !mayDisappear ? members.statuses : []
        let created = can(.created, filters) ? oldest().map { $0 + (.zero - Self.overlap) } : nil
        // Where changes can be asked for, a full listing is rare, and one pass shows all statuses.
        let byStatus = !statuses.isEmpty && (takesOne || !can(.modified, filters) || statuses.count == 1)
        guard byStatus else { return ([ListBounds(createdAfter: created)], true) }
        return (statuses.map { ListBounds(status: $0, createdAfter: takesOne ? nil : created) }, true)
    }

    /// Whether the operation has a filter, and the service has not refused it.
    func can(_ filter: Filter, _ filters: Listing.Filters) -> Bool {
        guard !refusedFilters.contains(filter) else { return false }
        switch filter {
        case .modified: return filters.modifiedAfter != nil
        case .status: return filters.status != nil
        case .created: return filters.createdAfter != nil
        }
    }

    /// The most pages of the next listing.
    func mostPages(for members: ListMembers) -> Int {
        standsIn ? Self.mostPages : max(1, min(Self.mostTrialPages, Int(members.savings)))
    }

    // MARK: What came of it

    /// Begins a listing; returns its number.
    mutating func begin() -> UInt32 {
        number += 1
        return number
    }

    /// Notes that a listing has reached its end, and decides whether the next one pays.
    mutating func completed(_ run: ListingRun, for members: ListMembers, at now: Moment) {
        (failures, refusal) = (0, nil)
        lastShown = (run.pages, run.date ?? run.began.best)
        if run.servesMatchers { lastForMatchers = run.began.steady }
        guard run.servesWatches else { return }
        let length = now.steady - run.began.steady
        last = Complete(
            began: run.began.steady, date: run.date ?? run.began.best, pages: run.pages, length: length)
        if run.isFull { (lastFull, lastFullAt) = (run.number, run.began.steady) }
        guard members.open >= Self.leastWatches else {
            standing = .untried
            return
        }
        standing =
            cost < members.savings
            ? .inUse : .tooDear(watches: max(1, members.resting), until: now.steady + Self.pause)
    }

    /// Notes that a listing takes more pages than it would save reads.
    mutating func tooLong(for members: ListMembers, at now: Duration) {
        standing = .tooDear(watches: max(1, members.resting), until: now + Self.pause)
        failures = 0
    }

    /// Notes that a listing has not reached its end.
    mutating func failed(at now: Duration) {
        failures += 1
        failedAt = now
    }

    /// Leaves out a filter of bounds that were refused; false if there is none left to leave out.
    mutating func refuseFilter(of bounds: ListBounds) -> Bool {
        let used: [Filter] = [
            bounds.modifiedAfter == nil ? nil : .modified, bounds.createdAfter == nil ? nil : .created,
            bounds.status == nil ? nil : .status,
        ].compactMap(\.self)
        guard let filter = used.first else { return false }
        refusedFilters.insert(filter)
        return true
    }

    /// Goes back to reads for an hour, since lists show what is no longer true.
    mutating func distrust(at now: Duration) {
        standing = .distrusted(until: now + Self.pause)
    }

    /// Whether a watch was shown by the last full listing, or by one after it.
    func covers(_ coverage: Coverage) -> Bool { lastFull > 0 && coverage.shownIn >= lastFull }

    /// When what is known of a watch by lists was so, in steady time; nil if lists do not say.
    func knowledge(of coverage: Coverage) -> Duration? {
        guard standsIn, coverage.shownIn > 0, coverage.disputed == nil else { return nil }
        guard covers(coverage), let last else { return coverage.shownAt }
        return max(coverage.shownAt, last.began)
    }
}

/// That a service refuses to list.
struct ListRefusal: Sendable, Hashable {
    /// Why.
    let failure: PollFailure
    /// When it is tried again.
    var retryAt: Duration
    /// How long after the last try that is.
    var interval: Duration
    /// Whether it was told, and whether as a warning.
    var told: Told

    /// How it was told.
    enum Told: Sendable, Hashable, Comparable {
        /// Not yet.
        case no
        /// As a notice: reads go on.
        case asNotice
        /// As a warning: a matcher is blind.
        case asWarning
    }

    /// The longest time between two tries where no matcher depends on them.
    static let longestInterval: Duration = .seconds(3_600)
}
