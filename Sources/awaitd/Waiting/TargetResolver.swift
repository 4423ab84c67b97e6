// SPDX-License-Identifier: Apache-2.0

package import Core
import WatchFile

/// A target that cannot be resolved.
package struct TargetError: Error, Hashable {
    /// What is wrong with it, and what to do.
    package let message: String

    fileprivate init(message: String) { self.message = message }

    /// What is wrong with a text, and what to do: about what cannot be seen in it, if there is such, else `help`.
    fileprivate init(_ sentence: String, about text: String, help: String? = nil) {
        message = [sentence, text.invisibleAdvice ?? help].compactMap(\.self).joined(separator: "; ")
    }
}

/// Resolves the targets of `awaitd wait` to watches.
package struct TargetResolver: Sendable {
    /// The settings of targets that do not have their own.
    package struct Defaults: Sendable {
        /// The region.
        package var region: String?
        /// Where the credentials come from.
        package var credentials: CredentialSelection
        /// The endpoint URL; nil for the services' own.
        package var endpoint: String?
        /// How often to poll.
        package var poll: PollPace

        /// Defaults.
        package init(
            region: String? = nil,
            credentials: CredentialSelection = .defaultChain,
            endpoint: String? = nil,
            poll: PollPace = .standard
        ) {
            self.region = region
            self.credentials = credentials
            self.endpoint = endpoint
            self.poll = poll
        }
    }

    private let named: [String: Watch]
    private let kinds: KindTable
    private let defaults: Defaults
    private let regionOfProfile: @Sendable (String?) -> String?

    /// A resolver for the watches of a watch file by name, its kinds, and the defaults of targets given on the command line.
    ///
    /// `regionOfProfile` looks up a profile's region (nil: the default profile's) in the environment and the shared config.
    package init(
        named: [String: Watch],
        kinds: KindTable = .builtIn,
        defaults: Defaults,
        regionOfProfile: @escaping @Sendable (String?) -> String?
    ) {
        self.named = named
        self.kinds = kinds
        self.defaults = defaults
        self.regionOfProfile = regionOfProfile
    }

    /// The watches of the targets, each once, in their order.
    package func watches(_ targets: [String]) throws(TargetError) -> [Watch] {
        var watches: [Watch] = []
        for target in targets {
            let watch = try watch(target)
            if watches.contains(where: { $0.kind == watch.kind && $0.resourceID == watch.resourceID }) { continue }
            // Two kinds may have the same id; then the target itself is a unique name.
            let isTaken = watches.contains { $0.name == watch.name }
            watches.append(isTaken ? watch.renamed(target) : watch)
        }
        return watches
    }

    /// A sentence about each region of these watches that awaitd does not know, but that may be a new one.
    package static func warnings(about watches: [Watch]) -> [String] {
        var regions: Set<String> = []
        return watches.compactMap { watch in
            let service = watch.kind.service
            guard watch.endpoint == nil, service.presence(in: watch.region) == .unheardOf,
                regions.insert(watch.region).inserted
            else { return nil }
            let help = service.regionMeant(by: watch.region).map { "; did you mean '\($0)'?" } ?? ""
            return "\(watch.region) is none of the regions that awaitd knows\(help)"
        }
    }

    private func watch(_ target: String) throws(TargetError) -> Watch {
        let shown = target.revealed()
        if target.isEmpty { throw TargetError(message: "a target is empty") }
        if let known = named[target] { return known }
        if target.hasPrefix("arn:") {
            guard let arn = ARN(target) else { throw TargetError("'\(shown)' is not a complete ARN", about: target) }
            guard let match = kinds.matching(arn) else {
                let sentence = "'\(shown)' is not the ARN of anything that awaitd can watch"
                throw TargetError(sentence, about: target, help: ARNAdvice.help(for: arn))
            }
            return try watch(match.kind, id: match.id, arn: arn)
        }
        guard let colon = target.firstIndex(of: ":") else {
            let meant = Suggestion.nearest(to: target, among: named.keys.sorted()).map { $0.cleaned(limit: 255) }
            let help = meant.map { "did you mean '\($0)'?" } ?? "give a name from the watch file, KIND:ID or an ARN"
            throw TargetError("no watch is named '\(shown)'", about: target, help: help)
        }
        let word = String(target[..<colon])
        guard let kind = kinds.kind(named: word) else {
            let shown = word.revealed(limit: 100)
            let sharing = kinds.kinds(named: word).map(\.name).joined(separator: ", ")
            guard sharing.isEmpty else {
                throw TargetError(
                    "'\(shown)' is the operation of several kinds", about: word, help: "name one of them: \(sharing)")
            }
            throw TargetError("'\(shown)' is not a kind", about: word, help: Self.help(for: word, among: kinds))
        }
        let id = String(target[target.index(after: colon)...])
        return try watch(kind, id: id, arn: ARN(id))
    }

    /// A hint for a word that is not a kind.
    static func help(for word: String, among kinds: KindTable) -> String {
        let meant = Suggestion.nearest(to: word, among: kinds.words).map { $0.cleaned(limit: 100) }
        return meant.map { "did you mean '\($0)'?" } ?? "`awaitd kinds` lists them"
    }

    private func watch(_ kind: Kind, id: String, arn: ARN?) throws(TargetError) -> Watch {
        if let fault = kind.problem(inID: id) {
            throw TargetError("the id '\(id.revealed())' \(fault)", about: id)
        }
        let region = try region(of: kind, arn)
        return Watch(
            name: arn?.lastPart ?? id,
            kind: kind,
            resourceID: id,
            region: region,
            account: arn.flatMap { $0.account.isEmpty ? nil : $0.account },
            credentials: defaults.credentials,
            endpoint: defaults.endpoint,
            poll: defaults.poll
        )
    }

    private func region(of kind: Kind, _ arn: ARN?) throws(TargetError) -> String {
        let own = arn.flatMap { $0.region.isEmpty ? nil : $0.region }
        guard let region = own ?? defaults.region ?? regionOfProfile(defaults.credentials.profile) else {
            throw TargetError(
                message: "no region: give --region, set AWS_REGION, or write it into the watch file's defaults")
        }
        guard region.isRegionName else {
            throw TargetError(
                message: """
                    '\(region.cleaned(limit: 60))' is not the name of a region; it is from --region, the watch file's \
                    defaults, AWS_REGION, AWS_DEFAULT_REGION or the profile
                    """
            )
        }
        if defaults.endpoint == nil, kind.service.presence(in: region) == .absent {
            let regions = kind.service.regions
            let known = regions.count <= 4 ? "; it is in \(regions.joined(separator: " and "))" : ""
            let sentence = "\(kind.service.title) is not in region '\(region.revealed(limit: 60))'\(known)"
            throw TargetError(sentence, about: region)
        }
        return region
    }
}

extension Watch {
    /// The same watch under another name.
    fileprivate func renamed(_ name: String) -> Watch {
        Watch(
            name: name,
            kind: kind,
            resourceID: resourceID,
            region: region,
            account: account,
            credentials: credentials,
            endpoint: endpoint,
            poll: poll,
            overdueAfter: overdueAfter,
            verbose: verbose
        )
    }
}
