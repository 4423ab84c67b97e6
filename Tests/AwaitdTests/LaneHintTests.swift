// SPDX-License-Identifier: Apache-2.0

import Core
import Testing
import awaitd

@Suite struct LaneHintTests {
    private static func lane(_ label: String, region: String = "us-east-1") -> Notice {
        notice([.init("AWAITD_LANE", label), .init("AWAITD_REGION", region)])
    }

    private static func notice(_ fields: [Notice.Field]) -> Notice {
        Notice(event: .visibilityLost, priority: .warning, message: "m", fields: fields)
    }

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
    ])
    func whatMayConcernTheWatchIsNamed(newest: [Notice], end: String) {
        #expect(LaneHint.sentence(for: Self.told, among: newest)?.hasSuffix(" `awaitd history` has \(end)") == true)
    }

    @Test(arguments: [
        [], told, [lane("bedrock/eu-west-1/a", region: "eu-west-1")], [lane("machinelearning/us-east-1/a")],
        [lane("bedrock-agent/us-east-1/a")],
    ])
    func whatCannotConcernItIsNot(newest: [Notice]) {
        #expect(LaneHint.sentence(for: Self.told, among: newest) == nil)
    }

    @Test func ofAWatchThatNothingWasToldOfAnyLaneMayBe() {
        #expect(LaneHint.sentence(for: [], among: [Self.lane("bedrock/eu-west-1/a", region: "eu-west-1")]) != nil)
    }
}
