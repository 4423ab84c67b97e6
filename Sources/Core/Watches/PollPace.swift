// SPDX-License-Identifier: Apache-2.0

/// How often a watch is polled: from `initial`, doubling while nothing changes, up to `max`.
package struct PollPace: Sendable, Hashable {
    /// The interval after a change.
    package let initial: Duration
    /// The longest interval; not shorter than `initial`.
    package let max: Duration

    /// 15 s to 5 min: what a watch gets that asks for nothing else.
    package static let standard = PollPace(initial: .seconds(15), max: .seconds(300))

    /// The shortest interval that may be asked for: 1 ms.
    package static let shortest: Duration = .milliseconds(1)

    /// A pace; `max` is raised to `initial` if it is shorter.
    package init(initial: Duration, max: Duration) {
        self.initial = Swift.max(initial, Self.shortest)
        self.max = Swift.max(self.initial, max)
    }
}
