// SPDX-License-Identifier: Apache-2.0

import Core

/// How many polls a lane may make: a bucket of tokens that fills steadily, halves its rate on a throttle and recovers slowly.
struct TokenBucket: Sendable, Hashable {
    /// What the bucket holds at most: a burst of five polls, whatever the rate.
    static let burst = 5.0
    /// How long a rate of nothing would take to recover fully.
    static let recovery: Duration = .seconds(300)
    /// The share of the configured rate below which no throttle pushes it.
    static let slowestShare = 1.0 / 64

    /// Tokens a second as configured; nil if there is no limit.
    private(set) var configured: Double?
    /// Tokens a second now.
    private(set) var rate: Double
    private var tokens = burst
    private var filledAt: Duration

    init(_ limit: RateLimit, at now: Duration) {
        switch limit {
        case .perSecond(let rate): configured = rate
        case .unlimited: configured = nil
        }
        rate = configured ?? .infinity
        filledAt = now
    }

    /// Takes a token if there is one.
    mutating func take(at now: Duration) -> Bool {
        guard configured != nil else { return true }
        fill(until: now)
        guard tokens >= 1 - Self.tolerance else { return false }
        tokens = max(0, tokens - 1)
        return true
    }

    /// When there will be a token; now or earlier if there is one.
    func readyAt(_ now: Duration) -> Duration {
        guard configured != nil else { return now }
        var copy = self
        copy.fill(until: now)
        guard copy.tokens < 1 - Self.tolerance else { return now }
        // The rate only grows while nothing throttles, so the time at today's rate is an upper bound; a microsecond more
        // keeps rounding from waking the scheduler a moment too early.
        return now + Duration(clampingSeconds: (1 - copy.tokens) / copy.rate) + .microseconds(1)
    }

    /// AWS said that this was too fast.
    mutating func throttled(at now: Duration) {
        guard let configured else { return }
        forgoBurst(at: now)
        rate = max(rate / 2, configured * Self.slowestShare)
    }

    /// Fills at another rate from now on; what was saved stays, and so does the share that throttles left of the rate.
    mutating func limit(to limit: RateLimit, at now: Duration) {
        fill(until: now)
        filledAt = max(filledAt, now)
        let share = configured.map { rate / $0 } ?? 1
        switch limit {
        case .perSecond(let new):
            configured = new
            rate = new * share
        case .unlimited:
            configured = nil
            rate = .infinity
        }
    }

    /// Gives up what was saved for a burst: after a time in which nothing was let in, everything waits at once.
    mutating func forgoBurst(at now: Duration) {
        fill(until: now)
        tokens = 0
    }

    /// Tokens are sums of fractions; this much may be missing of a whole one.
    private static let tolerance = 1e-9

    private mutating func fill(until now: Duration) {
        guard let configured, now > filledAt else { return }
        let elapsed = (now - filledAt).inSeconds
        filledAt = now
        tokens = min(Self.burst, tokens + rate * elapsed)
        rate = min(configured, rate + configured * elapsed / Self.recovery.inSeconds)
    }
}
