// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Core
import Testing
import awaitd

/// What credentials, sight, clock and record come to.
@Suite struct VerdictTests {
    private static func watch(_ name: String, _ visibility: Visibility, _ reason: String?) -> WatchStatus {
        WatchStatus(
            name: name, kind: "evaluation", resourceID: "ev-\(name)", region: "us-east-1", state: .inProgress,
            status: "INPROGRESS", since: nil, visibility: visibility, nextPoll: nil, reason: reason)
    }

    private static func sight(_ watches: [WatchStatus]) -> [Finding] {
        SightFindings(StatusReport(watches: watches, matchers: [], listings: [])).findings
    }

    @Test func oneLineForEachReason() {
        let denied = (0..<300).map {
            Self.watch("w\($0)", .unauthorized, "AccessDeniedException: User is not authorized (\($0))")
        }
        let findings = Self.sight(denied + [Self.watch("gone it's", .notFound, "ResourceNotFoundException: none")])
        #expect(findings.map(\.verdict) == [.wrong, .wrong])
        #expect(findings.first?.text.hasPrefix("300 watches in us-east-1 unauthorized: AccessDenied") == true)
        #expect(findings.first?.fix == "awaitd iam-policy")
        #expect(findings.last?.fix == #"awaitd status 'gone it'\''s'"#)
        #expect(Self.sight([Self.watch("a", .visible, nil)]).map(\.verdict) == [.well])
        #expect(Self.sight([]).isEmpty)
    }

    @Test func aWayThatIsNamedAndNotConfiguredSendsNothing() throws {
        let unit = { (text: String) throws in try UnitPattern(text) }
        let rules = [
            StartRules([.failed: [try unit("awaitd-mail@.service"), try unit("page@.service")]]),
            StartRules([:], unmet: [try unit("awaitd-mail@.service")]),
            StartRules([.completed: [try unit("awaitd-webhook@.service")]]), .none,
        ]
        let kind = try #require(Kind.builtIn(named: "evaluation"))
        let watches = rules.enumerated().map { number, starts in
            Watch(name: "w\(number)", kind: kind, resourceID: "ev-1", region: "us-east-1", starts: starts)
        }
        let list = WatchList(watches: watches)
        #expect(ListVerdict.silent([], in: list).isEmpty)
        let findings = ListVerdict.silent([.mail, .apprise], in: list)
        #expect(findings.map(\.verdict) == [.wrong])
        #expect(
            findings.first?.text
                == "awaitd-mail@.service is named by 2 entries of the list and sends nothing: there is no "
                + "/etc/awaitd/mail.conf")
    }

    @Test func jobsThatAreNotAsExpectedAreNamedAndNoFault() {
        let watches = (1...5).map { number in
            WatchStatus(
                name: "churn \(number)", kind: "evaluation", resourceID: "ev-1", region: "us-east-1", state: .completed,
                status: "COMPLETED", since: nil, visibility: .visible, nextPoll: nil, reason: nil,
                expectation: number == 1 ? .met : .unmet("BinaryAUC >= 0.85 (found 0.61)"))
        }
        func findings(_ watches: some Collection<WatchStatus>) -> [Finding] {
            GateFindings(StatusReport(watches: Array(watches), matchers: [], listings: [])).findings
        }
        #expect(findings(watches.prefix(1)).isEmpty)
        #expect(
            findings(watches.prefix(2)) == [
                Finding(
                    "gate", .news, "churn 2 has completed, but expected BinaryAUC >= 0.85 (found 0.61)",
                    fix: "awaitd status 'churn 2'")
            ])
        let all = findings(watches)
        #expect(all.count == 4 && all.last?.text == "1 more job not as expected")
    }

    private static func found(_ finding: CredentialFinding, user: String = "awaitd") -> CredentialFindings {
        CredentialFindings(viewpoint: .init(user: user, environment: [:]), credentials: [finding], omitted: 0)
    }

    private static func finding(failure: String?) -> CredentialFinding {
        CredentialFinding(
            title: "profile 'ml prod'", watches: 2, skipped: [], source: "the file: access keys",
            keyID: failure == nil ? "…MPLE" : nil, isTemporary: false, expires: nil, usesBedrockKey: false,
            withholdsBedrockKey: false, failure: failure)
    }

    @Test func credentialsAreMendedAsTheDaemonsUser() {
        let expired = Self.finding(failure: "the sign-in has ended: run `aws sso login --sso-session corp`")
        #expect(
            CredentialVerdicts(Self.found(expired), refused: [], isDaemon: true, me: "root").findings.first?.fix
                == "sudo -H -u awaitd aws sso login --sso-session corp")
        #expect(
            CredentialVerdicts(Self.found(expired, user: "me"), refused: [], isDaemon: true, me: "me")
                .findings.first?.fix
                == "aws sso login --sso-session corp")
        let none = CredentialVerdicts(
            Self.found(Self.finding(failure: "there are none")), refused: [], isDaemon: true, me: "root"
        ).findings
        #expect(none.first?.verdict == .wrong && none.first?.fix == "awaitd check --credentials --as-service")
        let refused = CredentialVerdicts(
            Self.found(Self.finding(failure: nil)),
            refused: ["AccessDeniedException: no", "UnrecognizedClientException: The security token is invalid"],
            isDaemon: true, me: "root"
        ).findings
        #expect(refused.first?.fix == "sudo -H -u awaitd aws configure --profile 'ml prod'")
        let good = CredentialVerdicts(
            Self.found(Self.finding(failure: nil)), refused: ["AccessDeniedException: no"], isDaemon: true)
        #expect(good.findings.map(\.verdict) == [.well])
    }

    @Test(arguments: [
        (0, Finding.Verdict.well, "agrees"), (4, .well, "agrees"), (-200, .well, "3min 20s ahead of"),
        (200, .well, "3min 20s behind"), (301, .wrong, "5min 1s behind"), (-86_400, .wrong, "ahead of"),
    ])
    func clockIsJudgedByWhatSignaturesAllow(_ seconds: Int, _ verdict: Finding.Verdict, _ words: String) throws {
        let findings = ClockVerdict.findings(
            ServerClock(host: "h.example", offset: .seconds(seconds)), isRoot: false)
        let clock = try #require(findings.first { $0.subject == "clock" })
        #expect(clock.verdict == verdict && clock.text.contains(words))
        #expect((clock.fix == "sudo timedatectl set-ntp true") == (verdict == .wrong))
    }

    private static func metrics(limit: String, rate: String, throttles: Int) -> String {
        let labels = #"{service="bedrock",region="us-east-1"}"#
        return """
            # TYPE awaitd_lane_requests_per_second gauge
            awaitd_lane_limit_requests_per_second\(labels) \(limit)
            awaitd_lane_requests_per_second\(labels) \(rate)
            awaitd_throttles_total\(labels) \(throttles)

            """
    }

    private static func listing(refused: String?) -> ListingStatus {
        ListingStatus(
            operation: "ListEvaluationJobs", kind: "evaluation-job", region: "us-east-1", parent: nil, watches: 12,
            pages: 1, listedAt: refused == nil ? Timestamp(microseconds: 1) : nil, next: nil, refused: refused)
    }

    @Test func lanesAndListsAreLinesAndNoFaults() {
        let quiet = LaneFindings(Self.metrics(limit: "2", rate: "2", throttles: 0), [Self.listing(refused: nil)])
        #expect(quiet.findings.map(\.text) == ["1 lane, never throttled, at most 2/s each", "1 list in use, of 1"])
        let slowed = LaneFindings(Self.metrics(limit: "2", rate: "0.5", throttles: 7), [])
        #expect(
            slowed.findings.map(\.text) == ["1 lane, throttled 7 times; AWS slows bedrock in us-east-1 down to 0.5/s"])
        let free = LaneFindings(Self.metrics(limit: "+Inf", rate: "+Inf", throttles: 1), [])
        #expect(free.findings.map(\.text) == ["1 lane, throttled 1 time"])
        let refused = LaneFindings("", [Self.listing(refused: "AccessDeniedException: no")])
        #expect(refused.findings.map(\.verdict) == [.off] && refused.findings.first?.fix == "awaitd iam-policy")
        #expect(LaneFindings("no metrics\n{}\"", []).findings.isEmpty)
    }

    @Test func whatIsOffByChoiceIsNoFault() {
        let facts = UnitFacts.read(
            "Id=s\nActiveState=inactive\n\nId=f\nActiveState=failed\nResult=trigger-limit-hit\n")
        #expect(facts["s"].map { ChoiceFindings.metrics($0, isRoot: true).verdict } == .off)
        #expect(
            facts["f"].map { ChoiceFindings.metrics($0, isRoot: true).fix }
                == "systemctl reset-failed awaitd-metrics.socket && systemctl start awaitd-metrics.socket")
        #expect(ChoiceFindings.messages([]).verdict == .off)
        #expect(ChoiceFindings.messages(["mail", "webhook"]).text.hasPrefix("by mail and webhook; "))
    }

    @Test func fullDiskIsWrong() {
        #expect(RecordVerdict.finding("/var/lib/awaitd", size: 12_345_678, free: 1 << 30).verdict == .well)
        #expect(RecordVerdict.finding("/var/lib/awaitd", size: 0, free: nil).verdict == .well)
        let full = RecordVerdict.finding("/var/lib/awaitd", size: 1, free: 4_096)
        #expect(full.verdict == .wrong && full.fix == "sudo du -xhd 3 -t 100M /var")
    }

    @Test(arguments: [(0, "0 B"), (999, "999 B"), (1_500, "1.5 kB"), (66_000, "66 kB"), (9_990_000, "10 MB")])
    func sizesAreShort(_ bytes: Int64, _ text: String) { #expect(RecordVerdict.text(bytes) == text) }

    @Test(arguments: [40, 80, 140])
    func screenKeepsItsWidth(_ width: Int) {
        let findings = [
            Finding("unit", .well, "awaitd.service is active"),
            Finding("credentials", .wrong, String(repeating: "a word ", count: 40) + "\u{1B}[31m", fix: "awaitd check"),
            Finding("journal", .unknown, "did not end within 8s"),
        ]
        let lines = DoctorScreen(style: Style(isColored: false), width: width).lines(findings)
        #expect(lines.allSatisfy { $0.displayWidth <= width && !$0.contains("\u{1B}") })
        #expect(lines.last == "1 thing is wrong, 1 not known.")
        #expect(lines.contains("  $ awaitd check"))
        let colored = DoctorScreen(style: Style(isColored: true), width: width).lines(findings)
        #expect(colored.contains { $0.contains("\u{1B}[1;31mWRONG") })
    }
}
