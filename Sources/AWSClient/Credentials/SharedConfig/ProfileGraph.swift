// SPDX-License-Identifier: Apache-2.0

import Core

/// Finds the provider that a profile configures: its role and the profiles that the role is assumed with, its web identity,
/// its sign-in, its keys, its process.
///
/// The order and the rules are botocore's (1.43, `credentials.py`); AWS SDKs and Tools Reference Guide, "Assume role
/// credential provider".
struct ProfileGraph {
    let files: SharedConfig
    let context: ProviderChain.Context

    /// No request would wait for a longer chain of roles; STS itself sets no limit.
    private static let longestChain = 1_000

    /// A provider, where it is configured, and the settings that lead there, those of the profile itself first.
    struct Way {
        let provider: CredentialProvider
        let location: String
        let origins: [CredentialOrigin]
    }

    /// The provider of a profile.
    func detect(_ name: String) throws(CredentialError) -> Detection {
        let (found, reasons) = try files.profile(name)
        guard let profile = found else { return .absent(reasons.joined(separator: ", ")) }
        try profile.checkNoneIsEmpty()
        if let way = profile.hasRole ? try role(of: profile, visited: [name]) : try ownProvider(of: profile) {
            return .found(way.provider, at: way.location, origins: way.origins)
        }
        let empty = profile.layers.map { "profile \(profile.quoted) in \($0.file.path) has no aws_access_key_id" }
        return .absent((reasons + empty).joined(separator: ", "))
    }

    /// The provider of a profile other than a role with a source; the order is that of the SDKs.
    private func ownProvider(of profile: Profile) throws(CredentialError) -> Way? {
        func way(_ provider: CredentialProvider, by key: String) -> Way {
            Way(provider: provider, location: profile.location(of: key), origins: [profile.origin(of: key)])
        }
        if let identity = try WebIdentityProvider(profile, context) {
            return way(.webIdentity(identity), by: "web_identity_token_file")
        }
        if let (provider, key) = try SSOProvider.detect(in: profile, of: files, context) {
            return way(.sso(provider), by: key)
        }
        if let keys = try StaticKeys.detect(in: profile, where: { $0 != .config }) { return keys }
        if let login = profile.setting("login_session") {
            throw CredentialError(
                """
                profile \(profile.quoted) in \(login.path) asks for a console login (login_session), which awaitd does not \
                support: such a login ends within half a day; name a profile with a role, or one of IAM Identity Center
                """
            )
        }
        if let process = try ProcessProvider(profile) {
            return way(.process(process), by: "credential_process")
        }
        return try StaticKeys.detect(in: profile, where: { $0 == .config })
    }

    /// The role of a profile and what it is assumed with; `visited` are the profiles on the way here.
    private func role(of profile: Profile, visited: [String]) throws(CredentialError) -> Way {
        let location = profile.location(of: "role_arn")
        let role = try AssumeRoleProvider(profile, context)
        switch (profile["source_profile"], profile["credential_source"]) {
        case (.some, .some):
            throw CredentialError("\(location) has both source_profile and credential_source; remove one of them")
        case (nil, nil):
            throw CredentialError(
                "\(location) has a role_arn, and neither source_profile nor credential_source to assume it with")
        case (nil, let source?):
            let provider = CredentialProvider.assumeRole(role, source: try namedSource(source, location: location))
            return Way(provider: provider, location: location, origins: [profile.origin(of: "role_arn")])
        case (let source?, nil):
            let way = try self.source(source, of: profile, visited: visited)
            return Way(
                provider: .assumeRole(role, source: way.provider),
                location: location,
                origins: [profile.origin(of: "role_arn")] + way.origins
            )
        }
    }

    /// The provider of a `source_profile`.
    private func source(_ name: String, of parent: Profile, visited: [String]) throws(CredentialError) -> Way {
        let location = parent.location(of: "source_profile")
        let (found, reasons) = try files.profile(name)
        guard let profile = found else {
            let missing = "names the source_profile \(Profile.quoted(name)), which is in neither file"
            throw CredentialError("\(location) \(missing): \(reasons.joined(separator: ", "))")
        }
        try profile.checkNoneIsEmpty()
        // A profile may name itself if it has keys: they assume its role. Anything else would be circular.
        if visited.contains(name), name != parent.name || !profile.hasKeys {
            let circle = (visited + [name]).suffix(8).map(Profile.quoted).joined(separator: " → ")
            throw CredentialError("\(location) has a circular source_profile: \(circle)")
        }
        guard visited.count < Self.longestChain else {
            throw CredentialError("\(location) is the end of a chain of more than \(Self.longestChain) roles")
        }
        if profile.hasRole, !profile.hasKeys { return try role(of: profile, visited: visited + [name]) }
        guard let own = try ownProvider(of: profile) else {
            throw CredentialError("\(location) names the source_profile \(profile.quoted), which has no credentials")
        }
        return own
    }

    /// The provider that `credential_source` names.
    private func namedSource(_ name: String, location: String) throws(CredentialError) -> CredentialProvider {
        let detection: Detection
        switch name.lowercased() {
        case "environment": detection = try StaticKeys.detect(in: context.configuration.environment)
        case "ec2instancemetadata": detection = try InstanceMetadataProvider.detect(context)
        case "ecscontainer": detection = try ContainerProvider.detect(context.configuration)
        default:
            throw CredentialError(
                """
                \(location) has the credential_source \(Profile.quoted(name)), which is none of Environment, \
                Ec2InstanceMetadata and EcsContainer
                """
            )
        }
        switch detection {
        case .found(let provider, _, _): return provider
        case .absent(let reason): throw CredentialError("\(location) has the credential_source \(name), and \(reason)")
        }
    }
}
