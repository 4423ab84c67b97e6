// SPDX-License-Identifier: Apache-2.0

/// Which credentials a watch wants.
///
/// Equal selections share one source.
package enum CredentialSelection: Sendable, Hashable {
    /// Whatever the environment offers, in the SDKs' order.
    case defaultChain
    /// A profile of the shared config and credentials files.
    case profile(String)
    /// A role, assumed with the credentials of a profile, or of the default chain where there is none.
    ///
    /// The external id is what the role's owner asks for; AWS does not treat it as a secret.
    case role(arn: String, externalID: String?, profile: String?)

    /// The source's name in `AWAITD_LANE`; says nothing secret.
    package var label: String {
        switch self {
        case .defaultChain: return "default"
        case .profile(let name): return "profile:\(name)"
        case .role(let arn, let externalID, let profile):
            let id = externalID.map { " external-id:\($0)" } ?? ""
            return "role:\(arn)\(id)\(profile.map { " profile:\($0)" } ?? "")"
        }
    }

    /// The selection that has this label; nil if none has.
    package init?(label: String) {
        if label == "default" {
            self = .defaultChain
        } else if let name = label.behind("profile:") {
            self = .profile(name)
        } else if let rest = label.behind("role:") {
            // No ARN and no external id has a space in it.
            let (arn, behindARN) = rest.cutAtSpace
            var externalID: String?
            var left = behindARN
            if let behind = left?.behind("external-id:") {
                let (id, behindID) = behind.cutAtSpace
                (externalID, left) = (id, behindID)
            }
            let profile = left?.behind("profile:")
            guard left == nil || profile != nil else { return nil }
            self = .role(arn: arn, externalID: externalID, profile: profile)
        } else {
            return nil
        }
    }

    /// The profile that has a part in it; nil for the default one.
    package var profile: String? {
        switch self {
        case .defaultChain: nil
        case .profile(let name): name
        case .role(_, _, let profile): profile
        }
    }
}

extension String {
    /// What stands before the first space, and what behind it if there is one.
    fileprivate var cutAtSpace: (String, String?) {
        guard let space = firstIndex(of: " ") else { return (self, nil) }
        return (String(self[..<space]), String(self[index(after: space)...]))
    }

    fileprivate func behind(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
