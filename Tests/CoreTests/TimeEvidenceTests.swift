// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

/// What AWS's clock and the record say about the time, whatever the wall clock says.
@Suite struct TimeEvidenceTests {
    private let now = Moment.seconds(0).wall
    private func days(_ count: Int) -> Duration { .seconds(count * 86_400) }

    @Test func withoutEvidenceNothingIsConfirmed() {
        #expect(TimeEvidence().time(at: .zero, wall: now) == nil)
    }

    @Test(arguments: [-20_000, -365, -1, 1, 30, 200, 2_900_000])
    func aWrongClockDoesNotCountOnceAWSHasAnswered(days count: Int) {
        var evidence = TimeEvidence()
        let wall = now + days(count)
        evidence.note(now, of: "a", wall: wall, at: .seconds(5))
        #expect(evidence.time(at: .seconds(65), wall: wall + .seconds(60)) == now + .seconds(60))
        // The clock is set right meanwhile.
        #expect(evidence.time(at: .seconds(65), wall: now + .seconds(62)) == now + .seconds(62))
    }

    @Test func aClockThatIsRightCountsToTheMicrosecond() {
        var evidence = TimeEvidence()
        evidence.note(now, of: "a", wall: now + .milliseconds(800), at: .zero)
        #expect(evidence.time(at: .seconds(1), wall: now + .milliseconds(1_801)) == now + .milliseconds(1_801))
    }

    @Test func aServerThatLiesMakesNothingMoreWrongThanTheWallClockIs() {
        var evidence = TimeEvidence()
        for (index, lie) in [-9_000, 200, 9_000].enumerated() {
            evidence.note(now + days(lie), of: "liar \(index)", wall: now, at: .zero)
        }
        evidence.note(now, of: "honest", wall: now, at: .zero)
        #expect(evidence.time(at: .zero, wall: now) == now)
        for server in 0..<100 { evidence.note(now + days(300), of: "liar \(server)", wall: now, at: .zero) }
        #expect(evidence.time(at: .zero, wall: now) == now, "nor do many of them")
    }

    @Test func theRecordSaysWhatTimeItIsAtLeast() {
        var evidence = TimeEvidence()
        evidence.note(recorded: now, at: .zero)
        #expect(evidence.time(at: .seconds(10), wall: now + days(200)) == now + .seconds(10))
        #expect(evidence.time(at: .seconds(10), wall: Timestamp(microseconds: 0)) == now + .seconds(10))
        #expect(evidence.time(at: .seconds(10), wall: now + .seconds(2_000)) == now + .seconds(2_000), "a restart")
        evidence.note(now + days(3), of: "a", wall: now + days(200), at: .seconds(20))
        #expect(evidence.time(at: .seconds(20), wall: now + days(200)) == now + days(3), "AWS knows better")
    }

    @Test(arguments: [Int64.min, Int64.max, 0])
    func noTimeIsTooExtreme(microseconds: Int64) {
        let extreme = Timestamp(microseconds: microseconds)
        for other in [Int64.min, -1, Int64.max].map(Timestamp.init(microseconds:)) {
            var evidence = TimeEvidence()
            evidence.note(recorded: extreme, at: .seconds(1))
            _ = evidence.time(at: .seconds(1_000_000_000_000), wall: other)
            evidence.note(extreme, of: "a", wall: other, at: .seconds(1))
            _ = evidence.time(at: .seconds(1_000_000_000_000), wall: other)
        }
    }
}
