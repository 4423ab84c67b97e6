// SPDX-License-Identifier: Apache-2.0

/// When a watch is polled next: the interval that doubles while nothing changes, and the spread that keeps watches apart.
package struct Cadence: Sendable, Hashable {
    /// The interval's bounds.
    package let pace: PollPace
    /// The interval as it stands.
    package private(set) var interval: Duration

    /// The share of an interval by which jitter may shorten it.
    ///
    /// Never lengthened: `max` is a promise.
    package static let jitterShare = 0.2

    /// A watch that has not been polled.
    package init(_ pace: PollPace) {
        self.pace = pace
        interval = pace.initial
    }

    /// A watch that was polled at this interval before, as far as its pace still allows it.
    package init(_ pace: PollPace, interval: Duration) {
        self.pace = pace
        self.interval = min(max(interval, pace.initial), pace.max)
    }

    /// How long after the start the first poll of a watch falls: within `pace.initial`, spread by its identity.
    package static func firstDelay(of identity: WatchIdentity, pace: PollPace) -> Duration {
        pace.initial * identity.phase
    }

    /// Takes in how polling goes on; gives the time to the next poll, or nil if there is none.
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

extension WatchIdentity {
    /// A number from 0 up to 1 that is the same for this identity on every machine and in every run.
    ///
    /// FNV-1a over its parts, mixed once more because FNV's high bits are poor on short texts.
    package var phase: Double {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in [name, kind, resourceID, region] {
            for byte in part.utf8 + [0] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return SplitMix64(seed: hash).sample
    }
}
