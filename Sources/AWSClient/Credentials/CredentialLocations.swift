// SPDX-License-Identifier: Apache-2.0

package import Core

/// Where an environment says that credentials are.
///
/// Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files"; systemd.exec(5),
/// `$CREDENTIALS_DIRECTORY`.
package struct CredentialLocations: Sendable {
    private let environment: [String: String]
    private let cache: SharedFiles

    /// The locations of an environment captured at the start.
    package init(environment: [String: String], cache: SharedFiles) {
        self.environment = environment
        self.cache = cache
    }

    /// A profile that the environment asks for, and the variable that does.
    package struct NamedProfile: Sendable, Hashable {
        /// The profile's name.
        package let name: String
        /// `AWS_PROFILE`, or `AWS_DEFAULT_PROFILE`.
        package let variable: String
    }

    /// The profile that the environment asks for where none is selected; `AWS_DEFAULT_PROFILE` comes first, as in botocore.
    package var namedProfile: NamedProfile? {
        for variable in ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"] {
            guard let name = Credentials.trimmed(environment[variable]) else { continue }
            return NamedProfile(name: name, variable: variable)
        }
        return nil
    }

    /// The profile that counts where none is selected: the environment's, else `default`.
    package var defaultProfile: String { namedProfile?.name ?? "default" }

    /// The files that have a say about a profile's settings, the first one that has a setting counts: the credentials
    /// files before the config file, as in botocore.
    var settingsFiles: ProfileFiles {
        ProfileFiles(
            sharedFiles: [unitCredentialsFile, credentialsFile, configFile].compactMap(\.self),
            cache: cache
        )
    }

    /// The shared config file: `AWS_CONFIG_FILE`, else `~/.aws/config`; nil without a home.
    package var configFile: SharedFile? {
        path("AWS_CONFIG_FILE", home: ".aws/config").map { SharedFile(path: $0, naming: .prefixed) }
    }

    /// The shared credentials file: `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`; nil without a home.
    package var credentialsFile: SharedFile? {
        path("AWS_SHARED_CREDENTIALS_FILE", home: ".aws/credentials").map { SharedFile(path: $0, naming: .plain) }
    }

    /// The file that systemd's `LoadCredential=aws-credentials:…` puts before us; nil where it does not.
    package var unitCredentialsFile: SharedFile? {
        Credentials.trimmed(environment["CREDENTIALS_DIRECTORY"])
            .map { SharedFile(path: $0 + "/aws-credentials", naming: .plain) }
    }

    /// Looks for the credentials of a selection, in the order of the SDKs, without asking anybody.
    ///
    /// A profile that somebody selected never takes the environment's keys. `region` is where STS is asked if nothing else
    /// says so.
    package func search(for selection: CredentialSelection, region: String) -> CredentialSearch {
        let context = SearchContext(
            environment: environment,
            files: settingsFiles,
            region: region,
            profile: selection.profile,
            profileName: selection.profile ?? defaultProfile
        )
        switch selection {
        case .defaultChain:
            let own = DefaultPlaces(context: context)
            let profile = profilePlaces(
                defaultProfile,
                namedBy: namedProfile?.variable,
                context: context
            )
            let keys = CredentialPlace(title: "the environment") { EnvironmentKeys.look(in: environment) }
            let others = [
                CredentialPlace(title: "a container", look: own.container),
                CredentialPlace(title: "instance metadata", look: own.instance),
            ]
            return CredentialSearch(
                "the default chain",
                files: profileFiles,
                places: [keys] + profile.unit + [profile.webIdentity] + profile.shared + others
            )
        case .profile(let name):
            let profile = profilePlaces(name, namedBy: nil, context: context)
            return CredentialSearch(
                "profile \(Profile.quoted(name))",
                files: profileFiles,
                places: profile.unit + profile.shared
            )
        case .role(let arn, let externalID, let profile):
            let source = search(for: profile.map(CredentialSelection.profile) ?? .defaultChain, region: region)
            let rules = RoleRules(place: "the watch", context: context)
            // The watch file has checked the ARN.
            let role = RoleRecipe(
                arn: arn,
                externalID: externalID,
                region: (try? rules.region(nil, for: arn)) ?? region,
                profile: profile
            )
            return CredentialSearch(
                role: role, title: "role \(arn.cleaned(limit: 200)) with \(source.title)", with: source)
        }
    }

    private var profileFiles: [String] {
        settingsFiles.sharedFiles.map(\.path)
    }

    private func profilePlaces(_ profile: String, namedBy: String?, context: SearchContext) -> ProfilePlaces {
        ProfilePlaces(
            profile: profile,
            namedBy: namedBy,
            unitFiles: [unitCredentialsFile].compactMap(\.self),
            sharedFiles: [credentialsFile, configFile].compactMap(\.self),
            cache: cache,
            context: context
        )
    }

    private func path(_ variable: String, home suffix: String) -> String? {
        let home = Credentials.trimmed(environment["HOME"])
        guard let given = Credentials.trimmed(environment[variable]) else { return home.map { "\($0)/\(suffix)" } }
        if given.hasPrefix("~/"), let home { return home + given.dropFirst() }
        return given
    }
}
