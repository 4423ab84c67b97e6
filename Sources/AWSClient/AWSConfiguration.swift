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
        func path(_ variable: String, below suffix: String) -> String? {
            if let given = Credentials.trimmed(environment[variable]) { return Self.expanded(given, environment) }
            return Credentials.trimmed(environment["HOME"]).map { "\($0)/\(suffix)" }
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

    /// The names of the profiles in the shared files, as far as they can be read.
    package var profileNames: [String] { sharedConfig.profileNames }

    /// The places of shared files that could not be looked at, and why: `/root/.aws/config may not be read …`.
    ///
    /// A file that does not exist is none of them, but one whose path cannot be known is.
    package var unreadablePlaces: [String] {
        var places = unreadableFiles
        guard variable("HOME") == nil else { return places }
        for (name, usual) in [("AWS_SHARED_CREDENTIALS_FILE", "credentials"), ("AWS_CONFIG_FILE", "config")] {
            switch variable(name) {
            case nil: places.append("~/.aws/\(usual) is not looked for, as HOME is not set")
            case .some(let path) where path.hasPrefix("~/"):
                places.append("\(path.cleaned(limit: 300)) (\(name)) is not looked for, as HOME is not set")
            case .some: break
            }
        }
        return places
    }

    /// The shared files that exist and cannot be read, and why.
    var unreadableFiles: [String] {
        sharedConfig.files.compactMap { loaded in
            if case .unusable(let reason) = loaded.content { "\(loaded.file.path) \(reason)" } else { nil }
        }
    }

    // MARK: Paths

    /// A path of the environment or of a shared file, with `~/` at its beginning replaced by the home.
    ///
    /// This is the one rule for all of them. A relative path is left as it is: relative to the working folder, as in AWS's
    /// other tools, which is `/` for a service. Without a home nothing is replaced.
    package func expanded(_ path: String) -> String { Self.expanded(path, environment) }

    static func expanded(_ path: String, _ environment: [String: String]) -> String {
        guard path.hasPrefix("~/"), let home = Credentials.trimmed(environment["HOME"]) else { return path }
        return home + path.dropFirst()
    }

    /// The path in a variable; nil if it is not set.
    func path(in name: String) -> String? { variable(name).map(expanded) }

    /// Whether everything is as the files are now, and nothing stands in for what they have lost.
    var isCurrent: Bool { sharedConfig.files.allSatisfy(\.isCurrent) }

    /// The shared files and what they looked like when they were read.
    var fingerprints: [(String, FileFingerprint?)] { sharedConfig.files.map { ($0.file.path, $0.fingerprint) } }

    /// Whether a setting by which credentials were found is still there.
    func has(_ origin: CredentialOrigin) -> Bool {
        sharedConfig.files.contains { loaded in
            guard loaded.file.path == origin.path, case .parsed(let file) = loaded.content,
                let section = loaded.file.section(ofProfile: origin.profile, in: file)
            else { return false }
            return file.sections[section]?[origin.key] != nil
        }
    }

    /// When the last of the files changed that are not as they were in an earlier snapshot, by the steady clock; nil if none
    /// is.
    func lastChange(since earlier: AWSConfiguration) -> Duration? {
        let known = Dictionary(earlier.fingerprints) { first, _ in first }
        return sharedConfig.files.filter { known[$0.file.path] != .some($0.fingerprint) }.map(\.seenAt).max()
    }

    // MARK: The environment

    /// The environment's switches, which are `true` or `false`.
    static let switches = [
        "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
        "AWS_EC2_METADATA_DISABLED",
    ]

    /// A variable's value; an empty one counts as unset.
    func variable(_ name: String) -> String? { Credentials.trimmed(environment[name]) }

    /// Whether a switch of the environment is on; nil if it is not set.
    ///
    /// Throws a sentence if it is neither `true` nor `false`, in any case: AWS's own tools take such a value for false,
    /// some for an error, and a switch that is required for compliance must not be off without a word.
    func isOn(_ name: String) throws(CredentialError) -> Bool? {
        guard let text = variable(name) else { return nil }
        return try Self.isOn(text, in: name)
    }

    /// Whether a setting's text means on; `origin` begins the sentence that is thrown if it is neither `true` nor `false`.
    static func isOn(_ text: String, in origin: String) throws(CredentialError) -> Bool {
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default:
            let isCommented = text.contains("#") || text.contains(";")
            let remedy = isCommented ? "write the comment on a line of its own" : "write true or false"
            throw CredentialError("\(origin) is neither true nor false; \(remedy)")
        }
    }

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
    package func region(profile: String?) -> String? { regionSetting(profile: profile)?.name }

    /// The same with where it is set: `AWS_REGION`, `region of profile 'ml' in /root/.aws/config (line 2)`.
    package func regionSetting(profile: String?) -> (name: String, origin: String)? {
        for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            if let region = variable(name) { return (region, name) }
        }
        guard let profile = sharedConfig.readableProfile(profile ?? defaultProfile), let region = profile["region"]
        else { return nil }
        return (region, "region of profile \(profile.quoted) in \(profile.place(of: "region") ?? "the shared files")")
    }

    /// `AWS_REGION`, else `AWS_DEFAULT_REGION`; nil if neither is set.
    package var environmentRegion: String? { variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION") }

    /// The `region` of a profile in the shared files, of the default one if it is nil.
    ///
    /// Nil if there is none, or no readable file: what is wrong with a file is reported where its keys are needed.
    package func profileRegion(_ profile: String?) -> String? {
        sharedConfig.readableProfile(profile ?? defaultProfile)?["region"]
    }
}
