// SPDX-License-Identifier: Apache-2.0

/// The regions that the environment and the shared files name, for watches that name none.
package struct RegionLookup: Sendable {
    private let environment: [String: String]
    private let locations: CredentialLocations

    /// The lookup of an environment captured at the start.
    package init(environment: [String: String], fileSystem: any FileSystem = LocalFileSystem()) {
        self.environment = environment
        locations = CredentialLocations(environment: environment, cache: SharedFiles(fileSystem: fileSystem))
    }

    /// `AWS_REGION`, else `AWS_DEFAULT_REGION`; nil if neither is set.
    package var ofEnvironment: String? {
        Credentials.trimmed(environment["AWS_REGION"]) ?? Credentials.trimmed(environment["AWS_DEFAULT_REGION"])
    }

    /// The `region` of a profile in the shared files; of the environment's profile or `default` where none is given.
    ///
    /// Nil if there is none, or no file that can be read: what is wrong with a file is said where its keys are needed.
    package func ofProfile(_ profile: String?) -> String? {
        locations.settingsFiles.readable(profile ?? locations.defaultProfile) { _, _ in }?["region"]
    }
}
