// SPDX-License-Identifier: Apache-2.0

/// The environment and the shared config files: the one view of profiles, regions, endpoints and credentials.
///
/// A configuration looks at its files each time it is asked, with one `stat` a file, and reads those that have changed. Its
/// ``snapshot()`` looks once and keeps to what it found, so that everything in one poll goes by the same settings. Copies
/// and snapshots share what was read.
///
/// Sources: AWS SDKs and Tools Reference Guide, "Shared config and credentials files"; systemd.exec(5),
/// `$CREDENTIALS_DIRECTORY`.
package struct AWSConfiguration: Sendable {
    /// The process's environment as captured at the start.
    package let environment: [String: String]
    /// The files in order of precedence: the credentials files before the config file, as in botocore.
    private let files: [SharedFile]
    private let cache: SharedFileCache
    /// The files as a snapshot found them; nil for a configuration that looks each time.
    private var found: SharedConfig?

    /// The configuration of an environment; nothing is read yet.
    package init(environment: [String: String], fileSystem: any FileSystem = LocalFileSystem()) {
        self.environment = environment
        let home = Credentials.trimmed(environment["HOME"])
        func path(_ variable: String, below suffix: String) -> String? {
            guard let given = Credentials.trimmed(environment[variable]) else { return home.map { "\($0)/\(suffix)" } }
            if given.hasPrefix("~/"), let home { return home + given.dropFirst() }
            return given
        }
        let unit = Credentials.trimmed(environment["CREDENTIALS_DIRECTORY"]).map { $0 + "/aws-credentials" }
        files = [
            unit.map { SharedFile(path: $0, kind: .unitCredentials) },
            path("AWS_SHARED_CREDENTIALS_FILE", below: ".aws/credentials").map {
                SharedFile(path: $0, kind: .credentials)
            },
            path("AWS_CONFIG_FILE", below: ".aws/config").map { SharedFile(path: $0, kind: .config) },
        ].compactMap(\.self)
        cache = SharedFileCache(fileSystem: fileSystem)
    }

    // MARK: The files

    /// This configuration with the files as they are now, whatever happens to them later.
    package func snapshot() -> AWSConfiguration {
        var snapshot = self
        snapshot.found = sharedConfig
        return snapshot
    }

    /// Discards what was read, so that the next use or snapshot reads all files again, changed or not.
    package func forget() {
        cache.forget()
    }

    /// All shared files: those of the snapshot, else as they are now.
    var sharedConfig: SharedConfig { found ?? SharedConfig(files: files.map(cache.load)) }

    // MARK: The environment

    /// A variable's value; an empty one counts as unset.
    func variable(_ name: String) -> String? { Credentials.trimmed(environment[name]) }

    /// The profile that the environment selects, and the variable that does; `AWS_DEFAULT_PROFILE` comes first, as in
    /// botocore.
    var environmentProfile: (name: String, variable: String)? {
        for name in ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"] {
            if let profile = variable(name) { return (profile, name) }
        }
        return nil
    }

    /// The profile that counts where none is selected: the environment's, else `default`.
    var defaultProfile: String { environmentProfile?.name ?? "default" }

    // MARK: Regions

    /// The region for watches that name none: `AWS_REGION`, else `AWS_DEFAULT_REGION`, else that of a profile.
    ///
    /// `profile` is the watch's; nil for the default one.
    package func region(profile: String?) -> String? { environmentRegion ?? profileRegion(profile) }

    /// `AWS_REGION`, else `AWS_DEFAULT_REGION`; nil if neither is set.
    package var environmentRegion: String? { variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION") }

    /// The `region` of a profile in the shared files, of the default one if it is nil.
    ///
    /// Nil if there is none, or no readable file: what is wrong with a file is reported where its keys are needed.
    package func profileRegion(_ profile: String?) -> String? {
        sharedConfig.readableProfile(profile ?? defaultProfile)?["region"]
    }
}
