// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport

/// Simulates a day of matchers, or makes a record with jobs that a matcher has found.
///
///     matcher-benchmark day
///     matcher-benchmark svg
///     matcher-benchmark scale OTHERS MATCHERS
///     matcher-benchmark record FOLDER JOBS
@main enum MatcherBenchmark {
    static func main() async throws {
        let words = Array(CommandLine.arguments.dropFirst())
        switch (words.first, words.count) {
        case ("day", 1): print(DayOfMatchers().text)
        case ("svg", 1): print(DayOfMatchers().svg, terminator: "")
        case ("scale", 3):
            guard let others = Int(words[1]), let matchers = Int(words[2]) else { throw NotUnderstood() }
            var day = MatchedDay(SimulatedAccount(jobs: DayOfMatchers.jobs, others: others), matchers: matchers)
            day.run()
            print(day.reads, day.pages, day.cpu, day.endDelays.count, day.repeated)
        case ("record", 3):
            guard let jobs = Int(words[2]) else { throw NotUnderstood() }
            try await FoundRecord(jobs: jobs).write(into: words[1])
        default: throw NotUnderstood()
        }
    }

    /// The command line is none of those above.
    struct NotUnderstood: Error {}
}

/// A day on which ten matchers find 10,000 jobs among as many of other people's.
private struct DayOfMatchers {
    static let jobs = 10_000
    private static let matchers = 10
    private let listed: MatchedDay
    private let read: MatchedDay

    init() {
        let account = SimulatedAccount(jobs: Self.jobs, others: Self.jobs)
        var day = MatchedDay(account, matchers: Self.matchers)
        day.run()
        listed = day
        day = MatchedDay(account, matchers: Self.matchers, listings: .never)
        day.run()
        read = day
    }

    var text: String {
        let rows = [("listed", listed), ("read one by one", read)].map { title, day in
            "\(title): \(day.reads) reads, \(day.pages) pages, \(day.endDelays.count) ends told, \(day.repeated) twice, "
                + "\((day.cpu * 10).rounded() / 10) s of CPU"
        }
        let blocks = histograms.map { "\($0.title)\n" + $0.histogram.lines().joined(separator: "\n") }
        return "\(Self.caption)\n\n" + rows.joined(separator: "\n") + "\n\n" + blocks.joined(separator: "\n\n")
    }

    var svg: String { DelayHistogram.svg(histograms, caption: Self.caption) }

    private static let caption = "A day of \(jobs) jobs, found by \(matchers) matchers among \(jobs) of other people's"

    private var histograms: [(title: String, histogram: DelayHistogram)] {
        [
            Self.histogram("A new job is told", listed.foundDelays),
            Self.histogram("An end is told, jobs listed", listed.endDelays),
            Self.histogram("An end is told, jobs read one by one", read.endDelays),
        ]
    }

    private static func histogram(
        _ title: String, _ delays: [Double]
    ) -> (title: String, histogram: DelayHistogram) {
        let mean = DurationText.spoken(Duration(clampingSeconds: delays.reduce(0, +) / Double(max(delays.count, 1))))
        let longest = DurationText.spoken(Duration(clampingSeconds: delays.max() ?? 0))
        let histogram = DelayHistogram(delays, longest: MatchedDay.pace.max.inSeconds)
        return ("\(title) after \(mean), at most \(longest)", histogram)
    }
}
