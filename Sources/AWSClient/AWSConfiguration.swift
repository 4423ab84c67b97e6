// SPDX-License-Identifier: Apache-2.0

package import Core

/// The environment and the shared config files: the one view of profiles, regions, endpoints and credentials.
///
/// A configuration looks at its files each time it is asked, with one `stat` a file, and reads those that have changed and
/// stood still for a second. Its ``snapshot()`` looks once and keeps to what it found, so that everything in one poll goes by
/// the same settings. Copies and snapshots share what was read.
///
/// Sources: AWS SDKs and Tools Reference Guide, "Shared config and credentials files"; systemd.exec(5),
/// `$CREDENTIALS_DIRECTORY`.
package struct AWSConfiguration: Sendable {
    /// The process's environment as captured at the start.
    package let environment: [String: String]
    /// The files in order of precedence: the credentials files before the config file, as in botocore.
    private let files: [SharedFile]
    private let cache: SharedFileCache
    /// The clocks by which files stand still.
    let clock: FileClock
    /// Which of the shared files cannot be looked for, and why, as the end of a sentence; nil if all can.
    let missingHome: String?
    /// The files as a snapshot found them; nil for a configuration that looks each time.
    private var found: SharedConfig?

    /// The configuration of an environment; nothing is read yet.
    package init(
        environment: [String: String],
        fileSystem: any FileSystem = LocalFileSystem(),
        clock: FileClock = .system
    ) {
        self.environment = environment
        let home = Credentials.trimmed(environment["HOME"])
        func path(_ variable: String, below suffix: String) -> String? {
            guard let given = Credentials.trimmed(environment[variable]) else { return home.map { "\($0)/\(suffix)" } }
            if given.hasPrefix("~/"), let home { return home + given.dropFirst() }
            return given
        }
        let unit = Credentials.trimmed(environment["CREDENTIALS_DIRECTORY"]).map { $0 + "/aws-credentials" }
        let credentials = path("AWS_SHARED_CREDENTIALS_FILE", below: ".aws/credentials")
        let config = path("AWS_CONFIG_FILE", below: ".aws/config")
        files = [
            unit.map { SharedFile(path: $0, kind: .unitCredentials) },
            credentials.map { SharedFile(path: $0, kind: .credentials) },
            config.map { SharedFile(path: $0, kind: .config) },
        ].compactMap(\.self)
        let unknown = [
            credentials == nil ? "~/.aws/credentials" : nil, config == nil ? "~/.aws/config" : nil,
        ].compactMap(\.self)
        missingHome =
            unknown.isEmpty
            ? nil : "HOME is not set, so that \(unknown.joined(separator: " and ")) cannot be looked for"
        cache = SharedFileCache(fileSystem: fileSystem, clock: clock)
        self.clock = clock
    }

    // MARK: The files

    /// This configuration with the files as they are now, whatever happens to them later.
    package func snapshot() -> AWSConfiguration {
        var snapshot = self
        snapshot.found = sharedConfig
        return snapshot
    }

    /// A snapshot for a poll: waits for files that have never been seen to stand still.
    ///
    /// With `awaitingChanges`, it waits for any file that is being changed, as long as that is worth it: what there was
    /// has been refused. Throws if a file is written again and again before it could be read at all.
    package func settledSnapshot(
        awaitingChanges: Bool = false,
        until deadline: Deadline
    ) async throws(PollFailure) -> AWSConfiguration {
        var waited: Duration = .zero
        while true {
            let snapshot = snapshot()
            let files = snapshot.sharedConfig.files
            let rest = files.filter { awaitingChanges || !$0.hasStoodStill }.compactMap(\.settlesIn).max()
            guard let rest else { return snapshot }
            guard waited < StillFiles<INIFile>.longestWait, !deadline.hasPassed, !Task.isCancelled else {
                guard let restless = files.first(where: { !$0.hasStoodStill }) else { return snapshot }
                throw .unusableCredentials(
                    "\(restless.file.path) is being written again and again, and has not stood still for a second")
            }
            await clock.sleep(rest)
            waited += rest
        }
    }

    /// Waits until files that were never read stand still, by blocking the thread; for a command's start, and short.
    package func settle() {
        var waited: Duration = .zero
        while waited < StillFiles<INIFile>.longestWait,
            let rest = sharedConfig.files.filter({ !$0.hasStoodStill }).compactMap(\.settlesIn).max()
        {
            clock.block(rest)
            waited += rest
        }
    }

    /// Has the next use or snapshot read all files again, changed or not.
    package func forget() {
        cache.forget()
    }

    /// All shared files: those of the snapshot, else as they are now.
    var sharedConfig: SharedConfig { found ?? SharedConfig(files: files.map(cache.load)) }

    /// Whether everything is as the files are now, and nothing stands in for what they have lost.
    var isCurrent: Bool { sharedConfig.files.allSatisfy(\.isCurrent) }

    /// The shared files and what they looked like when they were read.
    var fingerprints: [(String, FileFingerprint?)] { sharedConfig.files.map { ($0.file.path, $0.fingerprint) } }

    /// Whether a setting by which credentials were found is still there.
    func has(_ origin: CredentialOrigin) -> Bool {
        sharedConfig.files.contains { loaded in
            guard loaded.file.path == origin.path, case .parsed(let file) = loaded.content else { return false }
            return loaded.file.profile(origin.profile, in: file)?[origin.key] != nil
        }
    }

    /// When the last of the files changed that are not as they were in an earlier snapshot, by the steady clock; nil if none
    /// is.
    func lastChange(since earlier: AWSConfiguration) -> Duration? {
        let known = Dictionary(earlier.fingerprints) { first, _ in first }
        return sharedConfig.files.filter { known[$0.file.path] != .some($0.fingerprint) }.map(\.seenAt).max()
    }

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
