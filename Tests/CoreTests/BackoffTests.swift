// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

@Suite struct BackoffTests {
    @Test func theIntervalDoublesUpToItsMaximumAndStartsOver() {
        var backoff = Backoff(.standard)
        let changes: [PaceChange] = [
            .startOver, .backOff, .backOff, .backOff, .backOff, .backOff, .backOff, .startOver,
        ]
        #expect(
            changes.map { backoff.next($0, jitter: 0) } == [15, 30, 60, 120, 240, 300, 300, 15].map { .seconds($0) })
        #expect(backoff.next(.slowest, jitter: 0) == .seconds(300))
        #expect(backoff.next(.settle, jitter: 0) == nil)
    }

    @Test func jitterShortensByAFifthAtMost() throws {
        for jitter in stride(from: -1.0, through: 2, by: 0.1) {
            var backoff = Backoff(PollPace(initial: .seconds(10), max: .seconds(10)))
            let next = backoff.next(.backOff, jitter: jitter)
            let delay = try #require(next)
            #expect(delay <= .seconds(10))
            #expect(delay >= .seconds(8))
        }
    }

    @Test(arguments: [0, 0.3, 0.999])
    func aSeriesFindsWhatABackoffWouldHaveCome(jitter: Double) {
        let start = Moment.seconds(0).wall
        var backoff = Backoff(.standard)
        var polls: [(at: Timestamp, interval: Duration)] = []
        var at = start
        for change in [PaceChange.startOver] + Array(repeating: .backOff, count: 200) {
            at = at + (backoff.next(change, jitter: jitter) ?? .zero)
            polls.append((at, backoff.interval))
        }
        for (index, poll) in polls.enumerated().dropLast() {
            var series = PollSeries(.standard, interval: .seconds(15), next: polls[0].at, jitter: jitter)
            series.pass(poll.at + .milliseconds(500))
            let next = polls[index + 1]
            #expect(series.interval == next.interval)
            let difference = series.next.since(next.at)
            #expect(difference > .milliseconds(-1) && difference < .milliseconds(1), "\(index)")
            #expect(series.halfway > poll.at && series.halfway < series.next)
        }
    }

    @Test(arguments: [Int64.min, 0, Int64.max])
    func aSeriesEndsWhateverTheRecordSays(microseconds: Int64) {
        for pace in [PollPace(initial: .zero, max: .zero), .standard] {
            let recorded = Timestamp(microseconds: microseconds)
            var series = PollSeries(pace, interval: .zero, next: recorded, jitter: 0.5)
            series.pass(Moment.seconds(0).wall)
            #expect(series.interval <= pace.max)
        }
    }

    @Test func theShortestPaceIsAMillisecond() {
        #expect(PollPace(initial: .zero, max: .zero) == PollPace(initial: .milliseconds(1), max: .milliseconds(1)))
        #expect(PollPace(initial: .seconds(9), max: .seconds(1)).max == .seconds(9))
    }

    @Test func phasesAreStableAndEvenlySpread() {
        let phases = (0..<10_000).map { Watch.sample("job-\($0)").identity.phase }
        #expect(phases == (0..<10_000).map { Watch.sample("job-\($0)").identity.phase })
        #expect(phases.allSatisfy { (0..<1).contains($0) })
        var tenths = Array(repeating: 0, count: 10)
        for phase in phases { tenths[Int(phase * 10)] += 1 }
        #expect(tenths.allSatisfy { (850...1_150).contains($0) }, "\(tenths)")
    }

    @Test func theFirstPollFallsWithinTheInitialInterval() {
        for number in 0..<1_000 {
            let watch = Watch.sample("job-\(number)")
            let delay = Backoff.firstDelay(of: watch.identity, pace: watch.poll)
            #expect(delay >= .zero && delay < .seconds(15))
        }
    }

    @Test func theGeneratorMatchesTheReference() {
        // The first numbers of the published generator for seed 1234567.
        var random = SplitMix64(seed: 1_234_567)
        #expect([random.next(), random.next()] == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973])
    }
}
