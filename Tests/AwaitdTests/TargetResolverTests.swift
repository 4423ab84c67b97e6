// SPDX-License-Identifier: Apache-2.0

import Core
import TestSupport
import Testing
import awaitd

@Suite struct TargetResolverTests {
    private func resolver(
        named: [Watch] = [],
        matchers: [Matcher] = [],
        _ defaults: TargetResolver.Defaults = .init(region: "us-east-1")
    ) -> TargetResolver {
        TargetResolver(
            named: Dictionary(named.map { ($0.name, $0) }) { first, _ in first },
            matchers: Dictionary(matchers.map { ($0.name, $0) }) { first, _ in first },
            defaults: defaults,
            regionOfProfile: { $0 == "has-region" ? "eu-west-1" : nil }
        )
    }

    static let jobARN = "arn:aws:bedrock:eu-central-1:123456789012:evaluation-job/abcdefghijkl"

    @Test(arguments: [
        ("evaluation:ev-1", "ev-1", "evaluation", "us-east-1"),
        ("GetEvaluation:ev-1", "ev-1", "evaluation", "us-east-1"),
        ("ml-model-endpoint:m", "m", "ml-model-endpoint", "us-east-1"),
        (jobARN, "abcdefghijkl", "evaluation-job", "eu-central-1"),
        ("evaluation-job:" + jobARN, "abcdefghijkl", "evaluation-job", "eu-central-1"),
        ("arn:aws:machinelearning:eu-west-1:123456789012:mlmodel/ml-1", "ml-1", "ml-model", "eu-west-1"),
    ])
    func targetsAreResolved(target: String, name: String, kind: String, region: String) throws {
        let watch = try #require(try resolver().watches([target]).first)
        #expect([watch.name, watch.kind.name, watch.region] == [name, kind, region])
    }

    @Test(arguments: [
        "", "ev-1", "foo:ev-1", "evaluation:", "evaluation:a b", "evaluation-job:abcdefghijkl", "arn:aws:s3:::bucket",
        "arn:",
        "evaluation:" + String(repeating: "a", count: 65),
    ])
    func invalidTargetsAreRejected(target: String) {
        #expect(throws: TargetError.self) { try resolver().watches([target]) }
    }

    @Test func aNameOfTheWatchFileComesFirst() throws {
        let own = Watch.sample("evaluation:ev-1", id: "another")
        #expect(try resolver(named: [own]).watches(["evaluation:ev-1"]) == [own])
    }

    @Test func theRegionComesFromTheARNThenTheDefaultsThenTheProfile() throws {
        let none = TargetResolver.Defaults(region: nil)
        #expect(throws: TargetError.self) { try resolver(none).watches(["evaluation:a"]) }
        let profile = TargetResolver.Defaults(region: nil, credentials: .profile("has-region"))
        #expect(try resolver(profile).watches(["evaluation:a"]).map(\.region) == ["eu-west-1"])
    }

    @Test func aRegionThatLacksTheServiceIsRejectedUnlessAnEndpointIsGiven() throws {
        var defaults = TargetResolver.Defaults(region: "mars-1")
        #expect(throws: TargetError.self) { try resolver(defaults).watches(["evaluation:a"]) }
        defaults.endpoint = "http://127.0.0.1:1"
        #expect(try resolver(defaults).watches(["evaluation:a"]).map(\.endpoint) == ["http://127.0.0.1:1"])
        defaults.region = "us_east_1"
        let error = #expect(throws: TargetError.self) { try resolver(defaults).watches(["evaluation:a"]) }
        #expect(error?.message.hasPrefix("'us_east_1' is not the name of a region") == true)
    }

    @Test(arguments: [
        ("us-est-1", nil, ["us-est-1 is none of the regions that awaitd knows; did you mean 'us-east-1'?"]),
        ("xx-nowhere-1", nil, ["xx-nowhere-1 is none of the regions that awaitd knows"]),
        ("us-west-9", "http://127.0.0.1:1", []),
        ("us-east-1", nil, []),
    ])
    func aRegionThatMayBeNewIsTakenWithAWarning(region: String, endpoint: String?, warnings: [String]) throws {
        let watches = try resolver(.init(region: region, endpoint: endpoint)).watches(["evaluation:a", "ml-model:a"])
        #expect(watches.map(\.region) == [region, region])
        #expect(TargetResolver.warnings(about: watches.map(Target.watch)) == warnings)
    }

    @Test func aKnownRegionThatTheServiceIsNotInIsRejected() {
        let error = #expect(throws: TargetError.self) {
            try resolver(.init(region: "us-west-2")).watches(["evaluation:a"])
        }
        #expect(error?.message == "Amazon ML is not in region 'us-west-2'; it is in us-east-1 and eu-west-1")
    }

    @Test func aTargetThatIsGivenTwiceIsWaitedForOnceAndNamesStayUnique() throws {
        let watches = try resolver().watches(["evaluation:a", "GetEvaluation:a", "ml-model:a", "ml-model-endpoint:a"])
        #expect(watches.map(\.name) == ["a", "ml-model:a", "ml-model-endpoint:a"])
    }

    @Test(arguments: [
        (jobARN + "\r", #"'\#(jobARN)\r' is not "#, #"it ends in \r (a carriage return); remove that"#),
        ("evaluation:ev\u{A0}1", "'ev<U+00A0>1' has U+00A0 in it", "it has U+00A0 (a no-break space) in it"),
        ("arn:aws:\u{200B}", "'arn:aws:<U+200B>' is not a complete ARN", "it ends in U+200B (a zero width space)"),
        ("ev-1 ", "'ev-1 '", "it ends in a blank; remove that"),
        (
            "eval\u{AD}uation:x", "'eval<U+00AD>uation' is not a kind",
            "it has U+00AD (a soft hyphen) in it; remove that"
        ),
    ])
    func whatCannotBeSeenInATargetIsShown(target: String, shown: String, advice: String) {
        do {
            _ = try resolver().watches([target])
            Issue.record("\(target.revealed()) is no mistake")
        } catch {
            #expect(error.message.contains(shown) && error.message.contains(advice), "\(error.message)")
        }
    }

    // MARK: Matchers

    private func matchers(_ targets: [Target]) -> [Matcher] {
        targets.compactMap { if case .matcher(let matcher) = $0 { matcher } else { nil } }
    }

    @Test(arguments: [
        ("training-job:churn-*", "training-job", "churn-*", nil, "us-east-1"),
        ("DescribeTrainingJob:churn-?", "training-job", "churn-?", nil, "us-east-1"),
        ("evaluation:*:x", "evaluation", "*:x", nil, "us-east-1"),
        ("ingestion-job:KBKBKBKBKB/DSDSDSDSDS/*", "ingestion-job", "*", "KBKBKBKBKB/DSDSDSDSDS", "us-east-1"),
        (
            "flow-version:arn:aws:bedrock:eu-west-1:123456789012:flow/FFFFFFFFFF/?", "flow-version", "?",
            "arn:aws:bedrock:eu-west-1:123456789012:flow/FFFFFFFFFF", "eu-west-1"
        ),
        // Ids of these may have a star in them; a pattern is what is meant.
        ("glue-job-run:nightly/jr_*", "glue-job-run", "jr_*", "nightly", "us-east-1"),
    ])
    func aPatternIsAMatcher(_ text: String, kind: String, pattern: String, parent: String?, region: String) throws {
        let matcher = try #require(matchers(try resolver().targets([text])).first)
        #expect(matcher.name == text && matcher.settings.matcher == text)
        #expect(matcher.kind.name == kind && matcher.patterns == [NamePattern(pattern)])
        #expect(matcher.parent == parent && matcher.settings.region == region)
        #expect(matcher.settings.account == (region == "us-east-1" ? nil : "123456789012"))
    }

    @Test(arguments: [
        ("data-automation-invocation:*", "cannot be found by their names"),
        ("imported-model:*", "cannot be found by their names"),
        ("ingestion-job:*", "put that first: ingestion-job:KBKBKBKBKB/DSDSDSDSDS/*"),
        ("ingestion-job:KBKBKBKBKB/*", "must be knowledgeBaseId/dataSourceId, joined by '/'"),
        ("foo:*", "'foo' is not a kind"),
        ("evaluation:a\u{7}*", "has U+0007 in it"),
        ("evaluation:" + String(repeating: "*", count: 256), "has 256 characters"),
    ])
    func aPatternThatCannotBeLookedForIsRejected(_ text: String, words: String) {
        let error = #expect(throws: TargetError.self) { try resolver().targets([text]) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test func moreIsExpectedOfEachTargetThanTheWatchFileExpects() throws {
        let (own, given) = (try Expectation(parsing: "BinaryAUC >= 0.85"), try Expectation(parsing: "BinaryAuc < 1"))
        let watch = Watch.sample("w", id: "ev-9", expecting: [own])
        let targets = try resolver(named: [watch]).targets(["w", "evaluation:ev-1", "training-job:*"])
            .map { $0.expecting([given, own]) }
        #expect(targets.map(\.settings.expectations) == [[own, given], [given, own], [given, own]])
        #expect(targets.map(\.name) == ["w", "ev-1", "training-job:*"])
        #expect(
            TargetResolver.doubts(about: targets)
                == [
                    "evaluation is not known to have a detail 'BinaryAuc', and what is missing is unmet; "
                        + "did you mean 'BinaryAUC'?"
                ])
        #expect(TargetResolver.doubts(about: try resolver(named: [watch]).targets(["w"])) == [])
    }

    @Test func namesOfTheWatchFileComeFirstAndEachTargetCountsOnce() throws {
        let watch = Watch.sample("evaluation:ev-*", id: "ev-9")
        let nightly = Matcher(
            name: "nightly", patterns: [NamePattern("ev-*")], settings: Watch.sample("w").settings)
        let resolver = resolver(named: [watch], matchers: [nightly])
        let targets = try resolver.targets(
            ["evaluation:ev-*", "nightly", "nightly", "evaluation:?", "GetEvaluation:?", "evaluation:ev-9"])
        #expect(targets == [.watch(watch), .matcher(nightly), .matcher(try #require(matchers(targets).last))])
        #expect(targets.map(\.name) == ["evaluation:ev-*", "nightly", "evaluation:?"])
    }
}

extension TargetResolver {
    /// The watches among the targets.
    fileprivate func watches(_ texts: [String]) throws(TargetError) -> [Watch] {
        try targets(texts).compactMap { if case .watch(let watch) = $0 { watch } else { nil } }
    }
}
