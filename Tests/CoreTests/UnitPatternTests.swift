// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

@Suite struct UnitPatternTests {
    private static func unit(_ pattern: String, watch name: String = "churn-nightly") throws -> String {
        let watch = Watch.sample(name, id: "ev/1")
        let subject = UnitPattern.Subject(watch: watch, state: .inProgress, eventID: "0123abcd")
        return try UnitPattern(pattern).unit(for: subject)
    }

    /// What `systemd-escape` of systemd 252 prints for the same texts.
    @Test(arguments: [
        ("churn-nightly", #"churn\x2dnightly"#), ("a/b c", #"a-b\x20c"#), ("/a//b/", "-a--b-"),
        (".hidden", #"\x2ehidden"#),
        ("v1.2_x:y", "v1.2_x:y"), ("größe", #"gr\xc3\xb6\xc3\x9fe"#), ("a@b%c\\d", #"a\x40b\x25c\x5cd"#), ("", ""),
    ])
    func textIsEscapedAsSystemdDoes(text: String, escaped: String) {
        #expect(UnitName.escaped(text) == escaped)
    }

    @Test(arguments: [
        ("page-oncall.service", "page-oncall.service"),
        ("retrain@.service", #"retrain@churn\x2dnightly-0123abcd.service"#),
        ("retrain@fixed.service", "retrain@fixed.service"),
        ("r@%w-%r-%k-%s-%e.service", #"r@churn\x2dnightly-ev-1-evaluation-in\x2dprogress-0123abcd.service"#),
        ("r@100%%.service", #"r@100\x25.service"#),
    ])
    func aPatternBecomesAUnit(pattern: String, unit: String) throws {
        let made = try Self.unit(pattern)
        #expect(made == unit)
        #expect(UnitName.isStartable(made))
    }

    @Test(arguments: [
        "retrain", "retrain@", ".service", "@.service", "re train@.service", "retrain%w@.service", "a/b.service",
        "retrain@%q.service", "retrain@%.service", "retrain@a@b.service", "retrain@a b.service", "x.socket", "x.timer",
        "größe.service", "-r;reboot.service", String(repeating: "x", count: 244) + ".service", ".x.service",
    ])
    func anythingElseIsNotAUnit(pattern: String) {
        #expect(throws: UnitPatternError.self) { try UnitPattern(pattern) }
    }

    /// Version 0.1 started targets too: a list that names one is still read.
    @Test func aTargetIsReadAndNotStarted() throws {
        let made = try Self.unit("all.target")
        #expect(made == "all.target" && !UnitName.isStartable(made) && UnitName.isUnit(made))
        #expect(UnitName.refusal(of: made)?.help == "name a service that has `Wants=all.target`")
    }

    @Test func aNameThatWouldBeTooLongHasOnlyTheEventID() throws {
        let unit = try Self.unit("retrain@.service", watch: String(repeating: "ü", count: 200))
        #expect(unit == "retrain@0123abcd.service")
    }

    /// A unit's name followed by `.env` is a file name, which has at most 255 bytes.
    @Test(arguments: [(235, false), (236, true)])
    func theUnitsNameLeavesRoomForItsFileName(length: Int, isTooLong: Bool) throws {
        let watch = String(repeating: "w", count: length)
        let unit = try Self.unit("retrain@%w.service", watch: watch)
        #expect(unit == "retrain@\(isTooLong ? "0123abcd" : watch).service")
    }

    @Test(arguments: [
        String(repeating: "a", count: 243) + ".service", "a.service", "a@b.service", #"a@b\x2d.service"#,
    ])
    func aStartableNameIsAccepted(name: String) { #expect(UnitName.isStartable(name)) }

    @Test(arguments: [
        "", "a", "a.socket", "a@.service", "@b.service", "../a.service", "a b.service", "a@b@c.service", "a\n.service",
        "--help", "-H.service\u{0}", "a.target", "systemd-reboot.service", "systemd-nspawn@a.service", "ü.service",
        ".a.service", String(repeating: "a", count: 244) + ".service",
    ])
    func anyOtherNameIsNotStarted(name: String) { #expect(!UnitName.isStartable(name)) }

    @Test(arguments: [
        ("awaitd-on-anything.service", true), ("awaitd-on-x@7.service", true), ("page.service", true),
        ("retrain@1.service", true), ("retrain@.service", true), ("ml-a.service", true), ("ml-a@3.service", false),
        ("ml-a@.service", false), ("tp-a@3.service", true), ("tp-a@.service", true), ("tp-a.service", false),
        ("x@a1.service", true), ("x@b1.service", false),
        ("retrain.service", false), ("sshd.service", false), ("awaitd.service", false), ("only@one.service", true),
        ("only@two.service", false), ("ml-.service", true), ("pageXservice", false),
    ])
    func onlyAllowedUnitsAreStarted(unit: String, isAllowed: Bool) {
        let file =
            "# units\n\n page.service \r\nretrain@.service\n*\nml-*.service\ntp-*@.service\nx@a*.service\n"
            + "only@one.service\n*.service\n"
        #expect(AllowedUnits(file).allows(unit) == isAllowed)
    }

    @Test func aLoopIsBrokenAndReportedOnceAMinute() {
        var budget = StartLimit()
        let decisions = (0..<StartLimit.burst + 2).map { budget.ask(for: 1, at: .milliseconds($0)) }
        #expect(decisions.prefix(StartLimit.burst).allSatisfy { $0 == .granted })
        #expect(decisions.suffix(2) == [.refused, .refusedAgain])
        #expect(budget.ask(for: 1, at: .seconds(59)) == .refusedAgain)
        #expect(budget.ask(for: 1, at: .seconds(60)) == .granted)
    }
}
