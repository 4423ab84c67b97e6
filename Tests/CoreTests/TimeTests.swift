// SPDX-License-Identifier: Apache-2.0

import Core
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"),
        (1_410_560_805_669_000, "2014-09-12T22:26:45.669Z"),
        (951_782_400_000_000, "2000-02-29T00:00:00.000Z"),
        (4_107_542_399_999_999, "2100-02-28T23:59:59.999Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (-62_135_596_800_000_000, "0001-01-01T00:00:00.000Z"),
        (253_402_300_799_000_000, "9999-12-31T23:59:59.000Z"),
    ])
    func aTimeIsWrittenAsRFC3339(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).rfc3339 == text)
    }

    @Test(arguments: [Int64.min, .min + 1, .min + 999_999, -999_999, .max, .max - 1])
    func anyNumberIsWrittenAndComparedWithoutATrap(microseconds: Int64) {
        let time = Timestamp(microseconds: microseconds)
        #expect(time.rfc3339.hasSuffix("Z") && !time.basicISO8601.isEmpty && !time.timeOfDay.isEmpty)
        _ = (time.since(Timestamp(microseconds: 1)), Timestamp(microseconds: 1).since(time))
        for duration in [Duration.seconds(Int64.min), .zero, .seconds(Int64.max)] { _ = time + duration }
        let range = Timestamp(microseconds: -62_135_596_800_000_000)...Timestamp(microseconds: 253_402_300_799_999_999)
        #expect(range.contains(time.clamped))
        #expect(time.clamped.rfc3339.utf8.count == 24)
    }

    @Test(arguments: [
        ("2026-11-21T10:05:52Z", "2026-11-21T10:05:52.000Z"),
        ("2026-11-21T10:05:52.5Z", "2026-11-21T10:05:52.500Z"),
        ("2026-11-21T10:05:52.123456789Z", "2026-11-21T10:05:52.123Z"),
        ("2026-11-21T10:05:52+02:00", "2026-11-21T08:05:52.000Z"),
        ("2026-11-21T23:30:00-0130", "2026-11-22T01:00:00.000Z"),
        ("2026-11-21 10:05:52", "2026-11-21T10:05:52.000Z"),
        ("2024-02-29T00:00:00z", "2024-02-29T00:00:00.000Z"),
    ])
    func isoFormsAreRead(text: String, written: String) {
        #expect(Timestamp(rfc3339: text)?.rfc3339 == written)
    }

    @Test(arguments: [
        "", "2026", "2026-11-21", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-21T24:00:00Z",
        "2026-11-21T10:60:00Z", "2026-11-21T10:05:61Z", "2026-11-21T10:05:52.Z", "2026-11-21T10:05:52Zx",
        "2026-11-21T10:05:52+2", "+026-11-21T10:05:52Z", "٢٠٢٦-11-21T10:05:52Z", "2026-11-21T10:05:52+24:00",
    ])
    func anythingElseIsNotATime(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func daysOfTheWholeCalendarSurviveWritingAndReading() {
        for day in stride(from: Int64(-719_162), to: 2_932_896, by: 97) {
            let time = Timestamp(microseconds: day * 86_400_000_000 + 12_345_678_000)
            #expect(Timestamp(rfc3339: time.rfc3339) == time)
        }
    }

    @Test(arguments: [(1.4354e9, "2015-06-27T10:13:20.000Z"), (1_410_560_805.669, "2014-09-12T22:26:45.669Z")])
    func epochSecondsAreRead(seconds: Double, text: String) {
        #expect(Timestamp(epochSeconds: seconds)?.rfc3339 == text)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e12, 253_402_300_800])
    func epochSecondsOutsideTheCalendarAreRefused(seconds: Double) {
        #expect(Timestamp(epochSeconds: seconds) == nil)
    }

    @Test func theSigningFormHasNoSeparators() {
        #expect(Timestamp(microseconds: 1_795_255_552_999_999).basicISO8601 == "20261121T100552Z")
    }
}

@Suite struct DurationTextTests {
    @Test(arguments: [
        ("200ms", 200), ("15s", 15_000), ("5m", 300_000), ("6h", 21_600_000), ("2d", 172_800_000),
        ("1h30m", 5_400_000), ("1d2h3m4s5ms", 93_784_005), ("0s", 0), ("90m", 5_400_000), ("36500d", 3_153_600_000_000),
    ])
    func durationsAreReadAndWritten(text: String, milliseconds: Int) {
        #expect(DurationText.parse(text) == .milliseconds(milliseconds))
        #expect(DurationText.parse(DurationText.config(.milliseconds(milliseconds))) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", "15", "s", "1.5h", "-1s", "+1s", "1 s", "30m1h", "1h1h", "5min", "5M", "1w", "١s", "99999999999999999999s",
        "9223372036854775807d", "36600d", "1h ", " 1h", "1h\u{0}",
    ])
    func anythingElseIsNotADuration(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(arguments: [
        (0, "0ms"), (850, "850ms"), (1_000, "1s"), (59_999, "59s"), (60_000, "1min"), (2_530_000, "42min 10s"),
        (3_600_000, "1h"), (3_601_000, "1h"), (273_600_000, "3d 4h"), (86_400_000, "1d"),
    ])
    func durationsAreShownInTheirTwoLargestUnits(milliseconds: Int, text: String) {
        #expect(DurationText.spoken(.milliseconds(milliseconds)) == text)
    }
}
