// SPDX-License-Identifier: Apache-2.0

/// How long the last jobs of one pattern took, by AWS's own times from start to end.
///
/// Four bytes a job, since a record may have thousands of patterns.
package struct DurationSamples: Sendable, Hashable {
    /// Seconds, negative for a job that did not complete; the oldest is at ``oldest`` once there are ``most``.
    private var signed: [Float] = []
    private var oldest = 0

    /// The most jobs that are remembered, the newest ones.
    package static let most = 200
    /// The least jobs that say anything.
    package static let least = 10

    /// The longest duration that counts, in seconds: a century, like the longest that can be configured.
    private static let longest = 3_155_760_000.0

    /// No jobs.
    package init() {}

    /// Adds a job that has just ended; true if its duration counts, which is more than zero.
    @discardableResult
    package mutating func add(_ duration: Duration, completed: Bool) -> Bool {
        let seconds = Float(min(duration.inSeconds, Self.longest))
        guard seconds > 0 else { return false }
        let sample = completed ? seconds : -seconds
        if signed.count < Self.most {
            signed.append(sample)
        } else {
            signed[oldest] = sample
            oldest = (oldest + 1) % Self.most
        }
        return true
    }

    /// How many jobs there are.
    package var count: Int { signed.count }

    /// Whether there are enough of them to say anything.
    package var isEnough: Bool { count >= Self.least }

    /// All durations in seconds, in ascending order.
    package var sorted: [Double] { signed.map { Double(abs($0)) }.sorted() }

    /// The durations of the jobs that completed, in seconds, in ascending order.
    package var sortedCompleted: [Double] { signed.filter { $0 > 0 }.map { Double($0) }.sorted() }
}
