// SPDX-License-Identifier: Apache-2.0

import Core

/// What the settings of a role may be.
///
/// Source: AWS Security Token Service API Reference, "AssumeRole".
struct RoleRules {
    /// Where the settings stand, for messages: `profile 'a' in /root/.aws/config`.
    let place: String
    let context: SearchContext

    /// The role that a profile asks for.
    func role(of profile: Profile) throws(ProfileGraph.Unusable) -> RoleRecipe {
        if profile["mfa_serial"] != nil {
            throw .init(
                """
                \(place) asks for the code of an MFA device (mfa_serial), and there is nobody whom awaitd could ask for one; \
                use a role that trusts without MFA
                """
            )
        }
        let arn = try arn(profile["role_arn"] ?? "")
        return RoleRecipe(
            arn: arn,
            sessionName: try sessionName(profile["role_session_name"]),
            externalID: try externalID(profile["external_id"]),
            durationSeconds: try duration(profile["duration_seconds"]),
            region: try region(profile["region"], for: arn),
            profile: context.profile
        )
    }

    func arn(_ text: String) throws(ProfileGraph.Unusable) -> String {
        guard let arn = RoleARN(text) else {
            throw .init("the role_arn of \(place) is no role's ARN; one is arn:aws:iam::123456789012:role/NAME")
        }
        return arn.text
    }

    func sessionName(_ text: String?) throws(ProfileGraph.Unusable) -> String {
        guard let text else { return RoleRecipe.defaultSessionName }
        guard (2...64).contains(text.utf8.count),
            text.utf8.allSatisfy({ Self.isWord($0) || "+=,.@-".utf8.contains($0) })
        else {
            throw .init("the role_session_name of \(place) is not 2 to 64 letters, digits and characters of _+=,.@-")
        }
        return text
    }

    func externalID(_ text: String?) throws(ProfileGraph.Unusable) -> String? {
        guard let text else { return nil }
        guard text.isExternalID else {
            throw .init("the external_id of \(place) is not 2 to 1224 letters, digits and characters of _=,.@:/-+")
        }
        return text
    }

    /// What is no number (`1h`) is passed over, as in botocore, and STS's own hour counts.
    func duration(_ text: String?) throws(ProfileGraph.Unusable) -> Int? {
        guard let text, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        guard text.utf8.count <= 6, let seconds = Int(text), (900...43_200).contains(seconds) else {
            throw .init("the duration_seconds of \(place) is not a number from 900 to 43200")
        }
        return seconds
    }

    /// The region whose STS knows the role: the profile's, the environment's or the watch's, the first in its partition.
    func region(_ own: String?, for arn: String) throws(ProfileGraph.Unusable) -> String {
        if let own, !own.isRegionName { throw .init("the region of \(place) is not the name of a region") }
        let candidates = [
            own, context.value(of: "AWS_REGION"), context.value(of: "AWS_DEFAULT_REGION"),
        ].compactMap(\.self)
        let partition = RoleARN(arn)?.partition
        return candidates.first { $0.isRegionName && Partition.of(region: $0).name == partition } ?? context.region
    }

    /// A path, its `~/` made the home.
    func path(_ text: String) -> String {
        guard text.hasPrefix("~/"), let home = context.value(of: "HOME") else { return text }
        return home + text.dropFirst()
    }

    /// Whether a byte is a letter, a digit or `_`: what all of IAM's names may have, beside a few signs.
    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
        default: false
        }
    }
}
