// SPDX-License-Identifier: Apache-2.0

import Core
import Testing
import WatchFile

/// Roles that are assumed to read watches.
@Suite struct RoleTests {
    static let arn = "arn:aws:iam::123456789012:role/ml/Watcher"

    @Test func aRoleIsAssumedWithTheOtherSettings() {
        let reading = Reading(
            """
            defaults: {region: us-east-1, role_arn: \(Self.arn), external_id: shared:1}
            watches:
              - {kind: evaluation, id: a}
              - {kind: evaluation, id: b, profile: p}
              - {kind: evaluation, id: c, external_id: own}
              - {kind: evaluation, id: d, role_arn: arn:aws:iam::123456789012:role/Other}
              - {kind: evaluation, id: e, role_arn: arn:aws:iam::123456789012:role/Other, external_id: own}

            """
        )
        #expect(reading.text.isEmpty)
        let other = "arn:aws:iam::123456789012:role/Other"
        #expect(
            reading.watches.map(\.credentials) == [
                .role(arn: Self.arn, externalID: "shared:1", profile: nil),
                .role(arn: Self.arn, externalID: "shared:1", profile: "p"),
                .role(arn: Self.arn, externalID: "own", profile: nil),
                .role(arn: other, externalID: nil, profile: nil),
                .role(arn: other, externalID: "own", profile: nil),
            ]
        )
        #expect(reading.loaded?.defaults.credentials == .role(arn: Self.arn, externalID: "shared:1", profile: nil))
    }

    @Test(arguments: [
        "arn:aws:iam::123456789012:user/x", "arn:aws:iam::1234:role/x", "arn:aws:iam::123456789012:role/",
        "arn:aws:iam:us-east-1:123456789012:role/x", "arn:aws:sts::123456789012:role/x", "Watcher",
        "arn:aws:iam:::role/x",
    ])
    func otherTextsAreRefused(text: String) {
        let reading = Reading("watches: [{kind: evaluation, id: a, region: us-east-1, role_arn: '\(text)'}]\n")
        #expect(reading.text.contains("'role_arn' is not the ARN of a role"), "\(reading.text)")
    }

    @Test(arguments: ["arn:aws-cn:iam::123456789012:role/x", "arn:aws-us-gov:iam::123456789012:role/path/of/x+=,.@-_"])
    func rolesOfAllPartitionsAreAccepted(text: String) {
        #expect(Reading("watches: [{kind: evaluation, id: a, region: us-east-1, role_arn: '\(text)'}]\n").text.isEmpty)
    }
}
