// SPDX-License-Identifier: Apache-2.0

package import Core

/// Both clocks as one: a steady one to measure and sleep by, and the wall clock for people and AWS.
package struct TimeSource<C: Clock>: Sendable where C.Duration == Duration {
    private let clock: C
    private let origin: C.Instant
    private let wall: @Sendable () -> Timestamp

    /// Makes a source whose steady time begins now.
    package init(clock: C, wall: @escaping @Sendable () -> Timestamp) {
        self.clock = clock
        origin = clock.now
        self.wall = wall
    }

    /// This moment.
    package var now: Moment {
        Moment(wall: wall(), steady: origin.duration(to: clock.now))
    }

    /// The steady time alone, where no one asks for the wall clock's.
    var steady: Duration { origin.duration(to: clock.now) }

    /// Sleeps until a steady time; throws `CancellationError` when the task is cancelled.
    package func sleep(until steady: Duration) async throws {
        try await clock.sleep(until: origin.advanced(by: steady), tolerance: nil)
    }
}

/// Notices when the confirmed time turns out to be another than it was thought to be.
package struct TimeCorrection: Sendable {
    /// The confirmed time at the steady clock's beginning, as it is known so far.
    private var beginning: Timestamp?

    /// How much of a difference is one; smaller ones are the network's.
    private static let tolerance: Duration = .seconds(60)

    /// Nothing is known yet.
    package init() {}

    /// Whether more is known now, or other than before.
    package mutating func isCorrected(by now: Moment) -> Bool {
        guard let found = now.confirmed.map({ $0 + (.zero - now.steady) }) else { return false }
        guard let known = beginning else {
            beginning = found
            return true
        }
        let difference = found.since(known)
        guard difference > Self.tolerance || difference < .zero - Self.tolerance else { return false }
        beginning = found
        return true
    }
}

/// Lets something happen at most once in an interval.
struct Throttle {
    private let interval: Duration
    /// When it may happen next.
    private(set) var nextTime: Duration

    init(_ interval: Duration, from nextTime: Duration) {
        self.interval = interval
        self.nextTime = nextTime
    }

    /// Whether it may happen now.
    func isOpen(at now: Duration) -> Bool { now >= nextTime }

    /// Notes that it has happened.
    mutating func close(at now: Duration) { nextTime = now + interval }
}

/// The sleeps that are under way in a loop's task group.
///
/// A single child of a task group cannot be cancelled, so when an earlier wake-up is needed, the later sleep goes on and
/// wakes the loop for nothing.
struct PendingSleeps {
    private var ends: Set<Duration> = []

    /// Notes that the loop must wake at `time`; returns whether a sleep has to be begun for that.
    mutating func add(until time: Duration) -> Bool {
        if let earliest = ends.min(), earliest <= time { return false }
        ends.insert(time)
        return true
    }

    /// Notes that the sleep until `time` has ended.
    mutating func remove(until time: Duration) {
        ends.remove(time)
    }
}
