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

    /// Sleeps until a steady time; throws `CancellationError` when the task is cancelled.
    package func sleep(until steady: Duration) async throws {
        try await clock.sleep(until: origin.advanced(by: steady), tolerance: nil)
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
