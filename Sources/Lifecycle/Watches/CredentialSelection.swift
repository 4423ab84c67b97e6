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

    /// The source's name in `AWAITD_LANE`; says nothing secret, and nothing of an external id.
    package var label: String {
        switch self {
        case .defaultChain: "default"
        case .profile(let name): "profile:\(name)"
        case .role(let arn, _, nil): "role:\(arn)"
        case .role(let arn, _, let profile?): "role:\(arn) profile:\(profile)"
        }
    }

    /// The selection that has this label, without an external id; nil if none has.
    package init?(label: String) {
        if label == "default" {
            self = .defaultChain
        } else if let name = label.behind("profile:") {
            self = .profile(name)
        } else if let rest = label.behind("role:") {
            // No ARN has a space in it.
            guard let space = rest.firstIndex(of: " ") else {
                self = .role(arn: rest, externalID: nil, profile: nil)
                return
            }
            guard let profile = String(rest[rest.index(after: space)...]).behind("profile:") else { return nil }
            self = .role(arn: String(rest[..<space]), externalID: nil, profile: profile)
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

    /// The same selection as lanes know it: whatever external id goes with it, a role is one caller of AWS.
    package var withoutExternalID: CredentialSelection {
        switch self {
        case .defaultChain, .profile, .role(_, nil, _): self
        case .role(let arn, .some, let profile): .role(arn: arn, externalID: nil, profile: profile)
        }
    }
}

extension String {
    fileprivate func behind(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
