// SPDX-License-Identifier: Apache-2.0

/// At which rate jobs end that have reached an age, estimated from how long earlier ones took.
///
/// The density of the durations' logarithms is smoothed with a biweight kernel: durations that are similar differ by a
/// share of their length, and those that are not spread over powers of ten. Density over survival, both of the same kernel,
/// is the hazard rate. (Wand and Jones, "Kernel Smoothing", chapters 2 and 6.)
struct HazardCurve {
    /// The ages between which the rate is taken as constant, in ascending order from zero to the longest duration, in
    /// seconds.
    let ages: [Double]
    /// The rate between each of the ages and the next, in endings a second.
    let rates: [Double]

    /// How many intervals the ages between the shortest and the longest duration are divided into: a power of two.
    private static let intervals = 128

    /// The curve of durations in seconds, which are in ascending order, greater than zero and at least two.
    init(_ durations: [Double]) {
        let logarithms = durations.map(naturalLogarithm)
        let bandwidth = Self.bandwidth(logarithms)
        let longest = durations.last ?? 1
        // e^−b, near enough, so that the shortest duration's kernel is within the ages.
        let start = (durations.first ?? longest) / (1 + bandwidth + bandwidth * bandwidth)
        var factor = max(longest / start, 1 + 1e-9)
        for _ in 0..<Self.intervals.trailingZeroBitCount { factor = factor.squareRoot() }
        var ages = [0, start]
        for _ in 1..<Self.intervals { ages.append((ages.last ?? start) * factor) }
        ages.append(longest)
        self.ages = ages
        let middles = zip(ages.dropFirst(), ages.dropFirst(2)).map { ($0 + $1) / 2 }
        rates = [0] + middles.map { Self.rate(at: $0, logarithms, bandwidth) }
    }

    /// The hazard rate at an age.
    private static func rate(at age: Double, _ logarithms: [Double], _ bandwidth: Double) -> Double {
        let place = naturalLogarithm(age)
        var (density, survivors) = (0.0, 0.0)
        for logarithm in logarithms {
            let distance = (place - logarithm) / bandwidth
            if distance >= 1 { continue }
            guard distance > -1 else {
                survivors += 1
                continue
            }
            let square = distance * distance
            density += 0.9375 * (1 - square) * (1 - square)
            survivors += 0.5 - distance * (0.9375 - square * (0.625 - square * 0.1875))
        }
        let rate = density / (survivors * bandwidth * age)
        return rate.isFinite ? rate : 0
    }

    /// How far the kernel reaches: Silverman's rule with the smaller of standard deviation and quartiles' distance.
    ///
    /// 2.62 is the ratio of a biweight kernel's reach to a Gaussian kernel's deviation that smooths as much.
    private static func bandwidth(_ logarithms: [Double]) -> Double {
        let count = Double(logarithms.count)
        let mean = logarithms.reduce(0, +) / count
        let variance = logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        let quartiles = logarithms[logarithms.count * 3 / 4] - logarithms[logarithms.count / 4]
        let robust = quartiles > 0 ? min(variance.squareRoot(), quartiles / 1.349) : variance.squareRoot()
        return min(max(0.9 * 2.62 * robust / fifthRoot(count), leastBandwidth), mostBandwidth)
    }

    /// Jobs that took equally long so far may still differ by a twentieth.
    private static let leastBandwidth = 0.05
    /// Beyond that, everything is one.
    private static let mostBandwidth = 2.0
}

/// The natural logarithm of a finite number above zero, to eight digits; Core has no mathematical library.
package func naturalLogarithm(_ number: Double) -> Double {
    let ratio = (number.significand - 1) / (number.significand + 1)
    let square = ratio * ratio
    var (sum, power) = (0.0, ratio)
    for odd in stride(from: 1.0, through: 15, by: 2) {
        sum += power / odd
        power *= square
    }
    return Double(number.exponent) * 0.693_147_180_559_945_3 + 2 * sum
}

/// The fifth root of a number from 1 to a few hundred, by Newton's method.
private func fifthRoot(_ number: Double) -> Double {
    var root = 2.0
    for _ in 0..<20 {
        let fourth = root * root * root * root
        root -= (root * fourth - number) / (5 * fourth)
    }
    return root
}
