// SPDX-License-Identifier: Apache-2.0

package import Core

/// Both clocks as one: a steady one to measure and sleep by, and the wall clock to speak of.
package struct TimeSource<C: Clock>: Sendable where C.Duration == Duration {
    private let clock: C
    private let origin: C.Instant
    private let wall: @Sendable () -> Timestamp

    /// A source whose steady time begins now.
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
