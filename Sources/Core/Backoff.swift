// SPDX-License-Identifier: Apache-2.0

/// When a watch is polled next: an interval that doubles while nothing changes, and jitter that keeps watches apart.
package struct Backoff: Sendable, Hashable {
    /// The bounds of the interval.
    package let pace: PollPace
    /// The current interval.
    package private(set) var interval: Duration

    /// The share of an interval by which jitter may shorten it.
    ///
    /// Jitter never lengthens an interval: `max` is a promise.
    package static let jitterShare = 0.2

    /// The backoff of a watch that has not been polled.
    package init(_ pace: PollPace) {
        self.pace = pace
        interval = pace.initial
    }

    /// The backoff of a watch that was polled at this interval before, limited to what its pace allows.
    package init(_ pace: PollPace, interval: Duration) {
        self.pace = pace
        self.interval = min(max(interval, pace.initial), pace.max)
    }

    /// How long after the start a watch is polled first: within `pace.initial`, spread by its identity.
    package static func firstDelay(of identity: WatchIdentity, pace: PollPace) -> Duration {
        pace.initial * identity.phase
    }

    /// Adjusts the interval and returns the time to the next poll, or nil if there is none.
    ///
    /// `jitter` is a sample from 0 up to 1.
    package mutating func next(_ change: PaceChange, jitter: Double) -> Duration? {
        switch change {
        case .startOver: interval = pace.initial
        case .backOff: interval = min(interval * 2, pace.max)
        case .slowest: interval = pace.max
        case .settle: return nil
        }
        return interval * (1 - Self.jitterShare * min(max(jitter, 0), 1))
    }
}

/// How often a watch is polled: from `initial`, doubling while nothing changes, up to `max`.
package struct PollPace: Sendable, Hashable {
    /// The interval after a change.
    package let initial: Duration
    /// The longest interval; at least `initial`.
    package let max: Duration

    /// 15 s to 5 min: the default.
    package static let standard = PollPace(initial: .seconds(15), max: .seconds(300))

    /// The shortest interval that can be configured: 1 ms.
    package static let shortest: Duration = .milliseconds(1)

    /// A pace; `max` is raised to `initial` if it is shorter.
    package init(initial: Duration, max: Duration) {
        self.initial = Swift.max(initial, Self.shortest)
        self.max = Swift.max(self.initial, max)
    }
}

extension WatchIdentity {
    /// A number from 0 up to 1 that is the same for this identity on every machine and in every run.
    ///
    /// FNV-1a over its parts, mixed once more because FNV's high bits are poor for short texts.
    package var phase: Double {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in [name, kind, resourceID, region] {
            for byte in part.utf8 + [0] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        var generator = SplitMix64(seed: hash)
        return generator.nextSample()
    }
}
