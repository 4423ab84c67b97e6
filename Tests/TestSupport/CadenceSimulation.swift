// SPDX-License-Identifier: Apache-2.0

package import Core

/// How a simulated job is polled until its end is seen.
package enum SimulatedCadence: String, Sendable, CaseIterable {
    /// At the longest interval, always.
    case fixed
    /// At an interval that doubles.
    case doubling
    /// As experience says, doubling where it says nothing.
    case experience
}

/// What polling jobs came to.
package struct SimulatedPolling: Sendable {
    /// How long each end went unseen, in seconds.
    package private(set) var delays: [Double] = []
    private var calls = 0.0
    private var durations = 0.0

    /// No jobs.
    package init() {}

    /// Polls one job from its start to its end, which is `duration` seconds later.
    ///
    /// Its watch sees it begin; the intervals are shortened by the watch's own jitter.
    package mutating func poll(
        _ duration: Double,
        _ pace: PollPace,
        _ how: SimulatedCadence,
        _ cadence: Cadence?,
        jitter: Double
    ) {
        var backoff = Backoff(pace)
        var at = 0.0
        var change = PaceChange.startOver
        while at < duration {
            let known = how == .experience ? cadence?.interval(atAge: Duration(clampingSeconds: at)) : nil
            if let known { backoff = Backoff(pace, interval: known) }
            let next = known == nil ? backoff.next(how == .fixed ? .slowest : change, jitter: 0) : backoff.interval
            at += (next ?? pace.max).inSeconds * (1 - Backoff.jitterShare * jitter)
            change = .backOff
            calls += 1
        }
        durations += duration
        delays.append(at - duration)
    }

    /// The mean number of polls of a job.
    package var meanCalls: Double { calls / Double(delays.count) }
    /// The mean time for which an end goes unseen, in seconds.
    package var meanDelay: Double { delays.reduce(0, +) / Double(delays.count) }
    /// Calls × mean delay ÷ duration: what one call more or less changes nothing about.
    package var cost: Double { meanCalls * meanDelay / (durations / Double(delays.count)) }
}

/// Simulates the polls of jobs, whose past is as they are themselves.
package struct CadenceSimulation: Sendable {
    /// How long the jobs take.
    package let distribution: DurationDistribution
    /// How often they are polled.
    package let pace: PollPace
    /// How many past jobs are known.
    package let past: Int

    /// A simulation.
    package init(_ distribution: DurationDistribution, pace: PollPace, past: Int) {
        (self.distribution, self.pace, self.past) = (distribution, pace, past)
    }

    /// Polls jobs in each way: `jobs` after each of so many pasts, all of them different; the same for the same seed.
    package func run(pasts: Int, jobs: Int, seed: UInt64) -> [SimulatedCadence: SimulatedPolling] {
        var random = SplitMix64(seed: seed)
        var results: [SimulatedCadence: SimulatedPolling] = [:]
        for _ in 0..<pasts {
            var book = ExperienceBook()
            for _ in 0..<past {
                let duration = Duration(clampingSeconds: distribution.next(&random))
                book.note(kind: "training-job", name: "job", duration: duration, completed: true)
            }
            let cadence = book.cadence(kind: "training-job", name: "job", pace: pace)
            for _ in 0..<jobs {
                let (duration, jitter) = (distribution.next(&random), random.nextSample())
                for how in SimulatedCadence.allCases {
                    results[how, default: SimulatedPolling()].poll(duration, pace, how, cadence, jitter: jitter)
                }
            }
        }
        return results
    }
}

/// A day of jobs of several patterns, which start at any time of it; experience grows as they end.
package struct SimulatedDay: Sendable {
    /// How many jobs there are.
    package let jobs: Int
    /// How often they are polled.
    package let pace: PollPace

    /// A day.
    package init(jobs: Int, pace: PollPace) {
        (self.jobs, self.pace) = (jobs, pace)
    }

    private struct Job {
        let start: Double
        let duration: Double
        let pattern: Int
        let jitter: Double
    }

    /// How many patterns take about equally long each time; half as many take nothing in particular.
    private static let similarPatterns = 16

    /// Polls the jobs in each way, each job by what was known when it started; the same for the same seed.
    package func run(seed: UInt64) -> [SimulatedCadence: SimulatedPolling] {
        var random = SplitMix64(seed: seed)
        let similar = (0..<Self.similarPatterns).map { number in
            DurationDistribution.logNormal(median: 300 * Double(1 + number), sigma: 0.15)
        }
        let patterns = similar + DurationDistribution.diffuse.prefix(Self.similarPatterns / 2)
        let started = (0..<jobs).map { _ in
            let pattern = Int(random.next() % UInt64(patterns.count))
            return Job(
                start: random.nextSample() * 86_400,
                duration: patterns[pattern].next(&random),
                pattern: pattern,
                jitter: random.nextSample()
            )
        }
        .sorted { $0.start < $1.start }
        var ends = started.sorted { $0.start + $0.duration < $1.start + $1.duration }[...]
        var book = ExperienceBook()
        var results: [SimulatedCadence: SimulatedPolling] = [:]
        for job in started {
            while let end = ends.first, end.start + end.duration < job.start {
                let duration = Duration(clampingSeconds: end.duration)
                book.note(kind: "training-job", name: Self.name(end.pattern), duration: duration, completed: true)
                ends.removeFirst()
            }
            let cadence = book.cadence(kind: "training-job", name: Self.name(job.pattern), pace: pace)
            for how in SimulatedCadence.allCases {
                results[how, default: SimulatedPolling()].poll(job.duration, pace, how, cadence, jitter: job.jitter)
            }
        }
        return results
    }

    /// Names without digits, which would be one pattern.
    private static func name(_ pattern: Int) -> String { String(repeating: "x", count: pattern + 1) }
}
