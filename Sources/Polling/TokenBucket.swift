// SPDX-License-Identifier: Apache-2.0

import Core

/// Limits the rate of a lane's polls; a throttle halves the rate, which recovers slowly.
struct TokenBucket: Sendable, Hashable {
    /// The most tokens that the bucket holds: a burst of five polls, whatever the rate.
    static let burst = 5.0
    /// How long a rate of zero would take to recover fully.
    static let recovery: Duration = .seconds(300)
    /// The smallest share of the configured rate that throttles can leave.
    static let minimumShare = 1.0 / 64

    /// Tokens a second as configured; nil if there is no limit.
    private var configured: Double?
    /// Tokens a second at present.
    private var rate: Double
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

    /// Returns when there will be a token; `now` if there is one.
    func nextToken(at now: Duration) -> Duration {
        guard configured != nil else { return now }
        var copy = self
        copy.fill(until: now)
        guard copy.tokens < 1 - Self.tolerance else { return now }
        // The rate only grows while nothing throttles, so the time at the present rate is an upper bound; a microsecond
        // more keeps rounding from waking the scheduler a moment too early.
        return now + Duration(clampingSeconds: (1 - copy.tokens) / copy.rate) + .microseconds(1)
    }

    /// Returns the rate as configured and as throttles have left it, in tokens a second; infinite if there is no limit.
    func rates(at now: Duration) -> (limit: Double, current: Double) {
        guard let configured else { return (.infinity, .infinity) }
        var copy = self
        copy.fill(until: now)
        return (configured, copy.rate)
    }

    /// Halves the rate, since AWS said that it was too high.
    mutating func throttled(at now: Duration) {
        guard let configured else { return }
        discardBurst(at: now)
        rate = max(rate / 2, configured * Self.minimumShare)
    }

    /// Sets another limit; the tokens stay, and so does the share of the rate that throttles left.
    mutating func setLimit(_ limit: RateLimit, at now: Duration) {
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

    /// Discards the tokens, since everything waits after a time in which nothing was admitted.
    mutating func discardBurst(at now: Duration) {
        fill(until: now)
        tokens = 0
    }

    /// How much a whole token may lack, since tokens are sums of fractions.
    private static let tolerance = 1e-9

    private mutating func fill(until now: Duration) {
        guard let configured, now > filledAt else { return }
        let elapsed = (now - filledAt).inSeconds
        filledAt = now
        tokens = min(Self.burst, tokens + rate * elapsed)
        rate = min(configured, rate + configured * elapsed / Self.recovery.inSeconds)
    }
}
