// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport

/// Prints what polling at a fixed interval, at one that doubles, and by experience comes to; with `svg`, only the image of a
/// day's delays.
@main enum Cadences {
    static func main() {
        guard !CommandLine.arguments.contains("svg") else { return print(DayReport.svg, terminator: "") }
        print("Calls a job, mean delay in seconds, and calls × mean delay ÷ duration")
        print("\nSimilar jobs (log-normal, σ 0.15), 50 past ones\n")
        print(Table.heading)
        for row in Self.similar { print(row.line) }
        print(Self.limit)
        print("\nDiffuse jobs, 15s–5min; in parentheses how many past ones are known\n")
        print(Table.heading)
        for row in Self.diffuse { print(row.line) }
        print("\n" + DayReport.text)
    }

    /// Why similar jobs do not always cost the least.
    private static let limit = """

        With as many calls as doubling makes, the least is 0.16 × all calls ÷ those while
        jobs end: the longest interval, which is a promise, takes the others before.
        """

    private static var similar: [Table] {
        let paces = [(15, 300), (15, 900), (15, 1_800), (15, 30)]
        return paces.flatMap { initial, longest in
            [10, 60, 120].map { minutes in
                let pace = PollPace(initial: .seconds(initial), max: .seconds(longest))
                let jobs = DurationDistribution.logNormal(median: Double(minutes) * 60, sigma: 0.15)
                let title = "\(initial)s–\(DurationText.spoken(pace.max)), \(minutes) min jobs"
                return Table(title: title, CadenceSimulation(jobs, pace: pace, past: 50))
            }
        }
    }

    private static var diffuse: [Table] {
        DurationDistribution.diffuse.flatMap { jobs in
            [10, 50, 200].map { past in
                Table(title: "\(jobs.name) (\(past))", CadenceSimulation(jobs, pace: .standard, past: past))
            }
        }
    }
}

/// A row with the figures of each cadence.
private struct Table {
    let title: String
    let results: [SimulatedCadence: SimulatedPolling]

    init(title: String, _ simulation: CadenceSimulation) {
        self.init(title: title, results: simulation.run(pasts: 100, jobs: 200, seed: 1))
    }

    init(title: String, results: [SimulatedCadence: SimulatedPolling]) {
        (self.title, self.results) = (title, results)
    }

    static var heading: String {
        padded("", 26) + SimulatedCadence.allCases.map { leading($0.rawValue, 18) }.joined()
    }

    var line: String {
        let figures = SimulatedCadence.allCases.map { how in
            let polling = results[how] ?? SimulatedPolling()
            let (calls, delay) = (Self.number(polling.meanCalls, 1), Self.number(polling.meanDelay, 1))
            return Self.leading(calls, 6) + Self.leading(delay, 7) + Self.leading(Self.number(polling.cost, 2), 5)
        }
        return Self.padded(title, 26) + figures.joined()
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func leading(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func number(_ number: Double, _ digits: Int) -> String {
        let factor = digits == 1 ? 10.0 : 100
        let whole = Int((number * factor).rounded())
        let rest = String(whole % Int(factor))
        return "\(whole / Int(factor))." + String(repeating: "0", count: digits - rest.count) + rest
    }
}

/// A simulated day, from nothing known to much.
private enum DayReport {
    private static let day = SimulatedDay(jobs: 10_000, pace: .standard)
    private static let results = day.run(seed: 1)
    private static let longest = 300.0

    static var text: String {
        let blocks = histograms.map { "\($0.title)\n" + $0.histogram.lines().joined(separator: "\n") }
        let table = [Table.heading, Table(title: "\(day.jobs) jobs", results: results).line]
        return "\(caption)\n\n" + table.joined(separator: "\n") + "\n\nDelay of the ends\n\n"
            + blocks.joined(separator: "\n\n")
    }

    static var svg: String { DelayHistogram.svg(histograms, caption: caption) }

    private static let caption = "A day of \(day.jobs) jobs of 24 patterns, 15 s to 5 min, nothing known at first"

    private static var histograms: [(title: String, histogram: DelayHistogram)] {
        SimulatedCadence.allCases.map { how in
            let polling = results[how] ?? SimulatedPolling()
            let delay = DurationText.spoken(Duration(clampingSeconds: polling.meanDelay))
            let title = "\(how.rawValue): mean delay \(delay), \(Int(polling.meanCalls.rounded())) calls a job"
            return (title, DelayHistogram(polling.delays, longest: longest))
        }
    }
}
