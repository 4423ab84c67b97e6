// SPDX-License-Identifier: Apache-2.0

import AWSClient
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

/// What a target of `awaitd wait` stands for.
package enum Target: Sendable, Hashable {
    /// One resource.
    case watch(Watch)
    /// All jobs that match now.
    case matcher(Matcher)

    /// Its name in messages.
    package var name: String {
        switch self {
        case .watch(let watch): watch.name
        case .matcher(let matcher): matcher.name
        }
    }

    /// How it is read.
    package var settings: Watch.Settings {
        switch self {
        case .watch(let watch): watch.settings
        case .matcher(let matcher): matcher.settings
        }
    }

    /// The one resource; nil for what a pattern matches.
    package var watch: Watch? {
        switch self {
        case .watch(let watch): watch
        case .matcher: nil
        }
    }

    /// Whether it is about the same as another.
    fileprivate func isAbout(_ other: Target) -> Bool {
        switch (self, other) {
        case (.watch(let one), .watch(let other)): one.kind == other.kind && one.resourceID == other.resourceID
        case (.matcher(let one), .matcher(let other)):
            one.kind == other.kind && one.patterns == other.patterns && one.parent == other.parent
                && one.settings.lane == other.settings.lane
        case (.watch, .matcher), (.matcher, .watch): false
        }
    }
}

/// Resolves the targets of `awaitd wait`.
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
    private let matchers: [String: Matcher]
    private let kinds: KindTable
    private let defaults: Defaults
    private let regionOfProfile: @Sendable (String?) -> String?

    /// A resolver for the watches and matchers of a watch file by name, its kinds, and the defaults of targets given on
    /// the command line.
    ///
    /// `regionOfProfile` looks up a profile's region (nil: the default profile's) in the environment and the shared config.
    package init(
        named: [String: Watch],
        matchers: [String: Matcher] = [:],
        kinds: KindTable = .builtIn,
        defaults: Defaults,
        regionOfProfile: @escaping @Sendable (String?) -> String?
    ) {
        self.named = named
        self.matchers = matchers
        self.kinds = kinds
        self.defaults = defaults
        self.regionOfProfile = regionOfProfile
    }

    /// A resolver for a command with the options `--region` and `--profile`, by the watch file if there is one.
    init(_ loaded: LoadedWatchList?, region: String?, profile: String?, _ environment: [String: String]) {
        let configuration = AWSConfiguration(environment: environment)
        var defaults = Defaults()
        if let own = loaded?.defaults {
            defaults = .init(region: own.region, credentials: own.credentials, endpoint: own.endpoint, poll: own.poll)
        }
        if let region { defaults.region = region }
        if let profile { defaults.credentials = .profile(profile) }
        let named = (loaded?.list.watches ?? []).map { ($0.name, $0) }
        let matchers = (loaded?.list.matchers ?? []).map { ($0.name, $0) }
        self.init(
            named: Dictionary(named) { first, _ in first },
            matchers: Dictionary(matchers) { first, _ in first },
            kinds: loaded?.kinds ?? .builtIn,
            defaults: defaults,
            regionOfProfile: {
                configuration.settle()
                return configuration.region(profile: $0)
            }
        )
    }

    /// What the targets stand for, each once, in their order.
    ///
    /// A matcher of the watch file is known by its name; `KIND:PATTERN` is one of its own, and `KIND:PARENT/PATTERN` for a
    /// kind that is listed only within a parent.
    package func targets(_ texts: [String]) throws(TargetError) -> [Target] {
        var targets: [Target] = []
        for text in texts {
            let target: Target
            if let matcher = try matcher(text) {
                target = .matcher(matcher)
            } else {
                let watch = try watch(text)
                // Two kinds may have the same id; then the target itself is a unique name.
                target = .watch(targets.contains { $0.name == watch.name } ? watch.renamed(text) : watch)
            }
            if !targets.contains(where: target.isAbout) { targets.append(target) }
        }
        return targets
    }

    /// A sentence about each expectation on what is probably no detail of a target's kind.
    package static func doubts(about targets: [Target]) -> [String] {
        var sentences: [String] = []
        for settings in targets.map(\.settings) {
            for expectation in settings.expectations {
                guard let doubt = settings.kind.doubt(aboutDetail: expectation.detail) else { continue }
                let sentence = [doubt.sentence, doubt.help].compactMap(\.self).joined(separator: "; ")
                if !sentences.contains(sentence) { sentences.append(sentence) }
            }
        }
        return sentences
    }

    /// A sentence about each region of these targets that awaitd does not know, but that may be a new one.
    package static func warnings(about targets: [Target]) -> [String] {
        var regions: Set<String> = []
        return targets.map(\.settings).compactMap { settings in
            let service = settings.kind.service
            guard settings.endpoint == nil, service.presence(in: settings.region) == .unheardOf,
                regions.insert(settings.region).inserted
            else { return nil }
            let help = service.regionMeant(by: settings.region).map { "; did you mean '\($0)'?" } ?? ""
            return "\(settings.region) is none of the regions that awaitd knows\(help)"
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
            let meant = Suggestion.nearest(to: target, among: (Array(named.keys) + matchers.keys).sorted()).map {
                $0.cleaned(limit: 255)
            }
            let help =
                meant.map { "did you mean '\($0)'?" }
                ?? "give a name from the watch file, KIND:ID, KIND:PATTERN or an ARN"
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

    /// The matcher of this name, or that a pattern makes; nil for any other target.
    private func matcher(_ target: String) throws(TargetError) -> Matcher? {
        if let known = matchers[target] { return known }
        guard named[target] == nil, !target.hasPrefix("arn:"), let colon = target.firstIndex(of: ":") else {
            return nil
        }
        let rest = target[target.index(after: colon)...]
        guard rest.contains(where: { "*?".contains($0) }), let kind = kinds.kind(named: String(target[..<colon])) else {
            return nil
        }
        guard let listing = kind.listing, listing.showsStatus else {
            let sentence = "jobs of the kind \(kind.name) cannot be found by their names, since no operation lists them"
            throw TargetError(sentence, about: target, help: "give the id of one")
        }
        let (parent, pattern) = try parted(rest, of: kind)
        let length = pattern.unicodeScalars.count
        guard length <= NamePattern.longest else {
            let most = "at most \(NamePattern.longest) are allowed"
            throw TargetError(
                "the pattern '\(pattern.revealed())' has \(length) characters, and \(most)", about: target)
        }
        if let odd = pattern.unicodeScalars.first(where: \.isUnsafeInText) {
            throw TargetError("the pattern '\(pattern.revealed())' has \(odd.quoted) in it", about: target)
        }
        let arn = parent.flatMap(ARN.init)
        return Matcher(
            name: target,
            patterns: [NamePattern(pattern)],
            settings: Watch.Settings(
                kind: kind,
                region: try region(of: kind, arn),
                account: arn.flatMap { $0.account.isEmpty ? nil : $0.account },
                credentials: defaults.credentials,
                endpoint: defaults.endpoint,
                poll: defaults.poll,
                overdueAfter: nil,
                verbose: false,
                starts: .none,
                matcher: target
            ),
            parent: parent
        )
    }

    /// The parent that a kind is listed within, if it needs one, and the pattern after it.
    private func parted(_ text: Substring, of kind: Kind) throws(TargetError) -> (parent: String?, pattern: String) {
        guard let rule = kind.parentRule else { return (nil, String(text)) }
        guard let slash = text.lastIndex(of: "/") else {
            let within = rule.parts.map(\.member).joined(separator: "/")
            throw TargetError(
                "\(kind.name) is listed only within its \(within)",
                about: String(text),
                help: "put that first: \(kind.name):\(rule.example)/\(text.revealed(limit: 100))"
            )
        }
        let parent = String(text[..<slash])
        if let fault = rule.problem(in: parent) {
            throw TargetError(
                "'\(parent.revealed())' \(fault)", about: parent, help: "\(kind.name) is listed within \(rule.example)")
        }
        return (parent, String(text[text.index(after: slash)...]))
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
            verbose: verbose,
            expectations: expectations
        )
    }
}

extension Target {
    /// The same target, of which more is expected.
    package func expecting(_ more: [Expectation]) -> Target {
        guard !more.isEmpty else { return self }
        switch self {
        case .watch(let watch):
            return .watch(
                Watch(name: watch.name, resourceID: watch.resourceID, settings: watch.settings.expecting(more)))
        case .matcher(let matcher):
            return .matcher(
                Matcher(
                    name: matcher.name,
                    patterns: matcher.patterns,
                    settings: matcher.settings.expecting(more),
                    parent: matcher.parent,
                    newerThan: matcher.newerThan,
                    atMost: matcher.atMost
                ))
        }
    }
}

extension Watch.Settings {
    /// The same settings, by which more is expected.
    fileprivate func expecting(_ more: [Expectation]) -> Watch.Settings {
        Watch.Settings(
            kind: kind,
            region: region,
            account: account,
            credentials: credentials,
            endpoint: endpoint,
            poll: poll,
            overdueAfter: overdueAfter,
            verbose: verbose,
            starts: starts,
            expectations: expectations + more.filter { !expectations.contains($0) },
            matcher: matcher
        )
    }
}
