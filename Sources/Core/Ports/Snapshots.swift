// SPDX-License-Identifier: Apache-2.0

/// A watch's state, as it is kept over a restart.
package struct WatchSnapshot: Sendable, Hashable {
    /// Which watch.
    package let identity: WatchIdentity
    /// Its account, if known.
    package let account: String?
    /// Its life so far.
    package let machine: SavedMachine
    /// The interval at which it was polled.
    package let interval: Duration
    /// When it is polled next; nil if it isn't, or if its poll is waiting or under way.
    package let nextPollAt: Timestamp?
    /// What AWS said last; nil if that need not be written.
    package let answer: Answer?

    /// A snapshot.
    package init(
        identity: WatchIdentity,
        account: String? = nil,
        machine: SavedMachine,
        interval: Duration,
        nextPollAt: Timestamp? = nil,
        answer: Answer? = nil
    ) {
        self.identity = identity
        self.account = account
        self.machine = machine
        self.interval = interval
        self.nextPollAt = nextPollAt
        self.answer = answer
    }

    /// The part of a response that is kept; secrets were stripped from it.
    package struct Answer: Sendable, Hashable {
        /// AWS's words about the status; nil if it had none.
        package let reason: String?

        /// An answer.
        package init(reason: String?) {
            self.reason = reason
        }
    }
}

/// A lane's state, as it is kept over a restart.
package struct LaneSnapshot: Sendable, Hashable {
    /// Which lane.
    package let id: LaneID
    /// Whether it can be seen.
    package let visibility: SavedVisibility

    /// A snapshot.
    package init(id: LaneID, visibility: SavedVisibility) {
        self.id = id
        self.visibility = visibility
    }
}

/// Watches, lanes and matchers that have changed but have nothing to report: written now and then, so that a restart goes
/// on from there.
package struct Checkpoint: Sendable, Hashable {
    /// The watches.
    package let watches: [WatchSnapshot]
    /// The lanes.
    package let lanes: [LaneSnapshot]
    /// The matchers.
    package let matchers: [MatcherSnapshot]

    /// A checkpoint.
    package init(watches: [WatchSnapshot], lanes: [LaneSnapshot], matchers: [MatcherSnapshot] = []) {
        self.watches = watches
        self.lanes = lanes
        self.matchers = matchers
    }
}

/// Everything that a running daemon knows and the record needs: the content of a fresh record after a damaged one.
package struct RecordContent: Sendable, Hashable {
    /// The watches of the list, in its order.
    package let list: [Watch]
    /// The watches that matchers have found and not let go; each names its matcher.
    package let found: [Watch]
    /// The states of both.
    package let watches: [WatchSnapshot]
    /// The states of their lanes.
    package let lanes: [LaneSnapshot]
    /// What the matchers know.
    package let matchers: [MatcherSnapshot]

    /// Nothing: a first run.
    package static let none = RecordContent(list: [], watches: [], lanes: [])

    /// A content.
    package init(
        list: [Watch],
        found: [Watch] = [],
        watches: [WatchSnapshot],
        lanes: [LaneSnapshot],
        matchers: [MatcherSnapshot] = []
    ) {
        self.list = list
        self.found = found
        self.watches = watches
        self.lanes = lanes
        self.matchers = matchers
    }
}

/// A job that a matcher had found and not let go.
package struct FoundJob: Sendable, Hashable {
    /// Its watch, with nothing but what identifies it and its matcher's name.
    package let watch: Watch
    /// Its state; nil if that is not known.
    ///
    /// Boxed, since a hundred thousand of them are handed on.
    package let known: Boxed<WatchSnapshot>?

    /// A job of this watch.
    package init(_ watch: Watch, _ snapshot: WatchSnapshot?) {
        self.watch = watch
        known = snapshot.map(Boxed.init)
    }

    /// Its state; nil if that is not known.
    package var snapshot: WatchSnapshot? { known?.value }
}

/// What an earlier run has left: the states of its watches and lanes, and its watch list.
package struct Resumption: Sendable, Hashable {
    /// The states of all watches that were ever on the list and are still on record, but for those in ``found``.
    package let watches: [WatchIdentity: WatchSnapshot]
    /// The states of the lanes.
    package let lanes: [LaneID: SavedVisibility]
    /// The watches of the last list, with nothing but what identifies them; nil if there was no list yet.
    package let list: [Watch]?
    /// The jobs that matchers had found and not let go.
    package let found: [FoundJob]
    /// What the matchers knew, by their names.
    package let matchers: [String: MatcherSnapshot]

    /// A first run.
    package static let none = Resumption(watches: [:], lanes: [:], list: nil)

    /// What an earlier run has left.
    package init(
        watches: [WatchIdentity: WatchSnapshot],
        lanes: [LaneID: SavedVisibility],
        list: [Watch]?,
        found: [FoundJob] = [],
        matchers: [String: MatcherSnapshot] = [:]
    ) {
        self.watches = watches
        self.lanes = lanes
        self.list = list
        self.found = found
        self.matchers = matchers
    }

    /// When AWS answered last, which was confirmed time; nil if it never did.
    package var lastAnswerAt: Timestamp? {
        let ofWatches = watches.values.lazy.compactMap(\.machine.visibility.lastAnswerAt).max()
        let ofFound = found.lazy.compactMap { $0.known?.value.machine.visibility.lastAnswerAt }.max()
        let ofLanes = lanes.values.lazy.compactMap(\.lastAnswerAt).max()
        return [ofWatches, ofFound, ofLanes].compactMap { $0 }.max()
    }

    /// A watch's state, unless a matcher had found it; nil if it is not known.
    package func snapshot(of watch: Watch) -> WatchSnapshot? {
        Self.snapshot(of: watch, in: watches)
    }

    /// The same with what is known of found jobs among the watches, for those that somebody writes under such a name.
    package var byIdentity: Resumption {
        let found = found.compactMap { job in job.snapshot.map { (job.watch.identity, $0) } }
        return Resumption(
            watches: watches.merging(found) { known, _ in known }, lanes: lanes, list: list, matchers: matchers)
    }

    private static func snapshot(of watch: Watch, in watches: [WatchIdentity: WatchSnapshot]) -> WatchSnapshot? {
        watches[watch.identity].flatMap { watch.mayBe(inAccount: $0.account) ? $0 : nil }
    }

    /// What an earlier run has left once these commits are on record too, oldest first.
    package func adding(_ commits: [Commit]) -> Resumption {
        var (watches, lanes, list) = (watches, lanes, list)
        var (found, matchers) = (found, matchers)
        for commit in commits {
            // Those that leave are known as watches that were on the list, until something else is said of them.
            func leave(_ isLeaving: (Watch) -> Bool) {
                for job in found where isLeaving(job.watch) { watches[job.watch.identity] = job.snapshot }
                found.removeAll { isLeaving($0.watch) }
            }
            if !commit.removedMatchers.isEmpty {
                let gone = Set(commit.removedMatchers)
                leave { $0.matcher.map(gone.contains) ?? false }
                for name in gone { matchers[name] = nil }
            }
            if let change = commit.list {
                let moved = Set(change.added.map(\.identity) + change.removed)
                list = (list ?? []).filter { !moved.contains($0.identity) } + change.added.filter { $0.matcher == nil }
                leave { moved.contains($0.identity) }
                for watch in change.added {
                    let known = Self.snapshot(of: watch, in: watches)?.filled(account: watch.account)
                    let isFound = watch.matcher != nil
                    if isFound { found.append(FoundJob(watch, known ?? WatchSnapshot(unseen: watch))) }
                    watches[watch.identity] = isFound ? nil : known ?? WatchSnapshot(unseen: watch)
                }
            }
            if let watch = commit.watch {
                let place = found.firstIndex { $0.watch.identity == watch.identity }
                let earlier = place.map { found[$0].snapshot } ?? watches[watch.identity]
                let merged = watch.filled(account: earlier?.account, answer: earlier?.answer)
                if let place {
                    found[place] = FoundJob(found[place].watch, merged)
                } else {
                    watches[watch.identity] = merged
                }
            }
            if let lane = commit.lane { lanes[lane.id] = lane.visibility }
            for matcher in commit.matchers { matchers[matcher.identity.name] = matcher }
        }
        return Resumption(watches: watches, lanes: lanes, list: list, found: found, matchers: matchers)
    }
}

extension WatchSnapshot {
    /// A watch that is on the list and was never read.
    fileprivate init(unseen watch: Watch) {
        self.init(
            identity: watch.identity,
            account: watch.account,
            machine: SavedMachine(),
            interval: .zero,
            answer: Answer(reason: nil)
        )
    }

    /// This snapshot, with the account and answer of the record where it has none, as the record merges them.
    fileprivate func filled(account: String?, answer: Answer? = nil) -> WatchSnapshot {
        WatchSnapshot(
            identity: identity,
            account: self.account ?? account,
            machine: machine,
            interval: interval,
            nextPollAt: nextPollAt,
            answer: self.answer ?? answer
        )
    }
}
