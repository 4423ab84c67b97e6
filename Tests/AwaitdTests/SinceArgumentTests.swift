// SPDX-License-Identifier: Apache-2.0

import Core
import Testing
import awaitd

@Suite struct SinceArgumentTests {
    private static let now = Timestamp(microseconds: 1_000_000_000_000_000)

    @Test(arguments: [
        ("90s", "2001-09-09T01:45:10.000Z"), ("1d", "2001-09-08T01:46:40.000Z"),
        ("2026-11-21T10:00:00Z", "2026-11-21T10:00:00.000Z"), ("2026-11-21T10:00:00+01:00", "2026-11-21T09:00:00.000Z"),
        ("2026-11-21T10:00:00.5Z", "2026-11-21T10:00:00.500Z"),
    ])
    func aDurationAndATimeWithAZoneMeanTheSameEverywhere(text: String, moment: String) {
        #expect(SinceArgument.moment(text, now: Self.now)?.rfc3339 == moment)
    }

    /// Which moment it is depends on `TZ`, which only the command line's tests can set.
    @Test(arguments: ["2026-11-21", "2024-02-29", "2026-11-21T10:00:00", "2026-11-21 10:00:00"])
    func datesAndTimesWithoutAZoneAreAccepted(text: String) {
        #expect(SinceArgument.moment(text, now: Self.now) != nil)
    }

    @Test(arguments: [
        "", "yesterday", "2026-02-30", "2026-13-01", "99999-01-01", "2026-11", "2026-11-21T", "2026-11-21T25:00:00",
        "-1d", "2026-11-21.5", "2026-11-21Z", "٢026-11-21", "1",
    ])
    func invalidTextsAreRejected(text: String) {
        #expect(SinceArgument.moment(text, now: Self.now) == nil)
    }
}
