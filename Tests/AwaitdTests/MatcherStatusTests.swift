// SPDX-License-Identifier: Apache-2.0

import Core
import Testing
import awaitd

/// Matchers in what `awaitd status` shows.
@Suite struct MatcherStatusTests {
    private static let now = Timestamp(microseconds: 1_000_000_000_000_000)
    private static let plain = Style(isColored: false)

    private static func matcher(
        _ name: String, patterns: [String] = ["churn-*"], open: Int = 1, found: Int = 2,
        listed: Duration? = .seconds(12),
        _ visibility: Visibility = .visible, reason: String? = nil
    ) -> MatcherStatus {
        MatcherStatus(
            name: name, kind: "training-job", patterns: patterns, open: open, found: found,
            listedAt: listed.map { now + (.zero - $0) }, visibility: visibility, reason: reason)
    }

    private static func watch(_ name: String, _ state: JobState, by matcher: String? = nil) -> WatchStatus {
        WatchStatus(
            name: name, kind: "training-job", resourceID: name, region: "us-east-1", state: state, status: nil,
            since: now + .seconds(-90), visibility: .visible, nextPoll: state.isFinal ? nil : now + .seconds(4),
            reason: nil, matcher: matcher)
    }

    private static let listing = ListingStatus(
        operation: "ListTrainingJobs", kind: "training-job", region: "us-east-1", parent: nil, watches: 2, pages: 1,
        listedAt: now + .seconds(-12), next: now + .seconds(18), refused: nil)

    private static let report = StatusReport(
        watches: [
            watch("written", .inProgress), watch("m/churn-1", .inProgress, by: "m"),
            watch("m/churn-2", .failed, by: "m"),
        ],
        matchers: [matcher("m"), matcher("training-job:x-*", patterns: ["x-*"], open: 0, found: 0, listed: nil)],
        listings: [listing]
    )

    @Test func foundJobsStandBelowTheirMatcher() {
        let lines = StatusTable(Self.report, at: Self.now, style: Self.plain).lines(width: 100)
        #expect(
            lines == [
                // A found job that has ended is not counted.
                "Watching 2: 2 in progress; next poll in 4s", "",
                "NAME       KIND          STATE        SINCE     VISIBILITY  NEXT  REASON",
                "written    training-job  in progress  1min 30s  visible     4s",
                "m  training-job churn-*: 1 open of 2 found, listed 12s ago",
                "  churn-2  training-job  failed       1min 30s  visible     -",
                "  churn-1  training-job  in progress  1min 30s  visible     4s",
                "training-job:x-*: none found, not listed yet", "",
                "ListTrainingJobs in us-east-1: 2 watches, 1 page 12s ago, next in 18s",
            ])
    }

    @Test func aMatcherAloneNeedsNoTable() {
        let report = StatusReport(watches: [], matchers: [Self.matcher("m", open: 0, found: 0)])
        #expect(
            StatusTable(report, at: Self.now, style: Self.plain).lines(width: nil) == [
                "Watching 0", "", "m  training-job churn-*: none found, listed 12s ago",
            ])
    }

    @Test func aBlindMatcherSaysWhy() {
        let report = StatusReport(
            watches: [], matchers: [Self.matcher("m", .unauthorized, reason: "AccessDeniedException: not you")])
        let lines = StatusTable(report, at: Self.now, style: Self.plain).lines(width: 200)
        #expect(
            lines.last
                == "m  training-job churn-*: 1 open of 2 found, unauthorized: AccessDeniedException: not you, listed 12s ago"
        )
        let colored = StatusTable(report, at: Self.now, style: Style(isColored: true)).lines(width: 200)
        #expect(colored.last?.contains("\u{1B}[33m1 open") == true)
    }

    @Test(arguments: [8, 12, 20, 40, 80], [true, false])
    func noLineIsWiderThanTheTerminal(width: Int, isBlind: Bool) {
        let name = String(repeating: "名", count: 60) + "\u{1B}[2J"
        let report = StatusReport(
            watches: [Self.watch(name + "/job\u{7}", .inProgress, by: name)],
            matchers: [
                Self.matcher(
                    name, patterns: (0..<90).map { "pattern-\($0)-*" }, isBlind ? .unreachable : .visible,
                    reason: isBlind ? String(repeating: "why ", count: 200) : nil)
            ],
            listings: [
                ListingStatus(
                    operation: "ListIngestionJobs", kind: "ingestion-job", region: "us-east-1", parent: "KB/DS\u{1B}c",
                    watches: 3, pages: nil, listedAt: nil, next: nil, refused: String(repeating: "no ", count: 99))
            ]
        )
        let all =
            StatusTable(report, at: Self.now, style: Self.plain).lines(width: width)
            + report.matchers.flatMap {
                MatcherDetail($0, of: report, notices: [], at: Self.now, style: Self.plain, width: max(20, width)).lines
                    .filter { !$0.contains("journalctl") && !$0.contains("AWAITD_MATCHER") }
            }
        for line in all {
            #expect(line.displayWidth <= max(20, width), "\(line)")
            #expect(!line.unicodeScalars.contains { $0.isUnsafeInText }, "\(line)")
        }
    }

    @Test func aMatchersNameShowsItAndItsJobs() {
        let part = Self.report.part(named: ["m"])
        #expect(part.watches.map(\.name) == ["m/churn-1", "m/churn-2"] && part.matchers.map(\.name) == ["m"])
        #expect(Self.report.part(named: ["m/churn-1", "m"]).watches.count == 2)
        let lines = MatcherDetail(
            part.matchers[0], of: part, notices: [], at: Self.now, style: Self.plain, width: 80
        ).lines
        #expect(lines.first == "m" && lines.contains("     Found: 2, 1 of them open"), "\(lines)")
        #expect(lines.contains { $0.hasPrefix("  churn-2") && $0.contains("failed") })
        #expect(lines.last == "  journalctl -x AWAITD_MATCHER=m")
    }
}
