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

    /// What is longer is none: earlier versions counted jobs that never began from 1970, where AWS said so.
    private static let longest: Duration = .seconds(10 * 31_557_600)

    /// Whether a duration is one: more than zero, and no longer than AWS's services can have run.
    package static func counts(_ duration: Duration) -> Bool { duration > .zero && duration <= longest }

    /// No jobs.
    package init() {}

    /// Adds a job that has just ended; true if its duration counts.
    @discardableResult
    package mutating func add(_ duration: Duration, completed: Bool) -> Bool {
        guard Self.counts(duration) else { return false }
        let seconds = Float(duration.inSeconds)
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
