// SPDX-License-Identifier: Apache-2.0

/// When to poll a job, from how long others of its pattern took: seldom while none has ended at its age, often when many did.
///
/// Polling at intervals I(t) makes ∫ S(t) / I(t) dt calls, and sees the end ∫ f(t) I(t) / 2 dt late, where S is survival and f
/// the density of durations. For a number of calls the delay is least with I(t) = √(2c / h(t)), where h = f / S is the hazard
/// rate. c is chosen so that on the past durations there are as many calls as the doubling cadence makes.
///
/// Immutable, so that all watches of a pattern share one.
package final class Cadence: Sendable {
    /// Ages in seconds, in ascending order from zero to the longest known duration.
    private let ages: [Float]
    /// How many calls a job has had that reaches each of the ages.
    private let calls: [Float]
    /// The interval at the end of ``ages``, in seconds.
    private let lastInterval: Double
    /// The age from which experience says nothing, in seconds.
    private let horizon: Double
    /// The bounds of the intervals.
    private let pace: PollPace
    /// Durations of jobs that completed, in seconds, in ascending order; empty if they are too few for an estimate.
    private let completed: [Float]

    /// The cadence from durations at a pace; nil if they are too few.
    init?(_ samples: DurationSamples, pace: PollPace) {
        guard samples.isEnough else { return nil }
        let durations = samples.sorted
        let completed = samples.sortedCompleted
        self.completed = completed.count >= DurationSamples.least ? completed.map { Float($0) } : []
        self.pace = pace
        // When all that complete have done so, the estimated end has passed.
        horizon = self.completed.last.map(Double.init) ?? durations.last ?? 0
        let curve = HazardCurve(durations)
        let rates = Self.callRates(curve, durations, pace)
        var sum = 0.0
        lastInterval = rates.last.map { 1 / $0 } ?? pace.max.inSeconds
        ages = curve.ages.map { Float($0) }
        var calls: [Float] = [0]
        for (index, rate) in rates.enumerated() {
            sum += rate * (curve.ages[index + 1] - curve.ages[index])
            calls.append(Float(sum))
        }
        self.calls = calls
    }

    /// The interval to the next poll of a job of this age, counted from AWS's start by AWS's clock.
    ///
    /// It ends where one more call is due: ∫ dt / I(t) = 1. An I(t) of now alone would leap over the time when most jobs end.
    /// Nil where experience says nothing, so that the interval doubles: before the start, beyond the longest known duration,
    /// and when every job that completed had done so.
    package func interval(atAge age: Duration) -> Duration? {
        let age = age.inSeconds
        guard age >= 0, age < horizon, let longest = ages.last.map(Double.init), let all = calls.last.map(Double.init)
        else { return nil }
        let due = count(at: age) + 1
        // Beyond the longest known duration it goes on at the last rate.
        let interval = due <= all ? self.age(at: due) - age : longest - age + (due - all) * lastInterval
        guard interval.isFinite else { return pace.max }
        return min(max(Duration(clampingSeconds: interval), pace.initial), pace.max)
    }

    /// When a job will end that began at `start` and goes on: the median of the ends of those that took longer than it has.
    ///
    /// Half of the jobs would pass the median of all; this one lies ahead as long as there is one, and among single numbers
    /// it is the one with the least mean error. Nil before the start, when all that completed took less, and if they are
    /// too few. `now` is the time by AWS's clock.
    package func estimatedEnd(startedAt start: Timestamp, now: Timestamp) -> EstimatedEnd? {
        let age = now.since(start).inSeconds
        guard age >= 0 else { return nil }
        let longer = completed[completed.partitioningIndex { Double($0) > age }...]
        guard let first = longer.first else { return nil }
        // Of an even number, the middle between the two in the middle.
        let (low, high) = (longer.startIndex + (longer.count - 1) / 2, longer.startIndex + longer.count / 2)
        let median = longer.count == 1 ? Double(first) : (Double(longer[low]) + Double(longer[high])) / 2
        let end = start + Duration(clampingSeconds: median)
        return end > now ? EstimatedEnd(at: end, samples: completed.count) : nil
    }

    /// The first poll after `time` of a job whose polls go on from one at `poll`, with the interval before it.
    ///
    /// For a restart: the record need not be written for polls that changed nothing. `jitter` is the watch's. Nil where
    /// experience says nothing at `time`.
    package func poll(after time: Timestamp, from poll: Timestamp, startedAt start: Timestamp, jitter: Double)
        -> (interval: Duration, next: Timestamp)?
    {
        guard let rest = interval(atAge: time.since(start)) else { return nil }
        let share = 1 - Backoff.jitterShare * min(max(jitter, 0), 1)
        var next = poll
        for _ in 0..<Self.mostSteps {
            guard let interval = interval(atAge: next.since(start)) else { break }
            if next > time { return (interval, next) }
            next = next + interval * share
            if next > time { return (interval, next) }
        }
        return (rest, time + rest * share)
    }

    /// How many polls are gone through to find one.
    private static let mostSteps = 1_000

    /// How many calls a job has had at an age.
    private func count(at age: Double) -> Double { Self.interpolated(age, from: ages, to: calls) }

    /// The age at which a job has had so many calls.
    private func age(at count: Double) -> Double { Self.interpolated(count, from: calls, to: ages) }

    /// The value that belongs to a place between the elements of an ascending list of two or more.
    private static func interpolated(_ place: Double, from places: [Float], to values: [Float]) -> Double {
        let high = min(max(places.partitioningIndex { Double($0) > place }, 1), places.count - 1)
        let low = high - 1
        let length = Double(places[high]) - Double(places[low])
        let share = length > 0 ? (place - Double(places[low])) / length : 0
        return Double(values[low]) + share * (Double(values[high]) - Double(values[low]))
    }
}

extension Cadence {
    /// Calls a second between each age of a curve and the next: √(h / 2c) within the pace.
    ///
    /// By bisection, since bounds make c no simple function of the number of calls. Rates grow with 1/√(2c).
    private static func callRates(_ curve: HazardCurve, _ durations: [Double], _ pace: PollPace) -> [Double] {
        // What jitter makes of an interval on average.
        let jitter = 1 - Backoff.jitterShare / 2
        let slowest = 1 / pace.max.inSeconds
        let fastest = 1 / pace.initial.inSeconds
        let roots = curve.rates.map { $0.squareRoot() }
        let times = meanTimes(curve.ages, durations)
        func rates(_ factor: Double) -> [Double] { roots.map { min(max($0 * factor, slowest), fastest) } }
        func calls(_ factor: Double) -> Double { zip(rates(factor), times).reduce(0) { $0 + $1.0 * $1.1 } / jitter }
        // A job ends halfway from one call to the next.
        let wanted = durations.reduce(0) { $0 + doublingCalls($1 / jitter, pace) } / Double(durations.count) - 0.5
        guard let least = roots.filter({ $0 > 0 }).min() else { return rates(0) }
        var (low, high) = (0.0, fastest / least)
        guard calls(high) > wanted else { return rates(high) }
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if calls(middle) < wanted { low = middle } else { high = middle }
        }
        return rates(high)
    }

    /// How long jobs of these durations are between each age and the next on average, in seconds.
    private static func meanTimes(_ ages: [Double], _ durations: [Double]) -> [Double] {
        zip(ages, ages.dropFirst()).map { one, next in
            durations.reduce(0) { $0 + min(max($1 - one, 0), next - one) } / Double(durations.count)
        }
    }

    /// How many calls the doubling cadence makes for a job of this many seconds, the one that sees the end included.
    private static func doublingCalls(_ duration: Double, _ pace: PollPace) -> Double {
        let longest = pace.max.inSeconds
        var (at, interval, calls) = (0.0, pace.initial.inSeconds, 0.0)
        while at < duration {
            if interval >= longest { return calls + ((duration - at) / longest).rounded(.up) }
            at += interval
            calls += 1
            interval = min(interval * 2, longest)
        }
        return calls
    }
}

extension Array {
    /// The index of the first element that has a property which all after it have too, but none before it; the end if none has.
    fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
