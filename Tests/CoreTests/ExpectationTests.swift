// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing

/// Not the one of Swift Testing.
typealias Expectation = Core.Expectation

/// What a completed job's details must say: how it is written, when it is met, and what is told of it.
@Suite struct ExpectationTests {
    // MARK: Reading

    static let written: [(text: String, DetailCondition, shown: String)] = [
        (">= 0.85", .number(.atLeast, 0.85), ">= 0.85"), (">=0.85", .number(.atLeast, 0.85), ">= 0.85"),
        ("> 8.5e-1", .number(.greater, 0.85), "> 0.85"), ("< -1", .number(.less, -1), "< -1"),
        ("<=   100", .number(.atMost, 100), "<= 100"), ("== 0.850", .number(.equal, 0.85), "== 0.85"),
        ("!= 0", .number(.notEqual, 0), "!= 0"), ("== 1E3", .number(.equal, 1_000), "== 1000"),
        (">= 0.1000000000000000055", .number(.atLeast, 0.1), ">= 0.1"),
        ("> 0.30000000000000004", .number(.greater, 0.1 + 0.2), "> 0.30000000000000004"),
        ("== Completed", .word("Completed"), "== Completed"), ("!= in part", .otherWord("in part"), "!= in part"),
        ("==BINARY", .word("BINARY"), "== BINARY"), ("== é", .word("é"), "== é"),
    ]

    @Test(arguments: written)
    func aConditionIsReadAndShownInItsShortestForm(_ row: (text: String, DetailCondition, shown: String)) throws {
        let condition = try DetailCondition(parsing: row.text, help: "")
        #expect(condition == row.1)
        #expect(condition.text == row.shown)
        #expect(try DetailCondition(parsing: condition.text, help: "") == condition)
    }

    static let wrong: [(text: String, sentence: String, help: String?)] = [
        (">= 85%", "'85%' begins like a number and is none", nil),
        (">= 0,85", "'0,85' begins like a number and is none", nil),
        ("== 0x1", "'0x1' begins like a number and is none", nil),
        ("== .5", "'.5' begins like a number and is none", nil),
        ("== 5.", "'5.' begins like a number and is none", nil),
        ("== +1", "'+1' begins like a number and is none", nil),
        ("== 01", "'01' begins like a number and is none", nil),
        ("== -Infinity", "'-Infinity' begins like a number and is none", nil),
        ("== 1e999", "'1e999' begins like a number and is none", nil),
        ("== 1 2", "'1 2' begins like a number and is none", nil),
        ("== 12.3.4", "'12.3.4' begins like a number and is none", nil),
        (">= NaN", "'>= NaN' compares with a word, which only == and != can do", nil),
        ("< high", "'< high' compares with a word, which only == and != can do", nil),
        ("", "'' is not a condition", nil), ("present", "'present' is not a condition", nil),
        ("good", "'good' is not a condition", nil), (">=", "'>=' compares with nothing", nil),
        ("==  ", "'==  ' compares with nothing", nil), ("== a ", "'== a ' compares with nothing", nil),
        ("0.85", "'0.85' is not a condition", "say how it compares: \">= 0.85\" or \"== 0.85\""),
        ("= 0.85", "'= 0.85' is not a condition", "did you mean '== 0.85'?"),
        ("=> 0.85", "'=> 0.85' is not a condition", "did you mean '>= 0.85'?"),
        ("=< 1", "'=< 1' is not a condition", "did you mean '<= 1'?"),
        ("<> 1", "'<> 1' is not a condition", "did you mean '!= 1'?"),
        ("=== 1", "'=== 1' is not a condition", "did you mean '== 1'?"),
        ("≥ 0.85", "'≥ 0.85' is not a condition", "did you mean '>= 0.85'?"),
        (">> 1", "'>> 1' is not a condition", nil),
    ]

    @Test(arguments: wrong)
    func whatIsNoConditionIsRefused(_ row: (text: String, sentence: String, help: String?)) {
        let error = #expect(throws: DetailCondition.ParseError.self) {
            try DetailCondition(parsing: row.text, help: "write one")
        }
        #expect(error?.sentence == row.sentence)
        #expect(row.help == nil || error?.help == row.help)
    }

    static let lines: [(text: String, detail: String, condition: String)] = [
        ("BinaryAUC >= 0.85", "BinaryAUC", ">= 0.85"), ("BinaryAUC>=0.85", "BinaryAUC", ">= 0.85"),
        ("  validation:auc   <  1 ", "validation:auc", "< 1"), ("a b.c!=x y", "a b.c", "!= x y"),
        ("Wow! == 1", "Wow!", "== 1"), ("x == a > b", "x", "== a > b"),
    ]

    @Test(arguments: lines)
    func anExpectationIsOneLine(text: String, detail: String, condition: String) throws {
        let expectation = try Expectation(parsing: text)
        #expect(expectation.detail == detail)
        #expect(expectation.condition.text == condition)
        #expect(expectation.text == "\(detail) \(condition)")
    }

    @Test(arguments: [
        ("", "'' is not an expectation"), ("BinaryAUC", "'BinaryAUC' is not an expectation"),
        (">= 0.85", "the name in '>= 0.85' is empty"), ("BinaryAUC = 0.85", "'= 0.85' is not a condition"),
        ("BinaryAUC >= 85%", "'85%' begins like a number and is none"),
        ("a\u{7}b == 1", "the name in 'a<U+0007>b == 1' is no name of a detail"),
        (String(repeating: "n", count: 300) + " > 0", nil),
    ])
    func whatIsNoExpectationIsRefused(text: String, sentence: String?) {
        let error = #expect(throws: DetailCondition.ParseError.self) { try Expectation(parsing: text) }
        #expect(sentence == nil || error?.sentence == sentence)
        #expect(error?.help.isEmpty == false)
    }

    // MARK: Checking

    /// An expectation, the value that is found (nil: none), and what is unmet (nil: nothing).
    static let checks: [(expectation: String, found: String?, unmet: String?)] = [
        ("BinaryAUC >= 0.85", "0.85", nil), ("BinaryAUC >= 0.85", "0.93", nil), ("BinaryAUC >= 0.85", "1", nil),
        ("BinaryAUC >= 0.85", "0.71", "BinaryAUC >= 0.85 (found 0.71)"),
        ("BinaryAUC >= 0.85", nil, "BinaryAUC >= 0.85 (missing)"),
        ("BinaryAUC >= 0.85", "0.8499999999999999", "BinaryAUC >= 0.85 (found 0.8499999999999999)"),
        // The same double: what is shown is what was compared.
        ("BinaryAUC >= 0.85", "0.84999999999999999", nil),
        ("BinaryAUC > 0.85", "0.850", "BinaryAUC > 0.85 (found 0.85)"),
        ("BinaryAUC == 0.850", "8.5e-1", nil), ("n == 3", "3.0", nil), ("n == 3", "4.0", "n == 3 (found 4)"),
        ("n < 10", "1e1", "n < 10 (found 10)"), ("n <= 10", "1e1", nil), ("n != 10", "9.5", nil),
        ("n >= 1e20", "1e19", "n >= 1e+20 (found 1e+19)"),
        // No number is met under no comparison.
        ("BinaryAUC != 0", nil, "BinaryAUC != 0 (missing)"), ("BinaryAUC != 0", "NaN", "BinaryAUC != 0 (found NaN)"),
        ("BinaryAUC != 0", "", "BinaryAUC != 0 (found \"\")"),
        ("BinaryAUC != 0", "null", "BinaryAUC != 0 (found null)"),
        ("BinaryAUC != 0", "Infinity", "BinaryAUC != 0 (found Infinity)"),
        ("BinaryAUC != 0", "-inf", "BinaryAUC != 0 (found -inf)"), ("n != 0", "1e999", "n != 0 (found 1e999)"),
        ("n < 5", "[1]", "n < 5 (found [1])"), ("n < 5", "0x1", "n < 5 (found 0x1)"),
        ("n < 5", "true", "n < 5 (found true)"), ("n < 5", " 1", "n < 5 (found 1)"),
        // Words, as they stand.
        ("s == Done", "Done", nil), ("s == Done", "done", "s == Done (found done)"),
        ("s != Failed", "Done", nil), ("s != Failed", "", nil), ("s != Failed", "Failed", "s != Failed (found Failed)"),
        ("s != Failed", nil, "s != Failed (missing)"), ("s == Done", "Done\u{1B}[2J", "s == Done (found Done [2J)"),
        ("s != NaN", "NaN", "s != NaN (found NaN)"),
    ]

    @Test(arguments: checks)
    func aCompletionIsChecked(_ row: (expectation: String, found: String?, unmet: String?)) throws {
        let expectation = try Expectation(parsing: row.expectation)
        let details = row.found.map { [expectation.detail: $0] } ?? [:]
        let notice = try #require(Self.notices([expectation], [.with("COMPLETED", details)]).first)
        #expect(notice["AWAITD_EXPECTATION"] == (row.unmet == nil ? "met" : "unmet"))
        #expect(notice["AWAITD_UNMET"] == row.unmet)
        #expect(notice.priority == (row.unmet == nil ? .notice : .error))
        #expect(notice.isSuccess == (row.unmet == nil))
        if let unmet = row.unmet { #expect(notice.message.contains("but expected \(unmet)")) }
        Self.expectReadBack(notice)
    }

    private static func expectReadBack(_ notice: Notice) {
        let read = Notice(
            event: notice.event, priority: notice.priority, message: notice.message, fields: notice.fields)
        #expect(read == notice)
    }

    private static func notices(
        _ expectations: [Expectation],
        _ life: [Observation],
        kind: String = "evaluation"
    ) -> [Notice] {
        let watch = Watch.sample("x", kind: kind)
        var machine = WatchMachine(rules: watch.kind.statuses)
        return life.enumerated().flatMap { second, read in
            machine.observe(read, expecting: expectations, at: .seconds(Double(second))).events
                .map { watch.notice(of: $0, observation: read) }
        }
    }

    @Test func whatIsMissingAndWhatThereWasIsNamed() throws {
        let expectations = try ["BinaryAUC >= 0.85", "Accuracy >= 0.9"].map { try Expectation(parsing: $0) }
        let life: [Observation] = [
            .with("INPROGRESS", [:]), .with("COMPLETED", ["BinaryAUC": "0.71", "ComputeTime": "3"]),
        ]
        let notice = try #require(Self.notices(expectations, life).last)
        #expect(notice["AWAITD_UNMET"] == "BinaryAUC >= 0.85 (found 0.71); Accuracy >= 0.9 (missing)")
        #expect(
            notice.message
                == "x: INPROGRESS → COMPLETED, but expected BinaryAUC >= 0.85 (found 0.71); Accuracy >= 0.9 (missing); "
                + "it has BinaryAUC, ComputeTime")
        let none = try #require(Self.notices(expectations, [.with("COMPLETED", [:])]).last)
        #expect(none.message.hasSuffix("Accuracy >= 0.9 (missing); it has no details"))
        let met = try #require(Self.notices([expectations[0]], [.with("COMPLETED", ["BinaryAUC": "0.93"])]).last)
        #expect(met.message == "x: already COMPLETED when first seen (BinaryAUC 0.93)")
    }

    @Test func whatIsToldIsBounded() throws {
        let name = String(repeating: "n", count: 256)
        let expectations = (0..<32).map { Expectation(String($0) + name.dropFirst(2), .number(.equal, 0)) }
        let value = String(repeating: "v", count: 4_000)
        let details = Dictionary(uniqueKeysWithValues: (0..<200).map { ("d\($0)", value) })
        let notice = try #require(Self.notices(expectations, [.with("COMPLETED", details)]).first)
        #expect((notice["AWAITD_UNMET"] ?? "").utf8.count <= 4_000)
        #expect(notice.message.utf8.count < 2_000)
        Self.expectReadBack(notice)
    }

    @Test func aDetailGoesBeforeAMetricOfTheSameName() throws {
        let metrics = [Detail(member: "validation:auc", value: "0.9"), Detail(member: "Loss", value: "0.1")]
        let read = Observation(
            status: "Completed", details: [Detail(member: "Loss", value: "7")], metrics: metrics)
        let expectations = try ["validation:auc >= 0.85", "Loss < 1", "validation:f1 > 0"].map {
            try Expectation(parsing: $0)
        }
        let notice = try #require(Self.notices(expectations, [read], kind: "training-job").first)
        #expect(notice["AWAITD_UNMET"] == "Loss < 1 (found 7); validation:f1 > 0 (missing)")
        #expect(notice.message.hasSuffix("; it has validation:auc, Loss"))
        #expect(notice["AWAITD_DETAIL_VALIDATION_AUC"] == nil)
    }

    @Test func onlyCompletionsAreChecked() throws {
        let expectations = [try Expectation(parsing: "BinaryAUC >= 0.85")]
        for status in ["PENDING", "INPROGRESS", "FAILED", "DELETED", "ODD"] {
            for notice in Self.notices(expectations, [.with(status, [:])]) {
                #expect(notice["AWAITD_EXPECTATION"] == nil && notice["AWAITD_UNMET"] == nil)
            }
        }
        let nothing = try #require(Self.notices([], [.with("COMPLETED", [:])]).first)
        #expect(nothing["AWAITD_EXPECTATION"] == nil)
    }

    @Test func anEndpointIsCheckedAtEachCompletionAndNeverInBetween() throws {
        let kind = Kind.sample("sagemaker-endpoint")
        let expectations = [try Expectation(parsing: "EndpointConfigName == blue")]
        var machine = WatchMachine(rules: kind.statuses)
        var outcomes: [ExpectationOutcome?] = []
        let life = [("InService", "blue"), ("InService", "red"), ("Updating", "red"), ("InService", "red")]
        for (second, (status, config)) in life.enumerated() {
            let read = Observation.with(status, ["EndpointConfigName": config])
            let events = machine.observe(read, expecting: expectations, at: .seconds(Double(second))).events
            #expect(events.count == (second == 1 ? 0 : 1))
            outcomes.append(machine.expectation)
            // A restart in between keeps what was found and checks nothing.
            machine = WatchMachine(
                rules: kind.statuses, saved: machine.saved(at: .seconds(Double(second))), at: .seconds(Double(second)))
        }
        #expect(outcomes == [.met, .met, nil, .unmet("EndpointConfigName == blue (found red)")])
    }

    @Test func aCompletionThatIsAnAnomalyIsCheckedToo() throws {
        let expectations = [try Expectation(parsing: "BinaryAUC >= 0.85")]
        let life: [Observation] = [.with("FAILED", [:]), .with("COMPLETED", ["BinaryAUC": "0.5"])]
        let notice = try #require(Self.notices(expectations, life).last)
        #expect(notice.event == .anomaly && notice.priority == .error)
        #expect(notice["AWAITD_UNMET"] == "BinaryAUC >= 0.85 (found 0.5)")
        #expect(notice.message.hasSuffix(", but expected BinaryAUC >= 0.85 (found 0.5)"))
    }

    @Test func aResourceThatIsMadeAnewIsCheckedAnew() throws {
        let kind = Kind.sample("compilation-job")
        let expectations = [try Expectation(parsing: "Size < 5")]
        var machine = WatchMachine(rules: kind.statuses)
        for (second, size) in ["4", "9"].enumerated() {
            let read = Observation(
                status: "COMPLETED", createdAt: Moment.seconds(Double(second) * 900).wall,
                details: [Detail(member: "Size", value: size)])
            let events = machine.observe(read, expecting: expectations, isShownAnew: second == 1, at: .seconds(1_000))
                .events
            #expect(events.count == 1)
            guard second == 1, let event = events.first else { continue }
            let notice = Watch.sample("x", kind: "compilation-job").notice(of: event, observation: read)
            #expect(notice.event == .anomaly && notice.priority == .error)
            #expect(notice["AWAITD_UNMET"] == "Size < 5 (found 9)")
        }
        #expect(machine.expectation == .unmet("Size < 5 (found 9)"))
    }

    // MARK: Caveats

    @Test func anExpectationTakesThePlaceOfACaveatOnTheSameDetail() throws {
        let failed = Observation.with("COMPLETE", ["numberOfDocumentsFailed": "3"], "No access")
        let tolerant = [try Expectation(parsing: "numberOfDocumentsFailed < 10")]
        let notice = try #require(Self.notices(tolerant, [failed], kind: "ingestion-job").first)
        #expect(notice["AWAITD_CAVEAT"] == "has failureReasons" && notice["AWAITD_EXPECTATION"] == "met")
        #expect(notice.priority == .warning)
        let strict = [try Expectation(parsing: "numberOfDocumentsFailed < 1")]
        let unmet = try #require(Self.notices(strict, [failed], kind: "ingestion-job").first)
        #expect(unmet["AWAITD_CAVEAT"] == "has failureReasons" && unmet.priority == .error)
        #expect(
            unmet.message
                == "x: already COMPLETE when first seen, but has failureReasons; expected numberOfDocumentsFailed < 1 "
                + "(found 3): No access")
        // The caveat's path is that of a member within another.
        let nested = [try Expectation(parsing: "LastUpdateStatus.Status != Stuck")]
        let group = Observation.with("Created", ["LastUpdateStatus.Status": "Failed"])
        #expect(Self.notices(nested, [group], kind: "feature-group").first?["AWAITD_CAVEAT"] == nil)
        let other = [try Expectation(parsing: "FeatureGroupName == x")]
        #expect(Self.notices(other, [group], kind: "feature-group").first?["AWAITD_CAVEAT"] == "Status is Failed")
    }

    @Test func aCompletionInPartThatIsAsExpectedStaysAWarning() throws {
        let met = [try Expectation(parsing: "successRecordCount > 5")]
        let partly = Observation.with("PartiallyCompleted", ["successRecordCount": "7"], "Some failed")
        let notice = try #require(Self.notices(met, [partly], kind: "model-invocation-job").first)
        #expect(notice.priority == .warning && notice["AWAITD_EXPECTATION"] == "met")
        #expect(notice["AWAITD_CAVEAT"] == "status is PartiallyCompleted")
    }

    @Test func whatAnExpectationCoveredIsNoNewsWithoutIt() throws {
        let kind = Kind.sample("custom-model-deployment")
        let expectations = [try Expectation(parsing: "updateStatus != Nothing")]
        var machine = WatchMachine(rules: kind.statuses)
        let failed = Observation.with("Active", ["updateStatus": "UpdateFailed"])
        #expect(machine.observe(failed, expecting: expectations, at: .seconds(0)).events.count == 1)
        // The list is loaded again, and expects nothing any more.
        #expect(machine.observe(failed, at: .seconds(1)).events.isEmpty)
        #expect(machine.expectation == .met)
    }

    // MARK: Units

    @Test func aGateThatDoesNotHoldIsClosed() throws {
        let kind = Watch.sample("x", kind: "ingestion-job")
        func units(_ rules: StartRules, _ expectations: [String], failed: String) throws -> [String] {
            var machine = WatchMachine(rules: kind.kind.statuses)
            let read = Observation.with("COMPLETE", ["numberOfDocumentsFailed": failed, "Score": "0.7"])
            let expected = try expectations.map { try Expectation(parsing: $0) }
            return machine.observe(read, expecting: expected, at: .seconds(0)).events
                .flatMap { rules.units(for: $0, of: kind, eventID: "e") }
        }
        let done = [try UnitPattern("done.service")]
        let (look, gate) = ([try UnitPattern("look.service")], [try UnitPattern("gate@%s.service")])
        let all = StartRules([.completed: done], caveat: look, unmet: gate)
        #expect(try units(all, ["Score >= 0.5"], failed: "0") == ["done.service"])
        #expect(try units(all, ["Score >= 0.5"], failed: "3") == ["look.service"])
        #expect(try units(all, ["Score >= 0.9"], failed: "0") == ["gate@completed.service"])
        #expect(try units(all, ["Score >= 0.9"], failed: "3") == ["gate@completed.service"])
        #expect(try units(StartRules([.completed: done], caveat: look), ["Score >= 0.9"], failed: "3") == [])
        #expect(try units(StartRules([.completed: done], unmet: gate), [], failed: "0") == ["done.service"])
        #expect(!StartRules([:], unmet: gate).isEmpty)
        #expect(StartRules([.completed: done], unmet: gate).with(StartRules([:], unmet: [])).unmet == [])
        #expect(StartRules([.completed: done]).with(StartRules([:], unmet: gate)).unmet == gate)
    }

    // MARK: Names

    /// A kind, a name, and the hint about it (nil: it may well be a detail).
    static let names: [(kind: String, name: String, help: String?)] = [
        ("evaluation", "BinaryAUC", nil), ("evaluation", "BinaryAuc", "did you mean 'BinaryAUC'?"),
        ("evaluation", "BinaryACU", "did you mean 'BinaryAUC'?"), ("evaluation", "ComputeTime", nil),
        ("evaluation", "Status", ""), ("training-job", "TrainingJobArn", ""), ("evaluation", "Precision", nil),
        ("training-job", "validation:auc", nil), ("training-job", "BillableTimeInSecond", "did you mean"),
        ("training-job", "TrainingJobStatus", ""), ("ingestion-job", "numberOfDocumentsFailed", nil),
        ("ingestion-job", "numberOfDocumentFailed", "did you mean 'numberOfDocumentsFailed'?"),
        ("batch-job", "exitCod", "did you mean"), ("batch-job", "accuracyOfTheModel", ""),
    ]

    @Test(arguments: names)
    func aNameThatCannotBeADetailIsDoubted(_ row: (kind: String, name: String, help: String?)) {
        let doubt = Kind.sample(row.kind).doubt(aboutDetail: row.name)
        #expect((doubt == nil) == (row.help == nil), "\(row.kind): \(row.name)")
        if let help = row.help { #expect(doubt?.help?.contains(help) ?? help.isEmpty) }
    }

    @Test func whatAKindHighlightsOrJudgesIsNeverDoubted() {
        for kind in Kind.all {
            let names = kind.response.highlights + kind.response.causes
            for name in names { #expect(kind.doubt(aboutDetail: name) == nil, "\(kind.name): \(name)") }
            for caveat in kind.statuses.caveats where !kind.response.reasons.contains(caveat.member) {
                #expect(kind.doubt(aboutDetail: caveat.member) == nil, "\(kind.name): \(caveat.member)")
            }
        }
    }
}
