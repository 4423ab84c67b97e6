// SPDX-License-Identifier: Apache-2.0

/// The regions that the environment and the shared config file name, for watches that name none.
package struct RegionLookup: Sendable {
    private let environment: [String: String]
    private let locations: CredentialLocations
    private let cache: SharedFiles

    /// The lookup of an environment captured at the start.
    package init(environment: [String: String], fileSystem: any FileSystem = LocalFileSystem()) {
        self.environment = environment
        cache = SharedFiles(fileSystem: fileSystem)
        locations = CredentialLocations(environment: environment, cache: cache)
    }

    /// `AWS_REGION`, else `AWS_DEFAULT_REGION`; nil if neither is set.
    package var ofEnvironment: String? {
        Credentials.trimmed(environment["AWS_REGION"]) ?? Credentials.trimmed(environment["AWS_DEFAULT_REGION"])
    }

    /// The `region` of a profile in the shared files; of `AWS_PROFILE` or `default` where none is given.
    ///
    /// Nil if there is none, or no file that can be read: what is wrong with a file is said where its keys are needed.
    package func ofProfile(_ profile: String?) -> String? {
        let name = profile ?? locations.defaultProfile
        for shared in [locations.configFile, locations.credentialsFile].compactMap(\.self) {
            guard case .file(let file) = cache.content(of: shared.path) else { continue }
            if let region = Credentials.trimmed(shared.profile(name, in: file)?["region"]) { return region }
        }
        return nil
    }
}
