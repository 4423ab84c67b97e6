// SPDX-License-Identifier: Apache-2.0

/// Which credentials a watch uses.
///
/// Equal selections share one credential provider.
package enum CredentialSelection: Sendable, Hashable {
    /// The default credential chain: the first provider of the SDKs' order that has credentials.
    case defaultChain
    /// A profile of the shared config and credentials files.
    case profile(String)
    /// A role, assumed with the credentials of a profile, or of the default chain if there is no profile.
    ///
    /// The external id is what the role's owner requires; AWS does not treat it as a secret.
    case role(arn: String, externalID: String?, profile: String?)

    /// The selection as part of `AWAITD_LANE`; contains no secrets.
    package var label: String {
        switch self {
        case .defaultChain: return "default"
        case .profile(let name): return "profile:\(name)"
        case .role(let arn, let externalID, let profile):
            let id = externalID.map { " external-id:\($0)" } ?? ""
            return "role:\(arn)\(id)\(profile.map { " profile:\($0)" } ?? "")"
        }
    }

    /// Parses a label; nil for any other text.
    package init?(label: String) {
        if label == "default" {
            self = .defaultChain
        } else if let name = label.removingPrefix("profile:") {
            self = .profile(name)
        } else if let rest = label.removingPrefix("role:") {
            // Neither ARNs nor external ids contain spaces.
            var (arn, remainder) = rest.splitAtSpace
            var externalID: String?
            if let id = remainder?.removingPrefix("external-id:") { (externalID, remainder) = id.splitAtSpace }
            let profile = remainder?.removingPrefix("profile:")
            guard remainder == nil || profile != nil else { return nil }
            self = .role(arn: arn, externalID: externalID, profile: profile)
        } else {
            return nil
        }
    }

    /// The profile it names; nil for the default one.
    package var profile: String? {
        switch self {
        case .defaultChain: nil
        case .profile(let name): name
        case .role(_, _, let profile): profile
        }
    }
}

/// The ARN of an IAM role: `arn:aws:iam::123456789012:role/path/Name`.
package struct RoleARN: Sendable, Hashable {
    /// The whole ARN.
    package let text: String
    /// The partition: `aws`, `aws-cn`.
    package let partition: String
    /// The account's twelve digits.
    package let account: String
    /// The role's path and name.
    package let role: String

    /// Parses an ARN; nil if it is not a role's, or has characters that IAM does not allow.
    ///
    /// Source: AWS Security Token Service API Reference, "AssumeRole": 20 to 2048 characters.
    package init?(_ text: String) {
        guard let arn = ARN(text), text.utf8.count >= 20, arn.service == "iam", arn.region.isEmpty,
            !arn.account.isEmpty, arn.resource.hasPrefix("role/"), arn.resource.last != "/"
        else { return nil }
        self.text = text
        (partition, account, role) = (arn.partition, arn.account, String(arn.resource.dropFirst("role/".count)))
    }
}

extension String {
    /// What precedes the first space, and what follows it if there is one.
    fileprivate var splitAtSpace: (String, String?) {
        guard let space = firstIndex(of: " ") else { return (self, nil) }
        return (String(self[..<space]), String(self[index(after: space)...]))
    }

    fileprivate func removingPrefix(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
