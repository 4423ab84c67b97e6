// SPDX-License-Identifier: Apache-2.0

package import Core

/// Found jobs that AWS does not let us read: a matcher tells of them in one notice with their number, not one by one.
extension Engine {
    /// For how long they are counted before they are told, unless `poll.max` is shorter.
    private static let counting: Duration = .seconds(60)

    /// Notes what a poll of a found job says about whether it can be read; `before` is what was known of that.
    mutating func noteSight(_ result: PollResult, after before: Visibility, at now: Moment) {
        let sight = result.machine.visibility.current
        guard let name = result.watch.matcher, before.isToldByMatcher || sight.isToldByMatcher,
            let place = matchers.firstIndex(where: { $0.matcher.name == name })
        else { return }
        if sight.isToldByMatcher, let failure = result.outcome.failure { matchers[place].unreadable[sight] = failure }
        let isTold = matchers[place].memory?.unreadable.contains(sight) ?? false
        if sight != before || sight.isToldByMatcher && !isTold { scheduleSightCheck(place, at: now) }
    }

    /// Has the matchers counted at the start that have told of found jobs which cannot be read, or, as `unreadable` says
    /// with their places, have some.
    mutating func beginSightChecks(_ unreadable: Set<Int>, at now: Moment) {
        for place in matchers.indices
        where unreadable.contains(place) || matchers[place].memory?.unreadable.isEmpty == false {
            scheduleSightCheck(place, at: now)
        }
    }

    /// Has the matchers counted anew that have found jobs which cannot be read, or have told of some.
    mutating func scheduleSightChecks(at now: Moment) {
        for place in matchers.indices {
            let hasSome = matchers[place].found.values.contains {
                entries.read($0) { $0.machine.visibility.current.isToldByMatcher } ?? false
            }
            if hasSome || matchers[place].memory?.unreadable.isEmpty == false { scheduleSightCheck(place, at: now) }
        }
    }

    private mutating func scheduleSightCheck(_ place: Int, at now: Moment) {
        guard matchers[place].sightDue == nil else { return }
        let due = now.steady + min(matchers[place].matcher.settings.poll.max, Self.counting)
        matchers[place].sightDue = due
        sightChecks.set(place, at: due)
    }

    /// What is to be told now of found jobs that cannot be read, or can be again; nil if there is nothing.
    ///
    /// ``accept(_:)`` must follow once it is on record, else ``postpone(_:at:)``.
    package mutating func nextSightReport(at now: Moment) -> SightReport? {
        while let first = sightChecks.first, first.at <= now.steady {
            sightChecks.removeFirst()
            guard matchers.indices.contains(first.item), matchers[first.item].sightDue == first.at else { continue }
            matchers[first.item].sightDue = nil
            if let report = sightReport(of: first.item, at: now) { return report }
        }
        return nil
    }

    private mutating func sightReport(of place: Int, at now: Moment) -> SightReport? {
        let entry = matchers[place]
        guard var memory = entry.memory else { return nil }
        var names: [Visibility: [String]] = [:]
        for id in entry.found.values {
            let sight = entries.read(id) { ($0.machine.visibility.current, $0.watch.name, $0.machine.isSettled) }
            guard let (visibility, name, isSettled) = sight, visibility.isToldByMatcher, !isSettled else { continue }
            names[visibility, default: []].append(name)
        }
        var notices: [Notice] = []
        for visibility in Visibility.allCases where visibility.isToldByMatcher {
            let unread = names[visibility] ?? []
            let isTold = memory.unreadable.contains(visibility)
            if unread.isEmpty, isTold {
                memory.unreadable.removeAll { $0 == visibility }
                notices.append(entry.matcher.foundReadableNotice(after: visibility))
            } else if !unread.isEmpty, !isTold, let failure = entry.unreadable[visibility] {
                memory.unreadable.append(visibility)
                notices.append(
                    entry.matcher.foundUnreadableNotice(
                        count: unread.count, failure: failure, visibility: visibility,
                        first: Array(unread.sorted().prefix(3))))
            }
        }
        guard !notices.isEmpty else { return nil }
        let commit = Commit(
            watch: nil,
            matchers: [MatcherSnapshot(identity: entry.matcher.identity, memory: memory)],
            notices: notices.map { Commit.PendingNotice($0, eventID: random.nextEventID(), observedAt: now.wall) }
        )
        return SightReport(commit: commit, place: place, unreadable: memory.unreadable)
    }

    /// Accepts what was told of found jobs, now that it is on record.
    package mutating func accept(_ report: SightReport) {
        matchers[report.place].memory?.unreadable = report.unreadable
    }

    /// Tells it later, since the record could not be written.
    package mutating func postpone(_ report: SightReport, at now: Moment) { scheduleSightCheck(report.place, at: now) }
}

/// What is told of a matcher's found jobs that cannot be read, worked out but not yet accepted.
package struct SightReport: Sendable {
    /// What must be on record before.
    package let commit: Commit
    fileprivate let place: Int
    fileprivate let unreadable: [Visibility]
}

extension Watch {
    /// Whether an event is its matcher's to tell, since other found jobs are in the same case.
    func isToldByMatcher(_ event: WatchEvent) -> Bool {
        guard matcher != nil else { return false }
        return switch event {
        case .visibilityLost(let visibility, _): visibility.isToldByMatcher
        case .visibilityRestored(let visibility, _): visibility.isToldByMatcher
        case .transition, .anomaly, .overdue, .notFound: false
        }
    }
}

extension Visibility {
    /// Whether it is due to what we ask or may ask, so that it holds for other jobs of the kind too.
    var isToldByMatcher: Bool { self == .unauthorized || self == .rejected }
}
