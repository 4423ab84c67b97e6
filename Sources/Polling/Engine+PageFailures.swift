// SPDX-License-Identifier: Apache-2.0

import Core

/// Pages that did not come: whether a list is asked again, asked otherwise, or given up.
extension Engine {
    /// Applies the failure of a page; returns the listing if it ends with that, and how a refusal is to be told, if it is.
    mutating func fail(
        _ page: AdmittedPage, _ failure: PollFailure, at now: Moment
    ) -> (ended: EndedRun?, told: ListRefusal.Told?) {
        guard let run = lists.read(page.list, \.run) ?? nil else { return (nil, nil) }
        let isTokens = !run.isAtFirstPage && (failure.cause == .rejected || failure.namesPageToken)
        if isTokens { return (giveUp(page.list, at: now), nil) }
        switch failure.cause {
        case .credentials:
            // It waits at the head of its lane's queue until there are better credentials.
            askForPage(of: page.list, first: true, at: now)
            return (nil, nil)
        case .denied: return refuse(page.list, failure, at: now)
        case .rejected:
            guard lists.update(page.list, { $0.plan.refuseFilter(of: run.bounds) }) == true else {
                return refuse(page.list, failure, at: now)
            }
            // At once again, without the filter: that is no failure.
            _ = end(page.list, isComplete: false, at: now)
            return (nil, nil)
        case .throttled, .transient, .clockSkew, .notFound: return (giveUp(page.list, at: now), nil)
        }
    }

    /// Ends a listing that does not reach its end: it proves nothing about what it did not show.
    mutating func giveUp(_ number: ListNumber, at now: Moment) -> EndedRun? {
        lists.update(number) { $0.plan.failed(at: now.steady) }
        return end(number, isComplete: false, at: now)
    }

    private mutating func refuse(
        _ number: ListNumber, _ failure: PollFailure, at now: Moment
    ) -> (ended: EndedRun?, told: ListRefusal.Told?) {
        let told = lists.update(number) { list -> ListRefusal.Told? in
            let period = list.matcherPeriod ?? list.members.period ?? PollPace.standard.max
            let before = list.plan.refusal
            let doubled = before.map { min($0.interval * 2, ListRefusal.longestInterval) } ?? period
            // A matcher sees nothing without it.
            let interval = list.matchers.isEmpty ? doubled : period
            let told = before?.told ?? .no
            list.plan.refusal = ListRefusal(
                failure: failure, retryAt: now.steady + interval, interval: interval, told: told)
            let wanted: ListRefusal.Told = list.matchers.isEmpty ? .asNotice : .asWarning
            return told < wanted ? wanted : nil
        }
        return (end(number, isComplete: false, at: now), told ?? nil)
    }
}

extension PollFailure {
    /// Whether it is about the token of a page, and not about credentials.
    fileprivate var namesPageToken: Bool {
        let words = "\(code ?? "") \(message)".lowercased()
        return ["nexttoken", "next token", "pagination token", "page token"].contains { words.contains($0) }
    }
}
