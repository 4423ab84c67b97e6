// SPDX-License-Identifier: Apache-2.0

/// What a machine wants done about an input.
///
/// Data only: whoever runs the machine commits it first and does it then.
package enum Effect: Sendable, Hashable {
    /// Tell people.
    case notify(WatchEvent)
    /// Poll on, at this pace. The last effect of every read, successful or not, and the only one of its sort.
    case pace(PaceChange)
}

/// How polling goes on after an input.
package enum PaceChange: Sendable, Hashable {
    /// Something changed: begin again with the shortest interval.
    case startOver
    /// Nothing changed: double the interval.
    case backOff
    /// Only look now and then: the longest interval.
    case slowest
    /// It is over: poll no more.
    case settle
}
