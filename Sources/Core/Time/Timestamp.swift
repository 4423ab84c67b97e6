// SPDX-License-Identifier: Apache-2.0

/// A point in civil time, UTC, in microseconds.
///
/// Foundation's `Date` would link a library into Core, which otherwise imports nothing, for a single number.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted; negative before it.
    package let microseconds: Int64

    /// A time this many microseconds after 1970-01-01T00:00:00Z.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// A time this many seconds after 1970-01-01T00:00:00Z, rounded to microseconds.
    ///
    /// Nil if it is not a number, infinite, or outside the years 0001 to 9999.
    package init?(epochSeconds: Double) {
        guard Self.years1To9999.contains(epochSeconds) else { return nil }
        self.init(microseconds: Int64((epochSeconds * 1_000_000).rounded()))
    }

    /// This time, or the nearest one in the years 0001 to 9999: what a file says need not be a time at all.
    package var clamped: Timestamp {
        let (first, last) = (Int64(-62_135_596_800_000_000), Int64(253_402_300_799_999_999))
        return Timestamp(microseconds: min(max(microseconds, first), last))
    }

    /// Seconds since the epoch of the first and the last second of the years that have four digits.
    private static let years1To9999 = -62_135_596_800.0...253_402_300_799.0

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// The time `duration` later; clamped to the range instead of overflowing.
    package static func + (time: Timestamp, duration: Duration) -> Timestamp {
        let (sum, overflow) = time.microseconds.addingReportingOverflow(duration.wholeMicroseconds)
        guard overflow else { return Timestamp(microseconds: sum) }
        return Timestamp(microseconds: duration < .zero ? .min : .max)
    }

    /// The time from `earlier` to this; negative if this is before it.
    package func since(_ earlier: Timestamp) -> Duration {
        let (difference, overflow) = microseconds.subtractingReportingOverflow(earlier.microseconds)
        guard overflow else { return .microseconds(difference) }
        return .microseconds(microseconds < earlier.microseconds ? Int64.min : Int64.max)
    }
}

/// When something happened, on both clocks that matter.
///
/// People and AWS use the wall clock, but it can be set, and wrong; so durations are measured by the steady clock only, and
/// what cannot be undone goes by the confirmed time. All are passed in from outside, so that everything in this module can
/// be replayed with the same result.
package struct Moment: Sendable, Hashable {
    /// The wall clock's time.
    package let wall: Timestamp
    /// Time since a fixed point of this process; never goes backwards, and advances while the machine sleeps.
    package let steady: Duration
    /// The time that it is at least, by AWS's clock or the record, whatever the wall clock says; nil if neither is known.
    package let confirmed: Timestamp?

    /// A moment on both clocks; see ``TimeEvidence`` for the confirmed time.
    package init(wall: Timestamp, steady: Duration, confirmed: Timestamp? = nil) {
        self.wall = wall
        self.steady = steady
        self.confirmed = confirmed
    }

    /// The best that is known of the time: the confirmed one, else the wall clock's.
    package var best: Timestamp { confirmed ?? wall }

    /// The time, as well as it is known, at a steady time of this process.
    func time(of steady: Duration) -> Timestamp { best + (steady - self.steady) }

    /// The steady time of `time`, negative before this process began; this moment's if `time` is in the future.
    func steady(of time: Timestamp) -> Duration { steady + min(.zero, time.since(best)) }
}

/// When something began that still goes on: in this process, or in an earlier one by its record.
struct Beginning: Sendable, Hashable {
    private let steady: Duration
    private let recorded: Timestamp?

    /// A beginning at this moment.
    init(at now: Moment) {
        steady = now.steady
        recorded = nil
    }

    /// A beginning in an earlier process; one in the future counts as now, because the clock was set back.
    init(recorded: Timestamp, at now: Moment) {
        steady = now.steady(of: recorded)
        self.recorded = recorded
    }

    /// How long it has gone on, as far as that is certain: how long no process ran counts once the time is confirmed.
    func elapsed(at now: Moment) -> Duration {
        let byRecord = recorded.flatMap { recorded in now.confirmed?.since(recorded) } ?? .zero
        return max(now.steady - steady, byRecord)
    }

    /// When that was, as well as it is known.
    func time(at now: Moment) -> Timestamp { recorded ?? now.time(of: steady) }
}
