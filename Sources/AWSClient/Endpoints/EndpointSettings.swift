// SPDX-License-Identifier: Apache-2.0

import Core

/// What the environment and the shared files say about how AWS is reached.
///
/// The environment counts before the profile. Sources: AWS SDKs and Tools Reference Guide, "Service-specific endpoints",
/// "Dual-stack and FIPS endpoints", "General configuration".
struct EndpointSettings: Sendable {
    private let environment: [String: String]
    private let locations: CredentialLocations

    /// The settings of an environment captured at the start.
    init(environment: [String: String], fileSystem: any FileSystem) {
        self.environment = environment
        locations = CredentialLocations(environment: environment, cache: SharedFiles(fileSystem: fileSystem))
    }

    /// What counts for a profile, for the default one where none is given.
    ///
    /// A file that cannot be used is an error only to whoever asked for it: a service's user has no home to speak of.
    func settings(of profile: String?) throws(PollFailure) -> ProfileSettings {
        let name = profile ?? locations.defaultProfile
        let title = "the profile '\(name.cleaned(limit: 128))'"
        let isNamed = profile != nil || locations.namedProfile != nil
        let files = locations.settingsFiles
        let found = try files.readable(name) { file, reason throws(PollFailure) in
            guard isNamed || value(of: Self.variable(of: file)) != nil else { return }
            throw .invalidEndpoint(
                "\(file.path) \(reason), so that it is not known which endpoint \(title) wants")
        }
        return ProfileSettings(environment: environment, title: title, profile: found, files: files)
    }

    /// The file of certificates to trust instead of the machine's own.
    func certificates(profile: String?) throws(PollFailure) -> String? {
        if let path = value(of: "AWS_CA_BUNDLE") { return path }
        return try settings(of: profile).certificates
    }

    /// Whether the environment turns off the environment's own addresses.
    var ignoresVariables: Bool { value(of: "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")?.lowercased() == "true" }

    /// A variable's value; an empty one counts as none.
    func value(of variable: String) -> String? { Credentials.trimmed(environment[variable]) }

    /// The variable that asks for a file.
    private static func variable(of file: SharedFile) -> String {
        switch file.naming {
        case .plain: "AWS_SHARED_CREDENTIALS_FILE"
        case .prefixed: "AWS_CONFIG_FILE"
        }
    }
}
