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
        return shortened(by: jitter)
    }

    /// Adopts an interval from experience, within what the pace allows, and returns the time to the next poll.
    package mutating func next(after interval: Duration, jitter: Double) -> Duration {
        self = Backoff(pace, interval: interval)
        return shortened(by: jitter)
    }

    private func shortened(by jitter: Double) -> Duration {
        interval * (1 - Self.jitterShare * min(max(jitter, 0), 1))
    }
}

/// The polls of a watch while nothing changes, as they follow from one of them: each at twice the interval of the one before,
/// up to the longest, and shortened by the watch's own jitter.
///
/// So the record need not be written for a poll that changed nothing, and a restart still goes on where the last run was.
package struct PollSeries: Sendable, Hashable {
    /// The interval before ``next``.
    package private(set) var interval: Duration
    /// When a poll is due.
    package private(set) var next: Timestamp
    private let pace: PollPace
    private let jitter: Double

    /// The series from a poll that is due at `next`, at the end of an interval; `jitter` is the watch's.
    package init(_ pace: PollPace, interval: Duration, next: Timestamp, jitter: Double) {
        self.pace = pace
        self.jitter = jitter
        self.next = next
        self.interval = Backoff(pace, interval: interval).interval
    }

    /// Moves on to the first poll after a time.
    package mutating func pass(_ time: Timestamp) {
        var backoff = Backoff(pace, interval: interval)
        while next <= time, backoff.interval < pace.max, let delay = backoff.next(.backOff, jitter: jitter) {
            next = next + delay
        }
        interval = backoff.interval
        guard next <= time, let step = backoff.next(.slowest, jitter: jitter) else { return }
        let steps = time.since(next).wholeMicroseconds / max(1, step.wholeMicroseconds) + 1
        next = next + .microseconds(steps &* step.wholeMicroseconds)
    }

    /// The middle between the poll before and the next one.
    package var halfway: Timestamp { next + interval * -0.5 }
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
    package var phase: Double { samples.phase }

    /// The phase, and a second such number: the share of the jitter by which the watch's intervals are shortened.
    ///
    /// Always the same for one watch, so that its polls can be told from the record, and another for each, which keeps
    /// watches apart. FNV-1a over the identity's parts, mixed once more because FNV's high bits are poor for short texts.
    package var samples: (phase: Double, jitter: Double) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in [name, kind, resourceID, region] {
            var part = part
            hash = part.withUTF8 { bytes in
                unsafe bytes.reduce(hash) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
            }
            hash = hash &* 0x100_0000_01B3
        }
        var (phases, jitters) = (SplitMix64(seed: hash), SplitMix64(seed: hash &+ 1))
        return (phases.nextSample(), jitters.nextSample())
    }
}
