// SPDX-License-Identifier: Apache-2.0

/// The sleeps under way.
///
/// A child of a task group cannot be called back, so a later alarm is left to ring for nothing when an earlier one is
/// needed.
struct Alarms {
    private var times: Set<Duration> = []

    /// Notes that the loop must turn at `time`; true if a sleep has to be begun for it.
    mutating func set(_ time: Duration) -> Bool {
        if let earliest = times.min(), earliest <= time { return false }
        times.insert(time)
        return true
    }

    mutating func rang(_ time: Duration) {
        times.remove(time)
    }
}
