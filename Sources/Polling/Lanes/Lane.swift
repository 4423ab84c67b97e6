// SPDX-License-Identifier: Apache-2.0

import Core
import DequeModule

/// The queue that all polls with the same credentials, region and service share, and what is known of their way to AWS.
struct Lane: Sendable {
    /// Which lane.
    let id: LaneID
    /// Whether the lane can be seen.
    var visibility = LaneVisibility()
    /// Its rate limit.
    private(set) var bucket: TokenBucket
    /// Watches that are due and not admitted, in the order in which they came.
    private var waiting: Deque<EntryID> = []
    /// Until when AWS asked us to stay away.
    private var pausedUntil: Duration?
    /// Set while the lane's credentials are no good.
    private var hold: Hold?

    /// After how long a source of credentials that failed is tried again, at the latest.
    static let credentialRetry: Duration = .seconds(30)

    private struct Hold: Sendable {
        /// When one poll may try whether the credentials are good again.
        var until: Duration
        /// Whether that poll is under way.
        var isProbing = false
    }

    init(_ id: LaneID, limit: RateLimit, at now: Duration) {
        self.id = id
        bucket = TokenBucket(limit, at: now)
    }

    /// Whether the credentials are no good and a watch is waiting for them.
    var isHeldUp: Bool { hold != nil && !waiting.isEmpty }

    /// Whether a watch stands in the queue.
    func isWaiting(_ entry: EntryID) -> Bool { waiting.contains(entry) }

    /// Puts a watch that is due at the end of the queue.
    mutating func enqueue(_ entry: EntryID) {
        waiting.append(entry)
    }

    /// Puts a watch whose poll found the credentials wanting in front again: it is the one that tries next.
    mutating func requeueFirst(_ entry: EntryID) {
        waiting.prepend(entry)
    }

    /// Lets the next watch in if the lane allows it now.
    mutating func admit(at now: Duration) -> EntryID? {
        guard !waiting.isEmpty, now >= pausedUntil ?? now else { return nil }
        if pausedUntil != nil { bucket.forgoBurst(at: now) }
        pausedUntil = nil
        if let hold, hold.isProbing || now < hold.until { return nil }
        guard bucket.take(at: now) else { return nil }
        if hold != nil { hold?.isProbing = true }
        return waiting.popFirst()
    }

    /// Until when nothing is admitted, whatever waits: AWS asked us to stay away, or the credentials are no good; nil if
    /// that is over, or a poll that is under way decides it.
    func closedUntil(_ now: Duration) -> Duration? {
        guard hold?.isProbing != true else { return nil }
        let end = max(pausedUntil ?? now, hold?.until ?? now)
        return end > now ? end : nil
    }

    /// When ``admit(at:)`` may have something; nil if nothing waits, or only for a poll that is under way.
    func nextAdmission(at now: Duration) -> Duration? {
        guard !waiting.isEmpty, hold?.isProbing != true else { return nil }
        return max(bucket.readyAt(now), pausedUntil ?? now, hold?.until ?? now)
    }

    /// Takes in how a poll of the lane ended.
    mutating func ended(with failure: PollFailure?, longestPause: Duration, jitter: Double, at now: Duration) {
        if let retryAfter = failure?.retryAfter {
            pausedUntil = max(pausedUntil ?? now, now + min(max(retryAfter, .zero), longestPause))
        }
        switch failure?.cause {
        case .credentials:
            hold = Hold(until: now + Self.credentialRetry * (1 - Cadence.jitterShare * jitter))
        case .throttled:
            bucket.throttled(at: now)
            hold?.isProbing = false
        case .transient, .clockSkew:
            // Says nothing about the credentials; the next in the queue finds out.
            hold?.isProbing = false
        case .denied, .notFound, .rejected, nil:
            if hold != nil { bucket.forgoBurst(at: now) }
            hold = nil
        }
    }

    /// A poll of the lane ended without telling anything; if it was the one that tries the credentials, the next does.
    mutating func gaveUp() {
        hold?.isProbing = false
    }

    /// Takes watches that are due out of the queue; gives those that stood in it, in their order.
    mutating func withdraw(_ leaving: Set<EntryID>) -> [EntryID] {
        let withdrawn = waiting.filter(leaving.contains)
        if !withdrawn.isEmpty { waiting.removeAll(where: leaving.contains) }
        return Array(withdrawn)
    }

    /// Polls at another rate from now on.
    mutating func limit(to limit: RateLimit, at now: Duration) {
        bucket.limit(to: limit, at: now)
    }

    /// Somebody changed the credentials: the next poll may try them at once.
    mutating func credentialsChanged() {
        guard hold?.isProbing == false else { return }
        hold?.until = .zero
    }
}
