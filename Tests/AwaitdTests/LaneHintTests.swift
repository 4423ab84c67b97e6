// SPDX-License-Identifier: Apache-2.0

import Core
import Testing
import awaitd

@Suite struct LaneHintTests {
    private static func lane(_ label: String, region: String = "us-east-1", listed kind: String? = nil) -> Notice {
        let fields: [Notice.Field] = [.init("AWAITD_LANE", label), .init("AWAITD_REGION", region)]
        return notice(fields + [kind.map { .init("AWAITD_KIND", $0) }].compactMap { $0 })
    }

    private static func notice(_ fields: [Notice.Field]) -> Notice {
        Notice(event: .visibilityLost, priority: .warning, message: "m", fields: fields)
    }

    private static let toldOfMatcher = [
        notice([
            .init("AWAITD_MATCHER", "m"), .init("AWAITD_KIND", "evaluation-job"), .init("AWAITD_REGION", "us-east-1"),
        ])
    ]

    private static let told = [
        notice([
            .init("AWAITD_WATCH", "w"), .init("AWAITD_KIND", "evaluation-job"), .init("AWAITD_REGION", "us-east-1"),
        ])
    ]

    @Test(arguments: [
        ([lane("bedrock/us-east-1/ml-prod")], "1 notice of bedrock/us-east-1/ml-prod."),
        ([lane("bedrock/us-east-1/a"), lane("bedrock/us-east-1/a")], "2 notices of bedrock/us-east-1/a."),
        ([lane("bedrock/us-east-1/a"), lane("bedrock/us-east-1/b")], "2 notices of 2 lanes."),
        ([lane("bedrock/us-east-1/a\u{1B}b")], "1 notice of bedrock/us-east-1/a b."),
        ([lane("bedrock/us-east-1/a", listed: "evaluation-job")], "1 notice of bedrock/us-east-1/a."),
    ])
    func whatMayConcernTheWatchOrMatcherIsNamed(newest: [Notice], end: String) {
        for told in [Self.told, Self.toldOfMatcher] {
            #expect(LaneHint.sentence(for: told, among: newest)?.hasSuffix(" `awaitd history` has \(end)") == true)
        }
    }

    @Test(arguments: [
        [], told, [lane("bedrock/eu-west-1/a", region: "eu-west-1")], [lane("machinelearning/us-east-1/a")],
        [lane("bedrock-agent/us-east-1/a")], [lane("bedrock/us-east-1/a", listed: "model-invocation-job")],
    ])
    func whatCannotConcernItIsNot(newest: [Notice]) {
        #expect(LaneHint.sentence(for: Self.told, among: newest) == nil)
        #expect(LaneHint.sentence(for: Self.toldOfMatcher, among: newest) == nil)
    }

    @Test func ofAWatchThatNothingWasToldOfAnyLaneMayBe() {
        #expect(LaneHint.sentence(for: [], among: [Self.lane("bedrock/eu-west-1/a", region: "eu-west-1")]) != nil)
    }
}
