// SPDX-License-Identifier: Apache-2.0

package import Core
import FoundationEssentials
import Platform

/// How long the past jobs of one pattern took, in the figures that people and programs want.
package struct DurationSummary: Sendable {
    /// The names, with `#` for each number.
    let pattern: String
    /// All durations in seconds, in ascending order; at least one.
    let seconds: [Double]
    /// How many of the jobs completed.
    let completed: Int

    /// One for each pattern of jobs of a kind; those with most jobs first.
    package static func all(of jobs: [PastJob]) -> [DurationSummary] {
        Dictionary(grouping: jobs, by: \.pattern)
            .map { pattern, jobs in
                DurationSummary(
                    pattern: pattern.name,
                    seconds: jobs.map(\.duration.inSeconds).sorted(),
                    completed: jobs.count(where: \.isCompleted)
                )
            }
            .sorted { ($1.seconds.count, $0.pattern) < ($0.seconds.count, $1.pattern) }
    }

    /// Whether there are enough jobs to say anything.
    var isEnough: Bool { seconds.count >= DurationSamples.least }

    /// The duration within which this share of the jobs ended, in seconds; between two jobs, in proportion.
    func quantile(_ share: Double) -> Double {
        let place = share * Double(seconds.count - 1)
        let index = min(Int(place), seconds.count - 1)
        let next = min(index + 1, seconds.count - 1)
        return seconds[index] + (place - Double(index)) * (seconds[next] - seconds[index])
    }

    /// The shortest duration, in seconds.
    var shortest: Double { seconds.first ?? 0 }
    /// The longest duration, in seconds.
    var longest: Double { seconds.last ?? 0 }
}

/// What `awaitd history --durations KIND --json` prints.
package struct DurationDocument: Encodable {
    private let kind: String
    private let leastJobs: Int
    private let patterns: [Pattern]

    private enum CodingKeys: String, CodingKey {
        case kind, patterns
        case leastJobs = "least_jobs"
    }

    private struct Pattern: Encodable {
        let summary: DurationSummary

        private enum CodingKeys: String, CodingKey {
            case pattern, jobs, completed, median, longest, durations
            case tenth = "p10"
            case ninetieth = "p90"
        }

        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(summary.pattern, forKey: .pattern)
            try values.encode(summary.seconds.count, forKey: .jobs)
            try values.encode(summary.completed, forKey: .completed)
            // Null where there are too few.
            func figure(_ seconds: Double) -> Double? { summary.isEnough ? (seconds * 1_000).rounded() / 1_000 : nil }
            try values.encode(figure(summary.quantile(0.1)), forKey: .tenth)
            try values.encode(figure(summary.quantile(0.5)), forKey: .median)
            try values.encode(figure(summary.quantile(0.9)), forKey: .ninetieth)
            try values.encode(figure(summary.longest), forKey: .longest)
            try values.encode(summary.seconds.map { ($0 * 1_000).rounded() / 1_000 }, forKey: .durations)
        }
    }

    /// A document about a kind; durations are in seconds.
    package init(kind: String, _ summaries: [DurationSummary]) {
        self.kind = kind
        leastJobs = DurationSamples.least
        patterns = summaries.map(Pattern.init)
    }

    /// The document in one line.
    package var json: String {
        let bytes = try? JSONEncoder.sorted().encode(self)
        return bytes.map { String(decoding: $0, as: UTF8.self).escapingUnsafeJSON } ?? "{}"
    }
}
