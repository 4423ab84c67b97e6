// SPDX-License-Identifier: Apache-2.0

package import Core
import Glibc

/// How long simulated jobs take.
package struct DurationDistribution: Sendable {
    /// What it is called: `exponential`.
    package let name: String
    private let draw: @Sendable (inout SplitMix64) -> Double

    private init(_ name: String, _ draw: @escaping @Sendable (inout SplitMix64) -> Double) {
        (self.name, self.draw) = (name, draw)
    }

    /// The next job's duration, in seconds; a second at least.
    package func next(_ random: inout SplitMix64) -> Double { max(draw(&random), 1) }

    /// Similar jobs: the logarithm is normally distributed.
    package static func logNormal(median: Double, sigma: Double) -> DurationDistribution {
        DurationDistribution("log-normal, σ \(sigma)") { median * exp(sigma * normal(&$0)) }
    }

    /// Jobs of two sorts, each as often.
    private static func either(_ one: Double, or other: Double, sigma: Double) -> DurationDistribution {
        DurationDistribution("\(Int(one / 60)) or \(Int(other / 60)) min, σ \(sigma)") {
            ($0.nextSample() < 0.5 ? one : other) * exp(sigma * normal(&$0))
        }
    }

    /// Jobs that take nothing in particular, about an hour.
    package static let diffuse = [
        DurationDistribution("exponential") { -3_600 * log(1 - $0.nextSample()) },
        DurationDistribution("uniform, 1 min–2 h") { 60 + 7_140 * $0.nextSample() },
        either(600, or: 7_200, sigma: 0.05), either(600, or: 3_600, sigma: 0.15),
        logNormal(median: 3_600, sigma: 0.5),
        logNormal(median: 1_800, sigma: 1),
        logNormal(median: 1_200, sigma: 1.5),
        DurationDistribution("Pareto, α 1.5") { 600 * pow(1 - $0.nextSample(), -1 / 1.5) },
        DurationDistribution("Weibull, k 0.5") { 1_800 * pow(-log(1 - $0.nextSample()), 2) },
    ]

    /// A normally distributed number (Box and Muller).
    private static func normal(_ random: inout SplitMix64) -> Double {
        (-2 * log(1 - random.nextSample())).squareRoot() * cos(2 * .pi * random.nextSample())
    }
}
