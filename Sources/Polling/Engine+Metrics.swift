// SPDX-License-Identifier: Apache-2.0

package import Core

/// What metrics say of a poller: what it has counted, and how its watches and lanes are now.
package struct PollMetrics: Sendable, Hashable {
    /// How many watches are in which state: those that `status` shows.
    package let states: [JobState: Int]
    /// How many of those still polled cannot be seen, and why.
    package let notVisible: [Visibility: Int]
    /// How many matchers there are.
    package let matchers: Int
    /// The lanes, those of one service and region as one, in order.
    package let lanes: [LaneRates]
    /// What was counted since the start.
    package let counts: PollMeters.Counts

    /// How many requests a second all lanes of one service and region may make.
    package struct LaneRates: Sendable, Hashable {
        /// The service and region.
        package let place: ServicePlace
        /// As configured; infinite without a limit.
        package let limit: Double
        /// As throttles have left it; infinite without a limit.
        package let current: Double

        /// Rates.
        package init(place: ServicePlace, limit: Double, current: Double) {
            (self.place, self.limit, self.current) = (place, limit, current)
        }
    }

    /// Metrics.
    package init(
        states: [JobState: Int], notVisible: [Visibility: Int], matchers: Int, lanes: [LaneRates],
        counts: PollMeters.Counts
    ) {
        self.states = states
        self.notVisible = notVisible
        self.matchers = matchers
        self.lanes = lanes
        self.counts = counts
    }

    /// How many watches there are.
    package var total: Int { states.values.reduce(0, +) }
}

extension Engine {
    /// Returns how the watches and lanes are, beside what was counted.
    func metrics(_ counts: PollMeters.Counts, at now: Moment) -> PollMetrics {
        var rates: [ServicePlace: (limit: Double, current: Double)] = [:]
        for lane in lanes.all {
            let (limit, current) = lane.condition.rates(at: now.steady)
            rates[ServicePlace(lane.id), default: (0, 0)].limit += limit
            rates[ServicePlace(lane.id), default: (0, 0)].current += current
        }
        return PollMetrics(
            states: tally.states.merging(tally.past, uniquingKeysWith: +),
            notVisible: tally.notVisible,
            matchers: matchers.count,
            lanes: rates.sorted { $0.key < $1.key }.map { place, rates in
                PollMetrics.LaneRates(place: place, limit: rates.limit, current: rates.current)
            },
            counts: counts
        )
    }
}
