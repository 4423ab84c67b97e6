// SPDX-License-Identifier: Apache-2.0

/// When something happened, on both clocks that matter.
///
/// The wall clock is what people and AWS speak of, but it can be set; how long something lasted is measured on the steady
/// clock only. Both come in from outside, so that everything in this module replays to the same end.
package struct Moment: Sendable, Hashable {
    /// The wall clock's time.
    package let wall: Timestamp

    /// Time since a fixed point of this process; never goes backwards, goes on while the machine sleeps.
    package let steady: Duration

    /// A moment on both clocks.
    package init(wall: Timestamp, steady: Duration) {
        self.wall = wall
        self.steady = steady
    }

    /// What the wall clock showed at a steady time of this process.
    func wall(of steady: Duration) -> Timestamp { wall + (steady - self.steady) }

    /// The steady time at which the wall clock showed `time`, negative before this process began; now if it lies ahead.
    func steady(of time: Timestamp) -> Duration { steady + min(.zero, time.since(wall)) }
}
