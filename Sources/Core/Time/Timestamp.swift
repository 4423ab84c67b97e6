// SPDX-License-Identifier: Apache-2.0

/// A point in civil time, UTC, with microseconds.
///
/// Core imports nothing, so it has its own; Foundation's `Date` would pull a library into the domain for one number.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted; negative before it.
    package let microseconds: Int64

    /// A time so many microseconds after 1970-01-01T00:00:00Z.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// A time so many seconds after 1970-01-01T00:00:00Z, rounded to microseconds.
    ///
    /// Nil for what no calendar shows: not a number, infinite, or outside the years 0001 to 9999.
    package init?(epochSeconds: Double) {
        guard Self.years1To9999.contains(epochSeconds) else { return nil }
        self.init(microseconds: Int64((epochSeconds * 1_000_000).rounded()))
    }

    /// Seconds since the epoch of the first and the last second that four digits of year can write.
    private static let years1To9999 = -62_135_596_800.0...253_402_300_799.0

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// The time `duration` later; stops at the ends of the range instead of overflowing.
    package static func + (time: Timestamp, duration: Duration) -> Timestamp {
        let (sum, overflow) = time.microseconds.addingReportingOverflow(duration.wholeMicroseconds)
        guard overflow else { return Timestamp(microseconds: sum) }
        return Timestamp(microseconds: duration < .zero ? .min : .max)
    }

    /// How long after `earlier` this is; negative if it was before.
    package func since(_ earlier: Timestamp) -> Duration {
        let (difference, overflow) = microseconds.subtractingReportingOverflow(earlier.microseconds)
        guard overflow else { return .microseconds(difference) }
        return .microseconds(microseconds < earlier.microseconds ? Int64.min : Int64.max)
    }
}

extension Duration {
    /// The whole microseconds of this duration, cut towards zero and held within Int64.
    package var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, sumOverflow) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        guard !sumOverflow else { return seconds < 0 ? .min : .max }
        return sum
    }

    /// This duration in seconds, as a floating-point number.
    package var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    /// A duration of so many seconds, held between zero and a hundred years.
    package init(clampingSeconds seconds: Double) {
        let century = 100.0 * 365.25 * 86_400
        self = .microseconds(Int64((min(max(seconds.isNaN ? 0 : seconds, 0), century) * 1_000_000).rounded()))
    }
}
