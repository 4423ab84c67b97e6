// SPDX-License-Identifier: Apache-2.0

import Core
import Testing
import awaitd

/// The live lines of a wait, as terminals of several sizes show them.
@Suite struct WaitLinesTests {
    private static let now = Timestamp(microseconds: 1_000_000_000_000_000)

    private static func target(
        _ name: String,
        _ state: JobState,
        _ visibility: Visibility = .visible,
        for time: Duration? = .seconds(2_530),
        next: Duration? = .milliseconds(11_200),
        left: Duration? = nil
    ) -> WatchStatus {
        WatchStatus(
            name: name,
            kind: "evaluation",
            resourceID: "ev-1",
            region: "us-east-1",
            state: state,
            status: nil,
            since: time.map { now + (.zero - $0) },
            visibility: visibility,
            nextPoll: next.map { now + $0 },
            reason: nil,
            estimatedEnd: left.map { EstimatedEnd(at: now + $0, samples: 38) }
        )
    }

    private static let targets = [
        target("churn-nightly", .inProgress, left: .seconds(720)),
        target("recommendations-2026-11-30-weekly-with-a-long-name-a", .pending, for: .milliseconds(200)),
        target("fraud", .unseen, .unreachable, for: nil, next: nil),
    ]

    private static func lines(
        _ targets: [WatchStatus],
        width: Int,
        height: Int = 22,
        isColored: Bool = false
    ) -> [String] {
        WaitLines(width: width, height: height, style: Style(isColored: isColored))
            .lines(targets, at: now, wall: now, elapsed: .seconds(3))
    }

    @Test(
        arguments: [
            (
                139,
                [
                    "  churn-nightly                                       in progress 42min 10s         next poll in 12s  "
                        + "about 12 min left (from 38 past jobs)",
                    "  recommendations-2026-11-3…eekly-with-a-long-name-a  pending 0s                    next poll in 12s",
                    "  fraud                                               not read yet 3s, unreachable",
                ]
            ),
            (
                79,
                [
                    "  churn-nightly       in progress 42min 10s         next 12s  about 12 min left",
                    "  recommend…g-name-a  pending 0s                    next 12s",
                    "  fraud               not read yet 3s, unreachable",
                ]
            ),
            (
                39,
                [
                    "  churn-nightly  in progress 42min 10s",
                    "  recommendati…-long-name-a  pending 0s",
                    "  fraud  not read yet 3s, unreachable",
                ]
            ),
        ] as [(Int, [String])])
    func allIsThereAsFarAsThereIsRoom(width: Int, expected: [String]) {
        let shown = Self.lines(Self.targets, width: width)
        #expect(shown == expected)
        #expect(shown.allSatisfy { $0.displayWidth <= width })
    }

    @Test func eightyColumnsHaveElapsedTimeNextPollAndEstimatedEndOfAnOrdinaryJob() {
        let shown = Self.lines([Self.targets[0]], width: 79)
        #expect(shown == ["  churn-nightly  in progress 42min 10s  next poll in 12s  about 12 min left"])
        let narrow = Self.lines([Self.targets[0]], width: 39)
        #expect(narrow == ["  churn-nightly  in progress 42min 10s"])
    }

    @Test(arguments: [(0, 0, nil), (1, 0, "  4 jobs"), (2, 1, "  … and 3 more"), (3, 2, "  … and 2 more"), (4, 4, nil)])
    func aLowTerminalSaysHowManyAreNotShown(height: Int, count: Int, last: String?) {
        let targets = ["a", "b", "c", "d"].map { Self.target($0, .pending) }
        let shown = Self.lines(targets, width: 79, height: height)
        #expect(shown.count == count + (last == nil ? 0 : 1))
        #expect(shown.prefix(count).map { String($0.prefix(3)) } == Array(["  a", "  b", "  c", "  d"].prefix(count)))
        if let last { #expect(shown.last == last) }
    }

    @Test(arguments: [1, 2, 10, 39, 79, 139])
    func noLineIsWiderThanTheTerminalAndNoneHasControlCharacters(width: Int) {
        let odd = [
            Self.target("evil\u{1B}[2J\nname", .inProgress), Self.target("模型评估模型评估模型评估模型评估", .completed),
            Self.target(String(repeating: "x", count: 255), .stopping, .unauthorized),
        ]
        for shown in Self.lines(odd + Self.targets, width: width) {
            #expect(shown.displayWidth <= width)
            #expect(!shown.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
        }
    }

    /// A time in the future, since clocks disagree, is none; a poll that is due is not "in 0s".
    @Test func clocksThatDisagreeMakeNoNegativeTimes() {
        let shown = Self.lines(
            [Self.target("a", .inProgress, for: .seconds(-600), next: .seconds(-5), left: .seconds(-1))], width: 79)
        #expect(shown == ["  a  in progress 0s  next poll in 1s"])
    }

    @Test func onlyWhatCannotBeSeenIsColoured() {
        let shown = Self.lines(Self.targets, width: 79, isColored: true)
        #expect(!shown[0].contains("\u{1B}") && shown[2].hasPrefix("\u{1B}[33m"))
    }
}
