// SPDX-License-Identifier: Apache-2.0

package import Core
import WatchFile

/// Turns the words behind `awaitd wait` into watches.
package struct TargetResolver: Sendable {
    /// What a target gets that does not say it itself.
    package struct Defaults: Sendable {
        /// The region.
        package var region: String?
        /// Where the credentials come from.
        package var credentials: CredentialSelection
        /// The services' address, if it is not their own.
        package var endpoint: String?
        /// How often to poll.
        package var poll: PollPace

        /// What a target gets.
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

    /// A target that means nothing: a message and what to do about it.
    package struct Fault: Error, Hashable {
        /// What is wrong with it, and what to do.
        package let message: String
    }

    private let named: [String: Watch]
    private let kinds: KindTable
    private let defaults: Defaults
    private let regionOfProfile: @Sendable (String?) -> String?

    /// A resolver that knows the watch file's watches by name and its kinds, what targets from the command line get, and a region for
    /// a profile (nil for the default one) from the environment and the shared config file.
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

    /// The watches that the targets mean, each once, in their order.
    package func watches(_ targets: [String]) throws(Fault) -> [Watch] {
        var watches: [Watch] = []
        for target in targets {
            let watch = try watch(target)
            if watches.contains(where: { $0.kind == watch.kind && $0.resourceID == watch.resourceID }) { continue }
            // Two kinds may have the same id; then the target itself tells them apart.
            let isTaken = watches.contains { $0.name == watch.name }
            watches.append(isTaken ? watch.renamed(target) : watch)
        }
        return watches
    }

    private func watch(_ target: String) throws(Fault) -> Watch {
        let shown = target.cleaned(limit: 200)
        if target.isEmpty { throw Fault(message: "a target is empty") }
        if let known = named[target] { return known }
        if target.hasPrefix("arn:") {
            guard let arn = ARN(target) else { throw Fault(message: "'\(shown)' is not a complete ARN") }
            guard let match = Kind.matching(arn) else {
                throw Fault(
                    message: "'\(shown)' is the ARN of nothing that awaitd can watch; \(ARNAdvice.help(for: arn))"
                )
            }
            return try watch(match.kind, id: match.id, arn: arn)
        }
        guard let colon = target.firstIndex(of: ":") else {
            let meant = Suggestion.nearest(to: target, among: named.keys.sorted()).map { $0.cleaned(limit: 255) }
            let help = meant.map { "did you mean '\($0)'?" } ?? "give a name from the watch file, KIND:ID or an ARN"
            throw Fault(message: "no watch is named '\(shown)'; \(help)")
        }
        let word = String(target[..<colon])
        guard let kind = kinds.named(word) else {
            throw Fault(message: "'\(word.cleaned(limit: 100))' is no kind; \(Self.help(for: word, among: kinds))")
        }
        let id = String(target[target.index(after: colon)...])
        return try watch(kind, id: id, arn: ARN(id))
    }

    /// What to do about a word that is no kind.
    static func help(for word: String, among kinds: KindTable) -> String {
        let meant = Suggestion.nearest(to: word, among: kinds.words).map { $0.cleaned(limit: 100) }
        return meant.map { "did you mean '\($0)'?" } ?? "`awaitd kinds` lists them"
    }

    private func watch(_ kind: Kind, id: String, arn: ARN?) throws(Fault) -> Watch {
        if let fault = kind.fault(inID: id) { throw Fault(message: "the id '\(id.cleaned(limit: 200))' \(fault)") }
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

    private func region(of kind: Kind, _ arn: ARN?) throws(Fault) -> String {
        let own = arn.flatMap { $0.region.isEmpty ? nil : $0.region }
        guard let region = own ?? defaults.region ?? regionOfProfile(defaults.credentials.profile) else {
            throw Fault(message: "no region: give --region, set AWS_REGION, or write it into the watch file's defaults")
        }
        if defaults.endpoint == nil, !kind.service.regions.contains(region) {
            let regions = kind.service.regions
            let known = regions.count <= 4 ? "; it is in \(regions.joined(separator: " and "))" : ""
            throw Fault(message: "\(kind.service.title) is not in region '\(region.cleaned(limit: 60))'\(known)")
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
