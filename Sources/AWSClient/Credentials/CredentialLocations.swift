// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

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

    /// The profile that counts where none is selected: `AWS_PROFILE`, else `default`.
    package var defaultProfile: String {
        Credentials.trimmed(environment["AWS_PROFILE"]) ?? "default"
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

    /// The chain of a selection.
    ///
    /// A profile that somebody selected never takes the environment's keys.
    package func chain(for selection: CredentialSelection) -> CredentialChain {
        switch selection {
        case .defaultChain:
            let environmentSources: [any CredentialSource] = [
                EnvironmentSource(environment: environment),
                UnsupportedSource("a web identity", variable: "AWS_WEB_IDENTITY_TOKEN_FILE", environment: environment),
            ]
            let containerSources = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"].map
            {
                UnsupportedSource("a container's credentials", variable: $0, environment: environment)
            }
            return CredentialChain(
                title: "the default chain",
                sources: environmentSources + profileSources(defaultProfile) + containerSources
            )
        case .profile(let name):
            return CredentialChain(title: "profile '\(name.cleaned(limit: 128))'", sources: profileSources(name))
        }
    }

    /// The unit's own file is asked by itself: its keys count whatever the shared files say of the profile.
    private func profileSources(_ profile: String) -> [any CredentialSource] {
        let groups = [[unitCredentialsFile].compactMap(\.self), [credentialsFile, configFile].compactMap(\.self)]
        return groups.filter { !$0.isEmpty }.map { ProfileSource(profile: profile, in: $0, cache: cache) }
    }

    private func path(_ variable: String, home suffix: String) -> String? {
        let home = Credentials.trimmed(environment["HOME"])
        guard let given = Credentials.trimmed(environment[variable]) else { return home.map { "\($0)/\(suffix)" } }
        if given.hasPrefix("~/"), let home { return home + given.dropFirst() }
        return given
    }
}
