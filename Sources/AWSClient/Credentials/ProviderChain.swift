// SPDX-License-Identifier: Apache-2.0

package import Core

/// The credential providers of a selection, tried in the SDKs' order until one is configured.
///
/// Building a chain asks no service: it reads the environment and the shared files only.
package struct ProviderChain: Sendable {
    /// A provider that is not configured.
    package struct Skipped: Sendable, Hashable {
        /// The provider, fit for a list: `the environment`.
        package let provider: String
        /// Why it was skipped, in words that end a sentence: `AWS_ACCESS_KEY_ID is not set`.
        package let reason: String
    }

    /// What the chain ended with.
    package enum Outcome: Sendable {
        /// The first provider that is configured, and where.
        case provider(CredentialProvider, location: String)
        /// A provider is configured and cannot be used, a sentence says why: the chain stops here, as falling through would
        /// use a different identity.
        case broken(String, location: String)
        /// No provider is configured.
        case nothing
    }

    /// The selection: `the default chain`, `profile 'ml-prod'`.
    package private(set) var title: String
    /// The shared files and the fingerprints they were read with: when one changes, another chain may succeed.
    let files: [String: FileFingerprint?]
    /// The providers that are not configured, in order.
    package private(set) var skipped: [Skipped] = []
    /// What the chain ended with.
    package private(set) var outcome = Outcome.nothing
    /// The place in the order of the provider that the chain ended with; nil if it found none.
    private(set) var rank: Int?
    /// The settings of shared files that lead to the provider; empty if no file does.
    private(set) var origins: [CredentialOrigin] = []

    /// The chain of a selection; `region` is where STS is asked if nothing else says.
    ///
    /// A selected profile never takes the environment's keys.
    package init(_ selection: CredentialSelection, in configuration: AWSConfiguration, region: String) {
        let context = Context(
            configuration: configuration.snapshot(), region: region, selectedProfile: selection.profile)
        switch selection {
        case .defaultChain:
            self.init("the default chain", context, Self.defaultLinks(context))
        case .profile(let name):
            let links = context.profileLinks(name, namedBy: nil)
            self.init("profile \(Profile.quoted(name))", context, links.unit + links.user)
        case .role(let arn, let externalID, let profile):
            self.init(
                profile.map(CredentialSelection.profile) ?? .defaultChain, in: context.configuration, region: region)
            title = "role \(arn.cleaned(limit: 200)) with \(title)"
            guard case .provider(let source, let location) = outcome else { return }
            // The watch file has checked the ARN.
            let role = AssumeRoleProvider(
                arn: arn, externalID: externalID, region: context.stsRegion(for: arn), profile: profile)
            outcome = .provider(
                .assumeRole(role, source: source), location: "the watch's role_arn, assumed with \(location)")
        }
    }

    /// The default chain, in order.
    ///
    /// Source: AWS SDKs and Tools Reference Guide, "Standardized credential providers". The unit's own credentials file,
    /// which no other tool knows, comes right after the environment.
    private static func defaultLinks(_ context: Context) -> [Link] {
        let configuration = context.configuration
        let profile = context.profileLinks(
            configuration.defaultProfile, namedBy: configuration.environmentProfile?.variable)
        return [
            Link("the environment") { () throws(CredentialError) in
                try StaticKeys.detect(in: configuration.environment)
            }
        ]
            + profile.unit
            + [Link("a web identity") { () throws(CredentialError) in try profile.webIdentity() }]
            + profile.user
            + [
                Link("a container") { () throws(CredentialError) in try ContainerProvider.detect(configuration) },
                Link("instance metadata") { () throws(CredentialError) in
                    try InstanceMetadataProvider.detect(context)
                },
            ]
    }

    private init(_ title: String, _ context: Context, _ links: [Link]) {
        self.title = title
        let files = context.configuration.sharedConfig.files.map { ($0.file.path, $0.fingerprint) }
        self.files = Dictionary(files) { first, _ in first }
        for (rank, link) in links.enumerated() {
            do throws(CredentialError) {
                switch try link.detect() {
                case .absent(let reason):
                    skipped.append(Skipped(provider: link.title, reason: reason))
                case .found(let provider, let location, let origins):
                    outcome = .provider(provider, location: location ?? link.title)
                    (self.rank, self.origins) = (rank, origins)
                    return
                }
            } catch {
                outcome = .broken(error.message, location: link.title)
                return
            }
        }
    }

    /// This chain as one whose credentials have been lost, for a reason that is a sentence.
    func lost(_ sentence: String, at location: String) -> ProviderChain {
        var chain = self
        chain.outcome = .broken(sentence, location: location)
        return chain
    }

    /// The skipped providers and why, in one text: `the environment (AWS_ACCESS_KEY_ID is not set); …`.
    package var tried: String {
        skipped.map { "\($0.provider) (\($0.reason))" }.joined(separator: "; ")
    }

    /// One provider of a chain.
    fileprivate struct Link {
        let title: String
        let detect: () throws(CredentialError) -> Detection

        init(_ title: String, _ detect: @escaping () throws(CredentialError) -> Detection) {
            self.title = title
            self.detect = detect
        }
    }
}

/// Whether a provider is configured; one that is and cannot be used throws a ``CredentialError`` instead.
enum Detection {
    /// It is; and where exactly, if its title does not say so.
    ///
    /// `origins` are the settings of shared files that lead there.
    case found(CredentialProvider, at: String? = nil, origins: [CredentialOrigin] = [])
    /// It is not; why, in a few words.
    case absent(String)
}

extension ProviderChain {
    /// What providers are detected by.
    struct Context {
        /// The environment and the shared files as the whole chain sees them.
        let configuration: AWSConfiguration
        /// The region of the watch, in which STS is asked where nothing else says.
        let region: String
        /// The profile whose settings say how STS and IAM Identity Center are reached; nil for the default one.
        ///
        /// It is the selected one, whichever profiles its roles are assumed with: as with AWS's own tools, where it is the
        /// profile of the whole session.
        let selectedProfile: String?

        /// The folder in which the AWS CLI keeps the tokens of IAM Identity Center; nil without a home.
        var tokenFolder: String? { configuration.variable("HOME").map { "\($0)/.aws/sso/cache" } }

        /// A path, with `~/` replaced by the home.
        func expanded(_ path: String) -> String { configuration.expanded(path) }

        /// The region whose STS knows a role: the profile's, the environment's or the watch's, the first in its partition.
        func stsRegion(_ ofProfile: String? = nil, for arn: String) -> String {
            let candidates = [
                ofProfile, configuration.variable("AWS_REGION"), configuration.variable("AWS_DEFAULT_REGION"),
            ].compactMap(\.self)
            let partition = RoleARN(arn)?.partition
            return candidates.first { $0.isRegionName && Partition.of(region: $0).name == partition } ?? region
        }

        /// A positive number from a variable, else from a setting of the profile; nil if neither is there.
        ///
        /// Throws if it is not such a number.
        func count(_ variable: String, _ key: String) throws(CredentialError) -> Int? {
            let name = selectedProfile ?? configuration.defaultProfile
            let given = configuration.variable(variable)
            let setting = given == nil ? configuration.sharedConfig.readableProfile(name)?.setting(key) : nil
            guard let text = given ?? setting?.value else { return nil }
            guard text.utf8.count <= 9, let number = Int(text), number > 0 else {
                let source = setting.map { "the \(key) of profile \(Profile.quoted(name)) in \($0.path)" } ?? variable
                throw CredentialError("\(source) is not a whole number of 1 or more")
            }
            return number
        }

        /// The links of one profile; `namedBy` is the variable that requires it to exist, nil if none does.
        fileprivate func profileLinks(_ name: String, namedBy: String?) -> ProfileLinks {
            ProfileLinks(name: name, namedBy: namedBy, context: self)
        }
    }

    /// The links of a chain that depend on one profile.
    fileprivate struct ProfileLinks {
        let name: String
        let namedBy: String?
        let context: Context

        private var title: String { "profile \(Profile.quoted(name))" }
        private var files: SharedConfig { context.configuration.sharedConfig }

        /// The unit's own file, if it has one, by itself: its keys count whatever the user's files say of the profile.
        var unit: [Link] {
            let files = files.unitFile
            guard !files.files.isEmpty else { return [] }
            return [
                Link(title) { () throws(CredentialError) in
                    try ProfileGraph(files: files, context: context).detect(name)
                }
            ]
        }

        /// The user's files.
        var user: [Link] {
            [Link(title) { () throws(CredentialError) in try detectInUserFiles() }]
        }

        /// The environment's web identity, which comes after a role of the profile and before everything else it has.
        func webIdentity() throws(CredentialError) -> Detection {
            guard context.configuration.variable(WebIdentityProvider.variable) != nil else {
                return try WebIdentityProvider.detect(context)
            }
            // What is wrong with a file is reported of the profile, which comes next.
            for loaded in files.userFiles.files {
                guard case .unusable(let reason) = loaded.content else { continue }
                let role = "\(title) may have a role_arn, which would come first"
                return .absent("\(role), but \(loaded.file.path) \(reason)")
            }
            if try files.userFiles.profile(name).profile?.hasRole ?? false {
                return .absent("\(title) has a role_arn, which comes first")
            }
            return try WebIdentityProvider.detect(context)
        }

        private func detectInUserFiles() throws(CredentialError) -> Detection {
            let detection = try ProfileGraph(files: files.userFiles, context: context).detect(name)
            guard case .absent(let found) = detection else { return detection }
            let reason = [found, context.configuration.missingHome ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
            guard let namedBy, !exists else { return .absent(reason) }
            throw CredentialError("\(namedBy) asks for \(title), which does not exist: \(reason)")
        }

        private var exists: Bool {
            [files.unitFile, files.userFiles].contains { (try? $0.profile(name))?.profile != nil }
        }
    }
}
