// SPDX-License-Identifier: Apache-2.0

import Core

/// What the end of a listing means for the matchers that look in it: worked out, and not yet accepted.
struct FoundJobs: Sendable {
    /// A job to follow from now on.
    struct Job: Sendable {
        /// The matcher's place among the engine's.
        let matcher: Int
        /// Its watch.
        let watch: Watch
        /// What is known of it without a read; nil if it is to be read as one that is new.
        let snapshot: WatchSnapshot?
        /// The watch of the earlier resource of the same id that it takes the place of.
        let replaces: EntryID?
    }

    /// The jobs, in the order in which they are told.
    var jobs: [Job] = []
    /// The matchers after the listing, by their places.
    var matchers: [Int: MatcherEntry] = [:]
    /// The matchers whose memory is to be on record for more than that a listing has reached its end.
    var remembered: Set<Int> = []
    /// What is told.
    var notices: [Notice] = []

    /// What must be on record before it is accepted; empty if nothing must.
    func commits(random: inout SplitMix64, at now: Moment) -> [Commit] {
        guard !jobs.isEmpty || !notices.isEmpty || !remembered.isEmpty else { return [] }
        let memories = matchers.keys.sorted().compactMap { place in
            matchers[place].flatMap { entry in
                entry.memory.map { MatcherSnapshot(identity: entry.matcher.identity, memory: $0) }
            }
        }
        let list =
            jobs.isEmpty
            ? nil
            : Commit.ListChange(
                added: jobs.map(\.watch), removed: jobs.filter { $0.replaces != nil }.map(\.watch.identity))
        let first = Commit(
            watch: nil,
            list: list,
            matchers: memories,
            notices: notices.map { Commit.PendingNotice($0, eventID: random.nextEventID(), observedAt: now.wall) }
        )
        return [first] + jobs.compactMap { job in job.snapshot.map { Commit(watch: $0, notices: []) } }
    }
}
