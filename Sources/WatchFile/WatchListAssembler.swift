// SPDX-License-Identifier: Apache-2.0

import Core

/// Puts one watch list together from several files, one after the other.
struct WatchListAssembler {
    private let diagnostics: DiagnosticCollector
    private let endpoints: EndpointPolicy
    private var regions: RegionResolver
    private var base = WatchSettings()
    private var list = WatchList(watches: [])
    /// The settings of the watches so far, each once.
    private var sharedSettings: Set<Watch.Settings> = []
    /// The settings of the current file's watches that say none themselves, by kind.
    private var plainSettings: [String: Watch.Settings] = [:]
    private var origins: [String: WatchOrigin] = [:]
    private var matcherNames = MatcherNames()
    private var kinds = KindTable.builtIn
    private var ownKinds: [Kind] = []
    private var kindLocations: [String: SourceLocation] = [:]
    private var notes: [String] = []
    private var count = 0
    private var firstTooMany: SourceLocation?
    private var files: [String] = []
    private var fingerprint = WatchListFingerprint()
    private var mainKeys: [String: SourceLocation] = [:]
    /// The units that may be started.
    var allowedUnits = AllowedUnits.none

    /// An empty list; the parameters are those of ``WatchListLoader``.
    init(fallback: RegionFallback, endpoints: EndpointPolicy, diagnostics: DiagnosticCollector) {
        self.diagnostics = diagnostics
        self.endpoints = endpoints
        regions = RegionResolver(fallback: fallback, diagnostics: diagnostics)
    }

    /// Adds a file.
    ///
    /// The `defaults` of a list also apply to the drop-ins that are added after it, beneath their own.
    mutating func add(_ source: SourceText, role: FileDraft.Role) {
        files.append(source.file)
        fingerprint.add(source.file, source.bytes)
        if role == .list { base = WatchSettings() }
        guard let file = FileDraft(source, role: role, reportingTo: diagnostics) else { return }
        switch role {
        case .list: mainKeys = file.mainKeys
        case .dropIn(let main): refuse(file.mainKeys, notIn: main)
        }
        declare(file.kinds, in: source)
        checkEndpoint(file.defaults)
        let settings = file.defaults.map { base.with($0, reportingTo: diagnostics) } ?? base
        if role == .list { base = settings }
        file.defaults?.starts.warn(unless: allowedUnits, diagnostics)
        if let limits = file.limits { list.limits = limits.over(list.limits) }
        if let history = file.history { list.history = history.over(list.history) }
        plainSettings = [:]
        let expected = min(count + file.watches.count, WatchList.maxWatches)
        list.watches.reserveCapacity(expected)
        origins.reserveCapacity(expected)
        for node in file.watches {
            count += 1
            guard count <= WatchList.maxWatches else {
                if firstTooMany == nil { firstTooMany = SourceLocation(source, node.mark) }
                continue
            }
            guard let draft = WatchDraft(node, kinds: kinds, source: source, diagnostics: diagnostics) else { continue }
            guard let own = draft.settings else {
                add(draft, settings)
                continue
            }
            own.starts.warn(unless: allowedUnits, diagnostics)
            checkEndpoint(own)
            add(draft, settings.with(own, reportingTo: diagnostics))
        }
    }

    /// Reports what a drop-in says for all watches, and where it belongs.
    private func refuse(_ keys: [String: SourceLocation], notIn main: String) {
        for (key, location) in keys {
            let reason = "since 0.2 a drop-in cannot change it for all watches"
            let first = mainKeys[key].map { "what is to apply belongs under '\(key)' at \($0.text); remove it here" }
            diagnostics.error(
                "'\(key)' is allowed in the main file only",
                at: location,
                help: "\(first ?? "move '\(key)' with all beneath it to \(main)"): \(reason)"
            )
        }
    }

    /// Adds a file's own kinds, which it and the files after it can name.
    private mutating func declare(_ nodes: [ConfigNode], in source: SourceText) {
        guard !nodes.isEmpty else { return }
        for node in nodes {
            guard let draft = KindDraft(node, source: source, diagnostics: diagnostics) else { continue }
            let kind = draft.kind()
            guard let name = draft.name?.value else { continue }
            if let first = kindLocations[name] {
                diagnostics.error(
                    "the kind '\(name)' is declared twice; first at \(first.text)",
                    at: draft.location,
                    help: "names are unique across all files"
                )
                continue
            }
            kindLocations[name] = draft.location
            if KindTable.builtIn.kinds(named: name).contains(where: { $0.name == name }) {
                notes.append("\(draft.location.text): note: the kind '\(name)' takes the place of the built-in one")
            }
            // The mistakes of a bad kind have been reported; as its name is known, those of its watches need not be.
            ownKinds.append(kind ?? .undeclared(name))
        }
        kinds = KindTable(userDefined: ownKinds)
    }

    /// The list, or nil if anything was wrong in any file.
    mutating func finish() -> LoadedWatchList? {
        if let firstTooMany {
            let what = list.matchers.isEmpty ? "watches" : "watches and matchers"
            diagnostics.error(
                "there are \(count) \(what) in all, and at most \(WatchList.maxWatches) are allowed",
                at: firstTooMany
            )
        }
        matcherNames.warn(of: list.watches, origins, diagnostics)
        guard !diagnostics.hasErrors else { return nil }
        fingerprint.add(regions: regions.regionsFromElsewhere)
        return LoadedWatchList(
            list: list,
            origins: origins,
            kinds: kinds,
            defaults: WatchDefaults(base),
            files: files,
            fingerprint: fingerprint,
            warnings: diagnostics.report,
            notes: notes
        )
    }

    /// An eavesdropper must not see what a request is signed with, nor give a job another status.
    private func checkEndpoint(_ draft: SettingsDraft?) {
        guard let setting = draft?.endpoint, let url = setting.value,
            let refusal = endpoints.refusal(ofWatchFiles: url)
        else { return }
        diagnostics.error("'endpoint' \(refusal.reason)", at: setting.location, help: refusal.remedy)
    }

    private mutating func add(_ draft: WatchDraft, _ settings: WatchSettings) {
        if let matcher = draft.matcher {
            add(matcher, draft, settings)
            return
        }
        let target = WatchTarget(draft, reportingTo: diagnostics)
        let claimed = claimName(draft, target)
        if let claimed, !matcherNames.isEmpty {
            matcherNames.warn(of: claimed, at: draft.name?.location ?? target.location, diagnostics)
        }
        let isPlain = draft.settings == nil && target.arn == nil
        if isPlain, let kind = target.kind, let resourceID = target.resourceID, let shared = plainSettings[kind.name] {
            if let claimed { list.watches.append(Watch(name: claimed, resourceID: resourceID, settings: shared)) }
            return
        }
        let region = regions.region(of: target, draft, settings)
        if let kind = target.kind { check(draft, kind) }
        guard let kind = target.kind, let resourceID = target.resourceID, let name = claimed, let region else { return }
        if isOwn(kind), let secret = kind.secretOperation(of: resourceID, at: settings.endpoint?.value) {
            diagnostics.error(
                "this watch would call \(secret), which reads secrets",
                at: target.location,
                help: KindRules.secretHelp()
            )
            return
        }
        if reportsPath(of: settings, kind) { return }
        let watchSettings = settings.watchSettings(
            kind, region: region, arn: target.arn, expecting: draft.expect?.expectations ?? [])
        let shared = sharedSettings.insert(watchSettings).memberAfterInsert
        // What an own kind's watch may ask for depends on its id.
        if isPlain, !isOwn(kind) { plainSettings[kind.name] = shared }
        list.watches.append(Watch(name: name, resourceID: resourceID, settings: shared))
    }

    private mutating func add(_ matcher: MatcherDraft, _ draft: WatchDraft, _ settings: WatchSettings) {
        let target = MatcherTarget(draft, matcher, reportingTo: diagnostics)
        let claimed = claimName(draft, target.resource)
        let region = regions.region(of: target.resource, draft, settings)
        if let kind = target.resource.kind { check(draft, kind) }
        guard let kind = target.resource.kind, target.isRight, let name = claimed, let region else { return }
        if isOwn(kind), let secret = kind.secretOperation(within: target.parent, at: settings.endpoint?.value) {
            diagnostics.error(
                "this matcher could call \(secret), which reads secrets",
                at: matcher.location,
                help: KindRules.secretHelp()
            )
            return
        }
        if reportsPath(of: settings, kind) { return }
        let location = draft.name?.location ?? matcher.location
        matcherNames.add(name, at: location)
        list.matchers.append(
            Matcher(
                name: name,
                patterns: matcher.patterns,
                settings: settings.watchSettings(
                    kind, region: region, arn: target.resource.arn, expecting: draft.expect?.expectations ?? [],
                    matcher: name),
                parent: target.parent,
                newerThan: matcher.newerThan?.value ?? Matcher.defaultNewerThan,
                atMost: matcher.atMost?.value ?? Matcher.defaultAtMost
            )
        )
    }

    /// Checks what only some kinds can be asked for or have.
    private func check(_ draft: WatchDraft, _ kind: Kind) {
        if !kind.isUnknown { draft.expect?.warn(of: kind, diagnostics) }
        if draft.expect == nil, let location = draft.settings?.starts.unmetLocation {
            diagnostics.warning(
                "the units of '\(StartsDraft.unmet)' are never started: nothing is expected here",
                at: location,
                help: "say what must be: `expect: {BinaryAUC: \">= 0.85\"}`"
            )
        }
        guard !kind.hasVerbose, let verbose = draft.settings?.verbose, verbose.value == true else { return }
        diagnostics.error("'verbose' has no meaning for \(kind.name)", at: verbose.location, help: "remove it")
    }

    private func isOwn(_ kind: Kind) -> Bool { kindLocations[kind.name] != nil }

    /// Whether an endpoint's path is refused, which it then reports: with it a POST of an own kind could do more than read.
    private func reportsPath(of settings: WatchSettings, _ kind: Kind) -> Bool {
        guard let setting = settings.endpoint, let endpoint = setting.value, !endpoint.path.isEmpty, kind.isUserDefined,
            kind.service.transport == .restJSON, kind.request.method == .post || kind.listing?.request.method == .post
        else { return false }
        diagnostics.error(
            "'endpoint' has a path, with which this kind's POST could do more than read",
            at: setting.location,
            help: "give the address without the path"
        )
        return true
    }

    /// The name of a watch or matcher if no other has it.
    private mutating func claimName(_ draft: WatchDraft, _ target: WatchTarget) -> String? {
        let location = draft.name?.location ?? target.location
        guard let name = draft.name.map(\.value) ?? target.defaultName else { return nil }
        if let first = origins[name] {
            diagnostics.error(
                "the name '\(name.shownInMessage)' is used twice; first at \(first.text)",
                at: location,
                help: draft.name == nil
                    ? "give this \(draft.matcher == nil ? "watch" : "matcher") a `name:` of its own"
                    : "names are unique across all files"
            )
            return nil
        }
        origins[name] = WatchOrigin(location)
        return name
    }
}
