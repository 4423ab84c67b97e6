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
}
