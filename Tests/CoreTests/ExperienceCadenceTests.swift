// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

/// What the cadence from experience costs, by simulation: calls × mean delay ÷ duration, and calls.
@Suite(.timeLimit(.minutes(2))) struct ExperienceCadenceTests {
    private static let wide = PollPace(initial: .seconds(15), max: .seconds(1_800))

    /// What similar jobs cost at most.
    ///
    /// With as many calls as the doubling cadence makes, 0.16 is the least, times all calls ÷ those that are left for the
    /// time when jobs end: `poll.max`, which stays a promise, takes the others before.
    static let similar: [(minutes: Double, pace: PollPace, most: Double)] = [
        (10, .standard, 0.20), (60, wide, 0.20), (120, wide, 0.20), (60, .standard, 0.31),
    ]

    @Test(arguments: similar)
    func similarJobsCostLittle(_ row: (minutes: Double, pace: PollPace, most: Double)) throws {
        let jobs = DurationDistribution.logNormal(median: row.minutes * 60, sigma: 0.15)
        let results = CadenceSimulation(jobs, pace: row.pace, past: 50).run(pasts: 40, jobs: 60, seed: 11)
        let (fixed, doubling) = (try #require(results[.fixed]), try #require(results[.doubling]))
        let experience = try #require(results[.experience])
        #expect(experience.cost <= row.most)
        #expect(doubling.cost > 0.5 && fixed.cost > 0.45)
        #expect(experience.meanCalls <= doubling.meanCalls * 1.1)
        #expect(experience.delays.allSatisfy { $0 >= 0 && $0 <= row.pace.max.inSeconds })
    }

    static let diffuse = DurationDistribution.diffuse.flatMap { jobs in [10, 100].map { (jobs, $0) } }

    @Test(arguments: diffuse)
    func diffuseJobsCostNoMoreThanATenthMore(jobs: DurationDistribution, past: Int) throws {
        for pace in [PollPace.standard, PollPace(initial: .seconds(15), max: .seconds(60)), Self.wide] {
            let results = CadenceSimulation(jobs, pace: pace, past: past).run(pasts: 12, jobs: 30, seed: 13)
            let (doubling, experience) = (try #require(results[.doubling]), try #require(results[.experience]))
            // At the same mean delay calls are as the products.
            #expect(experience.cost <= doubling.cost * 1.1, "\(jobs.name), \(past), \(pace.max)")
            #expect(experience.meanCalls <= doubling.meanCalls * 1.15, "\(jobs.name), \(past), \(pace.max)")
            #expect(experience.delays.allSatisfy { $0 <= pace.max.inSeconds })
        }
    }

    @Test func aDayBeginsWithoutExperienceAndIsCheaperAllTheSame() throws {
        let results = SimulatedDay(jobs: 1_000, pace: .standard).run(seed: 17)
        let (doubling, experience) = (try #require(results[.doubling]), try #require(results[.experience]))
        #expect(experience.delays.count == 1_000)
        #expect(experience.cost < doubling.cost * 0.8)
        #expect(experience.meanCalls < doubling.meanCalls * 1.05)
    }

    @Test func aHistogramHasEachDelayOnce() {
        let histogram = DelayHistogram([0, 0.5, 9.9, 10, 20, 1_000, -1], classes: 2, longest: 20)
        #expect(histogram.lines(10) == ["     0ms  ██████████ 57.1 %", "     10s  ████████ 42.9 %"])
        let none = DelayHistogram([], longest: 1)
        let svg = DelayHistogram.svg([("a < b & c", histogram), ("none", none)], caption: "x")
        #expect(svg.hasPrefix("<svg xmlns=") && svg.hasSuffix("</svg>\n"))
        #expect(svg.contains("a &lt; b &amp; c") && !svg.contains("nan"))
        #expect(svg.components(separated: "<rect").count == 1 + 1 + 2 + 20)
    }
}

extension String {
    fileprivate func components(separated separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
