// SPDX-License-Identifier: Apache-2.0

/// How credentials come about: what a chain chose, ready to be carried out, and again when they have expired.
///
/// Equal recipes share their credentials and each refresh of them. Never prints itself: it may hold keys.
package indirect enum CredentialRecipe: Sendable, Hashable {
    /// Keys that somebody wrote down.
    case keys(Credentials)
    /// A role, assumed with what another recipe gives.
    case role(RoleRecipe, source: CredentialRecipe)
    /// A role, assumed with the token of a web identity.
    case webIdentity(WebIdentityRecipe)
    /// What a program prints.
    case process(ProcessRecipe)
    /// What IAM Identity Center gives for the token of somebody's sign-in.
    case singleSignOn(SSORecipe)
    /// What the agent beside a container gives.
    case container(ContainerRecipe)
    /// What the metadata service of an instance gives.
    case instance(InstanceRecipe)

    /// What it is, for people; no secret in it.
    package var title: String {
        switch self {
        case .keys: "access keys"
        case .role(let role, _): "role \(role.arn)"
        case .webIdentity(let identity): "role \(identity.arn) by a web identity"
        case .process(let process): "credential_process \(process.program)"
        case .singleSignOn(let settings): "IAM Identity Center, role \(settings.roleName) in \(settings.accountID)"
        case .container(let container): "container credentials at \(container.endpoint.hostHeader)"
        case .instance(let instance): "instance metadata at \(instance.endpoint.hostHeader)"
        }
    }

    /// The files that it reads when it is carried out: when one of them changes, trying again may help.
    package var files: [String] {
        switch self {
        case .keys, .process, .instance: []
        case .role(_, let source): source.files
        case .webIdentity(let identity): [identity.tokenFile]
        case .singleSignOn(let settings): [settings.cacheFile]
        case .container(let container): container.tokenFile.map { [$0] } ?? []
        }
    }

}

extension CredentialRecipe: CustomStringConvertible, CustomReflectable {
    package var description: String { title }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
