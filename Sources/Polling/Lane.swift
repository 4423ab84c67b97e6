// SPDX-License-Identifier: Apache-2.0

import Core
import DequeModule

/// The number that the engine gives a lane as long as a watch uses it.
typealias LaneNumber = Int

/// What waits for its turn in a lane.
enum LaneRequest: Sendable, Hashable {
    /// The read of a watch.
    case watch(EntryID)
    /// The next page of a list.
    case page(ListNumber)

    /// The watch, if it is the read of one.
    var watch: EntryID? {
        switch self {
        case .watch(let id): id
        case .page: nil
        }
    }
}

/// What all polls with the same credentials, region and service share: their queue, their rate limit and whether AWS
/// can be reached through it.
struct Lane: Sendable {
    /// Which lane.
    let id: LaneID
    /// What its polls have found of it.
    var condition: Condition
    /// What is due and not admitted yet, in order of arrival.
    private var queue: Deque<LaneRequest> = []
    /// Whose watches use it, and how many of them can be seen.
    var watches = WatchCount()
    /// Whether it is its turn to make a poll.
    var turn = Turn.none

    /// The longest time until credentials that did not work are tried again.
    static let credentialRetry: Duration = .seconds(30)

    /// How many watches use a lane.
    struct WatchCount: Sendable, Hashable {
        /// All of them.
        var all = 0
        /// Those that are still polled.
        var polled = 0
        /// Those of them of which nothing says that they cannot be seen, unless the lane does.
        var seen = 0
    }

    /// When a lane makes its next poll.
    enum Turn: Sendable, Hashable {
        /// It has none to make, or one that is under way decides when.
        case none
        /// As soon as the other lanes that are ready have had their turns.
        case ready
        /// At this time.
        case later(Duration)
    }

    /// Makes a lane with an empty queue and a full bucket, and with the visibility that an earlier run saved.
    init(_ id: LaneID, limit: RateLimit, resuming saved: SavedVisibility?, at now: Moment) {
        self.id = id
        condition = Condition(limit: limit, resuming: saved, at: now)
    }

    /// Changes it where it is.
    mutating func change<Value>(_ body: (inout Lane) -> Value) -> Value { body(&self) }

    // MARK: The queue

    /// Whether the credentials do not work and a watch waits for better ones.
    var awaitsCredentials: Bool { condition.hold != nil && !queue.isEmpty }

    /// Appends what is due, or puts it `first`: it found the credentials not working and is the one to try again.
    mutating func enqueue(_ request: LaneRequest, first: Bool = false) {
        if first { queue.prepend(request) } else { queue.append(request) }
    }

    /// The watches that wait, in order of arrival.
    var queuedWatches: [EntryID] { queue.compactMap(\.watch) }

    /// Removes watches from the queue; returns those that were in it, in their order.
    mutating func withdraw(_ leaving: Set<EntryID>) -> [EntryID] {
        let withdrawn = queue.compactMap(\.watch).filter(leaving.contains)
        if !withdrawn.isEmpty { queue.removeAll { $0.watch.map(leaving.contains) ?? false } }
        return withdrawn
    }

    // MARK: Admission

    /// Takes the next request out of the queue, if the lane may make one now.
    mutating func admit(at now: Duration) -> LaneRequest? {
        queue.isEmpty || !condition.admits(at: now) ? nil : queue.popFirst()
    }

    /// Returns when ``admit(at:)`` may return one; nil if none waits, or only for a poll that is under way.
    func nextAdmission(at now: Duration) -> Duration? {
        queue.isEmpty ? nil : condition.nextAdmission(at: now)
    }

    /// Returns what the record keeps of it.
    func snapshot(at now: Moment) -> LaneSnapshot { condition.snapshot(of: id, at: now) }
}

extension Lane {
    /// What a lane's polls have found: its rate, its pause, its credentials and its visibility.
    struct Condition: Sendable {
        /// Whether the lane's resources can be seen.
        private(set) var visibility: LaneVisibility
        private var bucket: TokenBucket
        /// Until when AWS asked for no requests.
        private var pausedUntil: Duration?
        /// Set while the lane's credentials do not work.
        fileprivate private(set) var hold: CredentialHold?

        struct CredentialHold: Sendable {
            /// When one poll may try the credentials again.
            var until: Duration
            /// Whether that poll is under way.
            var isProbing = false
        }

        fileprivate init(limit: RateLimit, resuming saved: SavedVisibility?, at now: Moment) {
            visibility = saved.map { LaneVisibility(saved: $0, at: now) } ?? LaneVisibility()
            bucket = TokenBucket(limit, at: now.steady)
        }

        /// Whether a poll may be made now; if so, it counts.
        fileprivate mutating func admits(at now: Duration) -> Bool {
            guard now >= pausedUntil ?? now else { return false }
            if pausedUntil != nil { bucket.discardBurst(at: now) }
            pausedUntil = nil
            if let hold, hold.isProbing || now < hold.until { return false }
            guard bucket.take(at: now) else { return false }
            if hold != nil { hold?.isProbing = true }
            return true
        }

        /// When a poll may be made; nil if one that is under way decides.
        fileprivate func nextAdmission(at now: Duration) -> Duration? {
            guard hold?.isProbing != true else { return nil }
            return max(bucket.nextToken(at: now), pausedUntil ?? now, hold?.until ?? now)
        }

        /// Returns until when nothing is admitted, because AWS asked for a pause or the credentials do not work; nil if the
        /// lane is open, or a poll that is under way decides.
        func closedUntil(_ now: Duration) -> Duration? {
            guard hold?.isProbing != true else { return nil }
            let end = max(pausedUntil ?? now, hold?.until ?? now)
            return end > now ? end : nil
        }

        /// Sets another rate limit.
        mutating func setLimit(_ limit: RateLimit, at now: Duration) {
            bucket.setLimit(limit, at: now)
        }

        /// Returns how many requests a second are allowed, as configured and now; infinite if there is no limit.
        func rates(at now: Duration) -> (limit: Double, current: Double) { bucket.rates(at: now) }

        // MARK: Outcomes

        /// Applies the end of one of the lane's requests to its rate and visibility; returns what must be reported of the
        /// lane as a whole.
        ///
        /// `failure` is nil if AWS answered.
        mutating func requestEnded(
            _ failure: PollFailure?,
            longestPause: Duration,
            jitter: Double,
            at now: Moment
        ) -> LaneEvent? {
            adjustRate(after: failure, longestPause: longestPause, jitter: jitter, at: now.steady)
            guard let failure else { return visibility.answered(at: now) }
            return visibility.failed(failure, at: now)
        }

        private mutating func adjustRate(
            after failure: PollFailure?,
            longestPause: Duration,
            jitter: Double,
            at now: Duration
        ) {
            if let retryAfter = failure?.retryAfter {
                pausedUntil = max(pausedUntil ?? now, now + min(max(retryAfter, .zero), longestPause))
            }
            switch failure?.cause {
            case .credentials:
                hold = CredentialHold(until: now + Lane.credentialRetry * (1 - Backoff.jitterShare * jitter))
            case .throttled:
                bucket.throttled(at: now)
                hold?.isProbing = false
            case .transient, .clockSkew:
                // Says nothing about the credentials; the next poll of the queue tries them.
                hold?.isProbing = false
            case .denied, .notFound, .rejected, nil:
                if hold != nil { bucket.discardBurst(at: now) }
                hold = nil
            }
        }

        /// Notes that a poll ended without an outcome; if it was the one to try the credentials, the next one does.
        mutating func pollAbandoned() {
            hold?.isProbing = false
        }

        /// Lets the next poll try the credentials immediately, since they have changed.
        mutating func credentialsChanged() {
            guard hold?.isProbing == false else { return }
            hold?.until = .zero
        }

        /// The same with an earlier visibility, since the result that changed it could not be recorded.
        func with(visibility earlier: LaneVisibility) -> Condition {
            var condition = self
            condition.visibility = earlier
            return condition
        }

        /// Returns what the record keeps of it.
        func snapshot(of id: LaneID, at now: Moment) -> LaneSnapshot {
            LaneSnapshot(id: id, visibility: visibility.saved(at: now))
        }
    }
}
