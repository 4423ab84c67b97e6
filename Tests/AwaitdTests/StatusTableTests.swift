// SPDX-License-Identifier: Apache-2.0

import Core
import FoundationEssentials
import Glibc
import Testing
import awaitd

@Suite struct StatusTableTests {
    private static let now = Timestamp(microseconds: 1_000_000_000_000_000)

    private static func watch(
        _ name: String,
        _ state: JobState,
        _ visibility: Visibility = .visible,
        status: String? = nil,
        since: Duration? = .seconds(90),
        next: Duration? = nil,
        reason: String? = nil,
        outcome: ExpectationOutcome? = nil,
        end: EstimatedEnd? = nil
    ) -> WatchStatus {
        WatchStatus(
            name: name,
            kind: "evaluation",
            resourceID: "ev-1",
            region: "us-east-1",
            state: state,
            status: status,
            since: since.map { Timestamp(microseconds: now.microseconds - $0.wholeMicroseconds) },
            visibility: visibility,
            nextPoll: next.map { now + $0 },
            reason: reason,
            expectation: outcome,
            estimatedEnd: end
        )
    }

    private static func lines(_ watches: [WatchStatus], width: Int?) -> [String] {
        StatusTable(watches, at: now, style: Style(isColored: false)).lines(width: width)
    }

    @Test func troubleComesFirst() {
        let watches =
            JobState.allCases.map { Self.watch($0.rawValue, $0) } + [Self.watch("lost", .completed, .unreachable)]
        let order = StatusTable.sorted(watches).map(\.name)
        #expect(
            order == [
                "failed", "lost", "unknown", "stopped", "deleted", "stopping", "in-progress", "pending", "unseen",
                "completed",
            ]
        )
    }

    @Test func withinARankTheLatestChangeComesFirst() {
        let watches = [
            Self.watch("b", .failed, since: .seconds(60)), Self.watch("c", .failed, since: .seconds(90)),
            Self.watch("a", .failed, since: .seconds(5)), Self.watch("d", .failed, since: nil),
            Self.watch("e", .failed, since: nil),
        ]
        #expect(StatusTable.sorted(watches).map(\.name) == ["a", "b", "c", "d", "e"])
    }

    @Test(arguments: [1, 50, 120], [10, 90, 300])
    func aWiderTerminalShowsNoLessOfAReason(name: Int, reason: Int) {
        let watch = Self.watch(
            String(repeating: "n", count: name), .failed, reason: String(repeating: "y", count: reason))
        var shown = 0
        for width in stride(from: 60, through: 240, by: 9) {
            let lines = Self.lines([watch, Self.watch("other", .inProgress, reason: "fine")], width: width)
            let most = lines.map { $0.count { $0 == "y" } }.max() ?? 0
            #expect(most >= shown, "\(width) columns")
            #expect(lines.allSatisfy { $0.count <= width })
            shown = most
        }
        #expect(shown >= min(reason, 200))
    }

    @Test func anUnknownStatusIsShownAsTheReason() {
        let watch = Self.watch("new", .unknown, status: "REBUILDING")
        #expect(Self.lines([watch], width: nil).last?.hasSuffix("  status REBUILDING") == true)
        #expect(Self.lines([watch], width: 60).last == "  status REBUILDING")
    }

    @Test func theTableReadsWell() {
        let watches = [
            Self.watch("good", .completed), Self.watch("bad", .failed, reason: "Row 18"),
            Self.watch("new", .unseen, since: nil, next: .seconds(4)),
        ]
        #expect(
            Self.lines(watches, width: nil) == [
                "Watching 3: 1 unseen, 1 completed, 1 failed; next poll in 4s", "",
                "NAME  KIND        STATE      SINCE     VISIBILITY  NEXT  REASON",
                "bad   evaluation  failed     1min 30s  visible     -     Row 18",
                "new   evaluation  unseen     -         not yet     4s",
                "good  evaluation  completed  1min 30s  visible     -",
            ]
        )
    }

    private static let unmet = "BinaryAUC >= 0.85 (found 0.71)"

    @Test func aCompletionThatIsNotAsExpectedIsTrouble() {
        let watches = [
            Self.watch("good", .completed, outcome: .met), Self.watch("gone", .deleted),
            Self.watch("gate", .completed, outcome: .unmet(Self.unmet)),
        ]
        #expect(StatusTable.sorted(watches).map(\.name) == ["gate", "gone", "good"])
        #expect(Self.lines(watches, width: nil)[3].hasSuffix("  unmet: \(Self.unmet)"))
        // On eighty columns it stands below its watch.
        #expect(Self.lines(watches, width: 60)[4] == "  unmet: \(Self.unmet)")
        let painted = StatusTable(watches, at: Self.now, style: Style(isColored: true)).lines(width: nil)
        #expect(painted[3].contains("\u{1B}[1;31mcompleted\u{1B}[0m"))
        #expect(painted[5].contains("mcompleted\u{1B}[0m") && !painted[5].contains("1;31"))
    }

    @Test(arguments: [20, 80, nil])
    func aWatchThatIsNamedSaysWhatIsUnmet(width: Int?) {
        func text(_ outcome: ExpectationOutcome?) -> String {
            StatusDetail(
                Self.watch("w", .completed, outcome: outcome), notices: [], at: Self.now,
                style: Style(isColored: false), width: width
            ).lines.map { $0.drop { $0 == " " } }.joined(separator: " ")
        }
        #expect(text(.unmet(Self.unmet)).contains("Unmet: \(Self.unmet)"))
        #expect(text(.met).contains("Expected: met"))
        #expect(!text(nil).contains("Expected") && !text(nil).contains("Unmet"))
    }

    private static let soon = EstimatedEnd(at: now + .seconds(720), samples: 38)

    @Test func anEstimatedEndIsShownWhereThereIsRoom() {
        let words = "about 12 min left (from 38 past jobs)"
        let watches = [
            Self.watch("a", .inProgress, end: Self.soon),
            Self.watch("b", .inProgress, reason: "Training", end: Self.soon),
            Self.watch("c", .inProgress, .unreachable, reason: "no route", end: Self.soon),
            Self.watch("d", .inProgress, end: EstimatedEnd(at: Self.now, samples: 38)),
        ]
        let rows = Self.lines(watches, width: nil).suffix(4)
        for (row, end) in zip(rows, ["  no route", "  \(words)", "  \(words); Training", "  now"]) {
            #expect(row.hasSuffix(end), "\(row)")
        }
        // On eighty columns there is no room for reasons, and it is no trouble.
        #expect(!Self.lines(watches, width: 80).contains { $0.contains("left") })
        for width in [100, 110] { #expect(Self.lines(watches, width: width).allSatisfy { $0.displayWidth <= width }) }
        #expect(Self.lines(watches, width: 110).contains { $0.hasSuffix("  " + words) })
    }

    @Test(arguments: [20, 40, 80, nil])
    func aWatchThatIsNamedSaysWhenItWillProbablyEnd(width: Int?) {
        func lines(_ end: EstimatedEnd?) -> [String] {
            StatusDetail(
                Self.watch("w", .inProgress, end: end), notices: [], at: Self.now, style: Style(isColored: false),
                width: width
            ).lines
        }
        let text = lines(Self.soon).map { $0.drop { $0 == " " } }.joined(separator: " ")
        #expect(text.contains("Ends:") && text.contains("about 12 min left (from 38 past jobs)"), "\(text)")
        #expect(lines(Self.soon).allSatisfy { $0.displayWidth <= width ?? .max })
        #expect(lines(EstimatedEnd(at: Self.now, samples: 38)) == lines(nil), "never a past time")
    }

    @Test func anEmptyListIsOneLine() {
        #expect(Self.lines([], width: 80) == ["Watching 0"])
    }

    private static let wide = [
        watch(String(repeating: "名", count: 60), .failed, .throttled, reason: String(repeating: "why ", count: 90)),
        watch("✅ nightly ⭐", .inProgress, .unreachable),
        watch("e\u{301}\u{1B}[2Jx", .completed, next: .seconds(100_000)),
    ]

    @Test(arguments: [20, 21, 25, 30, 34, 40, 60, 79, 80, 100, 140, 200])
    func noLineIsWiderThanTheTerminal(width: Int) {
        let lines = Self.lines(Self.wide, width: width)
        for line in lines {
            #expect(line.displayWidth <= width, "\(line)")
            #expect(!line.unicodeScalars.contains { $0.isUnsafeInText })
        }
        let header = lines.first { $0.hasPrefix("NAME") } ?? ""
        #expect(header.contains("KIND") && header.contains("STATE"), "\(lines)")
        #expect(lines.last?.hasPrefix("e\u{301} [2Jx".fitted(to: 6)) == true, "\(lines)")
        // What the column of visibility would show is said below.
        #expect(header.contains("VISIBILITY") || lines.contains("  unreachable"), "\(lines)")
    }

    @Test(arguments: [20, 28, 40, 80])
    func emojiDoNotShiftColumns(width: Int) {
        let lines = Self.lines(Self.wide, width: width)
        let start = lines.first { $0.hasPrefix("NAME") }.map { String($0.prefix { $0 != "K" }).displayWidth } ?? 0
        for line in lines where line.hasPrefix("✅") || line.hasPrefix("名") {
            var columns = 0
            let before = line.unicodeScalars.prefix {
                columns += $0.columns
                return columns <= start
            }
            let rest = line.unicodeScalars.dropFirst(before.count)
            #expect(String(String.UnicodeScalarView(rest)).hasPrefix("eva"), "\(line)")
        }
    }

    @Test(arguments: [20, 24, 31, 32, 33, 50, 80])
    func oneWatchFitsTheTerminal(width: Int) {
        for watch in Self.wide {
            let notice = Notice(
                event: .transition, priority: .error,
                message: "x: INPROGRESS → FAILED: " + String(repeating: "row ", count: 40),
                fields: [.init("AWAITD_WATCH", "x")], stamp: .init(eventID: "e", sequence: 1, observedAt: Self.now))
            let lines = StatusDetail(
                watch, notices: [notice], at: Self.now, style: Style(isColored: false), width: width
            ).lines
            for line in lines { #expect(line.displayWidth <= width, "\(line)") }
        }
    }

    @Test(arguments: [20, 30, 44, 45, 60, 80, 200])
    func kindsFitTheTerminal(width: Int) {
        let style = Style(isColored: false)
        var text = KindText.rule(style, width: width)
        for kind in Kind.all { text += "\n" + KindText(kind: kind, style: style, width: width).block(verbose: true) }
        for line in text.split(separator: "\n") { #expect(String(line).displayWidth <= min(width, 80), "\(line)") }
    }

    @Test(arguments: ["churn", "it's a 名 $(x)", String(repeating: "ab'", count: 30)], [20, 24, 40, 400])
    func aCommandInSeveralLinesIsOneToAShell(name: String, width: Int) throws {
        let lines = ShellCommand("printf '%s\\n'", ["AWAITD_EVENT=visibility-lost", "AWAITD_WATCH=\(name)"]).lines(
            width: width)
        for line in lines { #expect(line.displayWidth <= width, "\(line)") }
        let pipe = unsafe try #require(unsafe popen(lines.joined(separator: "\n"), "r"))
        var bytes: [UInt8] = []
        while case let byte = unsafe fgetc(pipe), byte >= 0 { bytes.append(UInt8(byte)) }
        #expect(unsafe pclose(pipe) == 0)
        let said = String(decoding: bytes, as: UTF8.self)
        #expect(said == "AWAITD_EVENT=visibility-lost\nAWAITD_WATCH=\(name)\n", "\(lines)")
    }

    @Test func aLongNameGivesWayToTheReasons() {
        let watches = [
            Self.watch(String(repeating: "n", count: 70), .failed, reason: String(repeating: "why ", count: 9))
        ]
        let lines = Self.lines(watches, width: 140)
        #expect(lines.count == 4 && lines[2].hasSuffix("REASON"))
        #expect(lines[3].contains("nnn…  evaluation") && lines[3].contains("why why why"))
    }

    @Test func oneWatchIsShownWithItsLastNotices() {
        let notice = Notice(
            event: .transition,
            priority: .error,
            message: "bad: INPROGRESS → FAILED: " + String(repeating: "row 18 ", count: 12),
            fields: [.init("AWAITD_WATCH", "bad"), .init("AWAITD_STATE", "failed")],
            stamp: .init(eventID: "e", sequence: 1, observedAt: Self.now)
        )
        let watch = Self.watch("bad", .failed, reason: String(repeating: "row 18 ", count: 20))
        let lines = StatusDetail(
            watch, notices: [notice], at: Self.now, style: Style(isColored: false), width: 80
        ).lines
        #expect(lines.first == "bad")
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(lines.contains { $0.contains("  INPROGRESS → FAILED: row 18 row 18 row 18") }, "\(lines)")
        #expect(lines.suffix(2) == ["To dig deeper:", "  journalctl -x AWAITD_WATCH=bad"])
    }

    @Test(arguments: [
        (
            #"{"a":[1,"x, {y\" }"],"b":{},"c":[ ],"d": {"e":null}}"#,
            [
                "{", #"  "a": ["#, "    1,", #"    "x, {y\" }""#, "  ],", #"  "b": {},"#, #"  "c": [],"#, #"  "d": {"#,
                #"    "e": null"#, "  }", "}",
            ]
        ),
        ("[]", ["[]"]),
        ("no JSON, at all", ["no JSON, at all"]),
        ("{]}}}[", ["{]", "}", "}", "}["]),
        ("", [""]),
    ])
    func jsonIsAMemberALine(text: String, lines: [String]) {
        #expect(JSONLines.lines(text) == lines)
    }

    @Test(arguments: [nil, 20, 80])
    func whatAVerboseWatchAskedForIsShownWhole(width: Int?) throws {
        let recipe = #"{"outputs":[\#(Array(repeating: #""ALL_NUMERIC""#, count: 9_000).joined(separator: ","))]}"#
        let names = [
            "AWAITD_WATCH": "w", "AWAITD_DETAIL_RECIPE": recipe, "AWAITD_DETAIL_SCHEMA": "x", "AWAITD_DETAIL_NAME": "n",
        ]
        let fields = names.sorted { $0.key < $1.key }.map { Notice.Field($0.key, $0.value) }
        func notice(_ fields: [Notice.Field]) -> Notice {
            Notice(event: .transition, priority: .notice, message: "w: PENDING", fields: fields)
        }
        let watch = WatchStatus(
            name: "w", kind: "ml-model", resourceID: "m", region: "us-east-1", state: .completed, status: "COMPLETED",
            since: nil, visibility: .visible, nextPoll: nil, reason: nil)
        let notices = [notice(fields), notice(Array(fields.suffix(1)))]
        let lines = StatusDetail(watch, notices: notices, at: Self.now, style: Style(isColored: false), width: width)
            .lines
        let start = try #require(lines.firstIndex(of: "Recipe:"))
        #expect(lines[start...].joined().replacing(" ", with: "") == "Recipe:" + recipe + "Schema:x")
        #expect(lines.allSatisfy { $0.displayWidth <= width ?? .max })
        let json = try JSONEncoder().encode(StatusDocument(StatusReport(watches: [watch]), notices: ["w": notices]))
        let document = try JSONDecoder().decode([String: [WatchDetails]].self, from: json)
        #expect(document["watches"]?.first?.details == ["Recipe": recipe, "Schema": "x"])
    }

    private struct WatchDetails: Decodable {
        var details: [String: String]
    }

    @Test(arguments: Visibility.allCases)
    func troubleOfAWholeLaneIsLookedUpByRegion(visibility: Visibility) {
        let lines = StatusDetail(
            Self.watch("w", .inProgress, visibility), notices: [], at: Self.now, style: Style(isColored: false),
            width: 80
        ).lines
        let isShared = [.throttled, .unauthorized, .unreachable].contains(visibility)
        let line = "  journalctl -x AWAITD_EVENT=visibility-lost AWAITD_REGION=us-east-1"
        #expect(lines.contains("  journalctl -x AWAITD_WATCH=w"))
        #expect(lines.contains(line) == isShared)
    }

    @Test(arguments: [
        (30, ["Watching 3: 1 unseen,", "1 completed, 1 failed;", "next poll in 4s"]),
        (80, ["Watching 3: 1 unseen, 1 completed, 1 failed; next poll in 4s"]),
        (12, ["Watching 3:", "1 unseen,", "1 completed,", "1 failed;", "next poll in", "4s"]),
    ])
    func theSummaryWrapsBetweenItsNumbers(width: Int, lines: [String]) {
        #expect("Watching 3: 1 unseen, 1 completed, 1 failed; next poll in 4s".wrappedAtCommas(at: width) == lines)
    }

    @Test(arguments: [
        ("churn-nightly", "journalctl -x AWAITD_WATCH=churn-nightly"),
        ("it's", #"journalctl -x 'AWAITD_WATCH=it'\''s'"#), ("a b", "journalctl -x 'AWAITD_WATCH=a b'"),
        ("$(x)", "journalctl -x 'AWAITD_WATCH=$(x)'"), ("ü", "journalctl -x 'AWAITD_WATCH=ü'"),
    ])
    func theJournalLineCanBePasted(name: String, line: String) {
        #expect(ShellCommand("journalctl -x", ["AWAITD_WATCH=\(name)"]).line == line)
    }
}
