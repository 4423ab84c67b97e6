// SPDX-License-Identifier: Apache-2.0

import Core

/// Finds the way from a profile to credentials: its role and the profiles that the role is assumed with, its web identity,
/// its sign-in, its keys, its process.
///
/// The order and the rules are botocore's (1.43, `credentials.py`); AWS SDKs and Tools Reference Guide, "Assume role
/// credential provider".
struct ProfileGraph {
    let files: ProfileFiles
    let context: SearchContext
    /// The folder in which the AWS CLI keeps the tokens of IAM Identity Center; nil without a home.
    let tokenFolder: String?

    /// More roles in a chain than this no request would wait for; STS itself sets no limit.
    private static let longestChain = 1_000

    /// A profile that cannot be used, in a whole sentence.
    struct Unusable: Error {
        let sentence: String

        init(_ sentence: String) { self.sentence = sentence }
    }

    /// What a profile comes to.
    func look(_ name: String) -> CredentialFinding {
        do {
            let lookup = try files.lookUp(name)
            guard let profile = lookup.profile else { return .absent(lookup.reasons.joined(separator: ", ")) }
            if profile.hasRole {
                let role = try role(of: profile, visited: [name])
                return .found(role, at: place(of: profile, "role_arn"))
            }
            if let own = try ownRecipe(of: profile) { return .found(own.recipe, at: own.place) }
            let empty = profile.layers.map { "profile \(profile.quoted) in \($0.file.path) has no aws_access_key_id" }
            return .absent((lookup.reasons + empty).joined(separator: ", "))
        } catch let error as Unusable {
            return .unusable(error.sentence)
        } catch let error as ProfileFiles.Unusable {
            return .unusable(error.sentence)
        } catch {
            return .unusable("profile \(Profile.quoted(name)) cannot be used")
        }
    }

    // MARK: What a profile gives without another one

    /// The sources of a profile other than a role with a source: the order is that of the SDKs.
    private func ownRecipe(of profile: Profile) throws -> (recipe: CredentialRecipe, place: String)? {
        if let identity = try webIdentity(of: profile) {
            return (identity, place(of: profile, "web_identity_token_file"))
        }
        if let settings = try SSOSettings(profile, in: files, tokenFolder: tokenFolder, context: context) {
            return (.singleSignOn(settings.recipe), place(of: profile, settings.key))
        }
        let plain = profile.layers.filter { $0.file.naming == .plain }
        if let keys = try keys(of: profile, in: plain) { return keys }
        if let login = profile.setting("login_session") {
            throw Unusable(
                """
                profile \(profile.quoted) in \(login.path) asks for a console login (login_session), which awaitd does not \
                support: such a login ends within half a day; name a profile with a role, or one of IAM Identity Center
                """
            )
        }
        if let process = profile.setting("credential_process") {
            let recipe = try self.process(process, of: profile)
            return (recipe, place(of: profile, "credential_process"))
        }
        return try keys(of: profile, in: profile.layers.filter { $0.file.naming == .prefixed })
    }

    private func keys(
        of profile: Profile,
        in layers: [Profile.Layer]
    ) throws(Unusable) -> (recipe: CredentialRecipe, place: String)? {
        guard let layer = layers.first(where: Profile.hasKeys) else { return nil }
        let place = "profile \(profile.quoted) in \(layer.file.path)"
        do throws(Credentials.Fault) {
            let keys = try Credentials.checked(
                accessKeyID: layer.keys["aws_access_key_id"],
                secretAccessKey: layer.keys["aws_secret_access_key"],
                sessionToken: layer.keys["aws_session_token"] ?? layer.keys["aws_security_token"]
            )
            return (.keys(keys), place)
        } catch {
            throw Unusable("\(place) cannot be used: \(error.reason)")
        }
    }

    private func process(_ setting: Profile.Setting, of profile: Profile) throws(Unusable) -> CredentialRecipe {
        do throws(ArgumentSplitter.Fault) {
            return .process(ProcessRecipe(arguments: try ArgumentSplitter.split(setting.value)))
        } catch {
            throw Unusable(
                "the credential_process of profile \(profile.quoted) in \(setting.path) \(error.reason)")
        }
    }

    private func webIdentity(of profile: Profile) throws(Unusable) -> CredentialRecipe? {
        guard let file = profile.setting("web_identity_token_file") else { return nil }
        let place = "profile \(profile.quoted) in \(file.path)"
        guard let arn = profile["role_arn"] else {
            throw Unusable("\(place) has a web_identity_token_file and no role_arn to go with it")
        }
        let rules = RoleRules(place: place, context: context)
        return .webIdentity(
            WebIdentityRecipe(
                arn: try rules.arn(arn),
                sessionName: try rules.sessionName(profile["role_session_name"]),
                tokenFile: rules.path(file.value),
                region: try rules.region(profile["region"], for: arn),
                profile: context.profile
            )
        )
    }

    // MARK: Roles

    /// The role of a profile and what it is assumed with; `visited` are the profiles on the way here.
    private func role(of profile: Profile, visited: [String]) throws -> CredentialRecipe {
        let place = place(of: profile, "role_arn")
        let rules = RoleRules(place: place, context: context)
        let recipe = try rules.role(of: profile)
        switch (profile["source_profile"], profile["credential_source"]) {
        case (.some, .some):
            throw Unusable("\(place) has both source_profile and credential_source; remove one of them")
        case (nil, nil):
            throw Unusable(
                "\(place) has a role_arn, and neither source_profile nor credential_source to assume it with")
        case (nil, let source?):
            return .role(recipe, source: try namedSource(source, place: place))
        case (let source?, nil):
            return .role(recipe, source: try self.source(source, of: profile, visited: visited))
        }
    }

    private func source(_ name: String, of parent: Profile, visited: [String]) throws -> CredentialRecipe {
        let place = place(of: parent, "source_profile")
        guard let profile = try files.lookUp(name).profile else {
            throw Unusable("\(place) names the source_profile \(Profile.quoted(name)), which is in neither file")
        }
        // A profile may name itself if it has keys: they assume its role. Anything else would go round in a circle.
        if visited.contains(name), name != parent.name || !profile.hasKeys {
            let circle = (visited + [name]).suffix(8).map(Profile.quoted).joined(separator: " → ")
            throw Unusable("\(place) leads in a circle of source_profile: \(circle)")
        }
        guard visited.count < Self.longestChain else {
            throw Unusable("\(place) is the end of a chain of more than \(Self.longestChain) roles")
        }
        if profile.hasRole, !profile.hasKeys { return try role(of: profile, visited: visited + [name]) }
        guard let own = try ownRecipe(of: profile) else {
            throw Unusable("\(place) names the source_profile \(profile.quoted), which has no credentials")
        }
        return own.recipe
    }

    /// What `credential_source` names.
    private func namedSource(_ name: String, place: String) throws(Unusable) -> CredentialRecipe {
        let places = DefaultPlaces(context: context)
        let finding: CredentialFinding
        switch name.lowercased() {
        case "environment": finding = EnvironmentKeys.look(in: context.environment)
        case "ec2instancemetadata": finding = places.instance()
        case "ecscontainer": finding = places.container()
        default:
            throw Unusable(
                """
                \(place) has the credential_source \(Profile.quoted(name)), which is none of Environment, \
                Ec2InstanceMetadata and EcsContainer
                """
            )
        }
        switch finding {
        case .found(let recipe, _): return recipe
        case .unusable(let sentence): throw Unusable(sentence)
        case .absent(let reason): throw Unusable("\(place) has the credential_source \(name), and \(reason)")
        }
    }

    /// Where a setting of a profile stands.
    private func place(of profile: Profile, _ key: String) -> String {
        "profile \(profile.quoted) in \(profile.setting(key)?.path ?? "the shared files")"
    }
}
