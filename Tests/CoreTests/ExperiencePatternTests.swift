// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

@Suite struct ExperiencePatternTests {
    static let patterns: [(name: String, pattern: String)] = [
        ("nightly", "nightly"),
        ("", ""),
        ("n-2026-09-01", "n-#-#-#"),
        ("n-2026-09-10", "n-#-#-#"),
        ("n-a", "n-a"),
        ("20261121", "#"),
        ("v1.2.10", "v#.#.#"),
        // Seven hexadecimal digits are letters and numbers, eight are one number, in either case and all letters too.
        ("run-abc1234", "run-abc#"),
        ("run-abcd1234", "run-#"),
        ("run-ABCD1234", "run-#"),
        ("run-deadBEEF", "run-#"),
        ("run-12345678", "run-#"),
        ("feedbac", "feedbac"),
        ("feedbacc", "#"),
        ("feedback", "feedback"),
        // The run is taken whole, with the letters at its ends.
        ("stage9999999", "stag#"),
        ("stage999999", "stage#"),
        ("x1a2b3c4d5e6fy", "x#y"),
        ("1a2b3c4", "#a#b#c#"),
        // A UUID is one number, though its middle parts are short; one digit more or less and it is none.
        ("j-12345678-1a2b-4c3d-8e4f-123456789abc-z", "j-#-z"),
        ("12345678-1a2b-4c3d-8e4f-123456789abcd", "#-#a#b-#c#d-#e#f-#"),
        ("12345678-1a2b-4c3d-8e4f-123456789ab", "#-#a#b-#c#d-#e#f-#"),
        ("12345678-1a2b", "#-#a#b"),
        // Other scripts' digits are no digits, and other characters stay as they are.
        ("lauf-٣٤ größe 7", "lauf-٣٤ größe #"),
    ]

    @Test(arguments: patterns)
    func eachNumberIsOneSign(_ row: (name: String, pattern: String)) {
        #expect(DurationPattern(kind: "training-job", name: row.name).name == row.pattern)
    }

    @Test func theSameNamesOfOtherKindsAreOtherPatterns() {
        let name = "n-1"
        #expect(DurationPattern(kind: "a", name: name) != DurationPattern(kind: "b", name: name))
        #expect(DurationPattern(kind: "a", name: name) == DurationPattern(kind: "a", name: "n-99"))
    }

    @Test func aLongNameTakesTimeInProportion() {
        // Each hyphen might begin a UUID.
        let name = String(repeating: "12345678-1a2b-4c3d-8e4f-", count: 10_000)
        #expect(DurationPattern(kind: "a", name: name).name.utf8.count == 10_000 * "#-#a#b-#c#d-#e#f-".utf8.count)
    }
}
