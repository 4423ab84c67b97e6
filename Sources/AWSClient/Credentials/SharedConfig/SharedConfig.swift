// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization

/// The shared config files as they were at one moment, in order of precedence.
struct SharedConfig: Sendable {
    /// What reading a file gave.
    enum Content: Sendable {
        /// There is no such file.
        case missing
        /// It exists and cannot be used, for a reason that ends a sentence.
        case unusable(String)
        /// It was read.
        case parsed(INIFile)
    }

    /// A file, what is in it, and what it looked like when it was read.
    struct LoadedFile: Sendable {
        let file: SharedFile
        let content: Content
        let fingerprint: FileFingerprint?
        /// When it was first seen like this, by the steady clock.
        let seenAt: Duration
        /// Whether it has ever stood still; until then its content may be half of what is being written.
        let hasStoodStill: Bool
        /// Whether this is what the file is now, and not what it was before.
        let isCurrent: Bool
        /// How much longer a change has to stand still before it is taken; nil if none is under way.
        let settlesIn: Duration?

        fileprivate init(_ file: SharedFile, _ version: StillFiles<INIFile>.Version, _ look: StillFiles<INIFile>.Look) {
            self.file = file
            content =
                switch version.content {
                case .success(let file): .parsed(file)
                case .failure(.missing): .missing
                case .failure(.unusable(let reason)): .unusable(reason)
                }
            fingerprint = version.fingerprint
            seenAt = version.seenAt
            hasStoodStill = look.version != nil
            isCurrent = look.isCurrent
            settlesIn = look.settlesIn
        }
    }

    let files: [LoadedFile]

    /// The unit's own credentials file alone.
    var unitFile: SharedConfig { SharedConfig(files: files.filter { $0.file.kind == .unitCredentials }) }

    /// The files that the AWS CLI reads too.
    var userFiles: SharedConfig { SharedConfig(files: files.filter { $0.file.kind != .unitCredentials }) }

    /// The profile of a name, and of each file without it why it has none.
    ///
    /// Throws if a file cannot be used.
    func profile(_ name: String) throws(CredentialError) -> (profile: Profile?, reasons: [String]) {
        var reasons: [String] = []
        let profile = try readableProfile(name) { file, reason throws(CredentialError) in
            switch reason {
            case .missing: reasons.append("\(file.path) does not exist")
            case .unusable(let reason): throw CredentialError("\(file.path) \(reason)")
            case .parsed(let content):
                let hint = file.nearMiss(of: name, in: content).map { " (\($0))" } ?? ""
                reasons.append("\(file.path) has no profile \(Profile.quoted(name))\(hint)")
            }
        }
        return (profile, reasons)
    }

    /// The profile of a name from the files that can be read; nil if none of them has it.
    func readableProfile(_ name: String) -> Profile? {
        readableProfile(name) { _, _ in }
    }

    /// The same; `check` gets each file that adds nothing, and throws if that matters.
    func readableProfile<Failure: Error>(
        _ name: String,
        check: (SharedFile, Content) throws(Failure) -> Void
    ) throws(Failure) -> Profile? {
        var layers: [Profile.Layer] = []
        for loaded in files {
            if case .parsed(let file) = loaded.content, let section = loaded.file.section(ofProfile: name, in: file) {
                let (keys, lines) = (file.sections[section] ?? [:], file.lines[section] ?? [:])
                layers.append(Profile.Layer(file: loaded.file, keys: keys, lines: lines))
            } else {
                try check(loaded.file, loaded.content)
            }
        }
        return layers.isEmpty ? nil : Profile(name: name, layers: layers)
    }

    /// The names of all profiles, a file's after another's.
    var profileNames: [String] {
        files.flatMap { loaded -> [String] in
            guard case .parsed(let content) = loaded.content else { return [] }
            return loaded.file.profileNames(in: content)
        }
    }

    /// The settings of an `[sso-session NAME]` or `[services NAME]`; nil if no file has it.
    func section(_ word: String, _ name: String) -> [String: String]? {
        for loaded in files where loaded.file.kind == .config {
            guard case .parsed(let file) = loaded.content else { continue }
            if let settings = loaded.file.section(word, name, in: file) { return settings }
        }
        return nil
    }
}

/// One of the shared files and how it names its sections.
struct SharedFile: Sendable, Hashable {
    /// Which of the shared files it is.
    enum Kind: Sendable, Hashable {
        /// The file that systemd's `LoadCredential=aws-credentials:…` gives the unit; profiles as `[ml-prod]`.
        case unitCredentials
        /// The credentials file; profiles as `[ml-prod]`.
        case credentials
        /// The config file; profiles as `[profile ml-prod]`, and `[default]`.
        case config
    }

    let path: String
    let kind: Kind

    /// The section of a profile, or nil if the file has no such profile.
    ///
    /// Of `[default]` and `[profile default]`, and of a name with quotes and without, the last one counts, as in botocore.
    func section(ofProfile name: String, in file: INIFile) -> String? {
        switch kind {
        case .unitCredentials, .credentials: file.sections[name].map { _ in name }
        case .config:
            file.order.last { section in
                (name == "default" && section == name) || Self.name(of: section, after: "profile") == name
            }
        }
    }

    /// What was probably meant where a file has no profile of a name: `it has [ml], which must be [profile ml] there`, `did
    /// you mean 'ml-prod'?`; nil if nothing in it is near.
    func nearMiss(of name: String, in file: INIFile) -> String? {
        let (bare, prefixed) = (name.cleaned(limit: 128), "profile \(name.cleaned(limit: 128))")
        let asElsewhere = file.order.contains { section in
            switch kind {
            case .config: section == name
            case .credentials, .unitCredentials: Self.name(of: section, after: "profile") == name
            }
        }
        if asElsewhere {
            let (found, right) = kind == .config ? (bare, prefixed) : (prefixed, bare)
            return "it has [\(found)], which has to be [\(right)] in this file"
        }
        return Suggestion.nearest(to: name, among: profileNames(in: file)).map { "did you mean \(Profile.quoted($0))?" }
    }

    /// The names of the profiles in a file.
    func profileNames(in file: INIFile) -> [String] {
        file.order.compactMap { section in
            kind == .config && section != "default" ? Self.name(of: section, after: "profile") : section
        }
    }

    /// The keys of `[WORD NAME]` or `[WORD "NAME"]`, or nil if the file has no such section.
    func section(_ word: String, _ name: String, in file: INIFile) -> [String: String]? {
        file.order.last { Self.name(of: $0, after: word) == name }.flatMap { file.sections[$0] }
    }

    private static func name(of section: String, after word: String) -> String? {
        guard section.hasPrefix(word), let space = section.firstIndex(where: { $0 == " " || $0 == "\t" }),
            section[..<space] == word, let name = Credentials.trimmed(String(section[space...]))
        else { return nil }
        for quote in ["\"", "'"] where name.count >= 2 && name.hasPrefix(quote) && name.hasSuffix(quote) {
            return String(name.dropFirst().dropLast())
        }
        return name
    }
}

/// Reads shared files when they are first needed, and again when they have changed and stood still.
final class SharedFileCache: Sendable {
    private let files: StillFiles<INIFile>

    /// An empty cache.
    init(fileSystem: any FileSystem, clock: FileClock) {
        files = StillFiles(in: fileSystem, clock: clock, limit: INIFile.sizeLimit) { bytes throws(FileError) in
            try INIFile(bytes)
        }
    }

    /// A file as it is now, as far as it can be believed; costs one `stat` unless it has changed.
    func load(_ file: SharedFile) -> SharedConfig.LoadedFile {
        let look = files.look(file.path)
        let version =
            look.version
            ?? StillFiles<INIFile>.Version(content: files.unsettled(file.path), fingerprint: nil, seenAt: .zero)
        return SharedConfig.LoadedFile(file, version, look)
    }

    /// Has all files read again at their next use, whether they seem to have changed or not.
    func forget() {
        files.forget()
    }
}
