// SPDX-License-Identifier: Apache-2.0

import Core

/// Puts one watch list together from several files, one after the other.
struct ListAssembler {
    private let diagnostics: DiagnosticCollector
    private let allowsPlainHTTP: Bool
    private var regions: RegionResolver
    private var base = WatchSettings()
    private var list = WatchList(watches: [])
    private var origins: [String: WatchOrigin] = [:]
    private var kinds = KindTable.builtIn
    private var ownKinds: [Kind] = []
    private var kindPlaces: [String: Place] = [:]
    private var count = 0
    private var firstTooMany: Place?
    private(set) var files: [String] = []
    /// The units that may be started.
    var allowedUnits = AllowedUnits.none

    init(_ rules: ListRules, diagnostics: DiagnosticCollector) {
        self.diagnostics = diagnostics
        allowsPlainHTTP = rules.allowsPlainHTTP
        regions = RegionResolver(fallback: rules.fallback, diagnostics: diagnostics)
    }

    /// Adds a file.
    ///
    /// The `defaults` of a list go beneath those of the drop-ins that are added behind it.
    mutating func add(_ source: SourceText, role: FileDecoder.Role) {
        files.append(source.file)
        if role == .list { base = WatchSettings() }
        guard let content = FileDecoder(source: source, role: role, diagnostics: diagnostics).decode() else { return }
        declare(content.kinds, in: source)
        checkAddress(content.defaults)
        let settings = content.defaults.map { base.with($0, reportingTo: diagnostics) } ?? base
        if role == .list { base = settings }
        content.defaults?.starts.warn(unless: allowedUnits, diagnostics)
        if let limits = content.limits { list.limits = limits.over(list.limits) }
        if let history = content.history { list.history = history.over(list.history) }
        for node in content.watches {
            count += 1
            guard count <= WatchList.mostWatches else {
                if firstTooMany == nil { firstTooMany = Place(source, node.mark) }
                continue
            }
            guard let draft = WatchDraft(node, kinds: kinds, source: source, diagnostics: diagnostics) else { continue }
            draft.settings.starts.warn(unless: allowedUnits, diagnostics)
            checkAddress(draft.settings)
            let own = settings.with(draft.settings, reportingTo: diagnostics)
            add(draft, own)
        }
    }

    /// Takes in a file's own kinds: it and the files behind it can name them.
    private mutating func declare(_ nodes: [ConfigNode], in source: SourceText) {
        guard !nodes.isEmpty else { return }
        for node in nodes {
            guard let draft = KindDraft(node, source: source, diagnostics: diagnostics) else { continue }
            let kind = draft.kind()
            guard let name = draft.name?.value else { continue }
            if let first = kindPlaces[name] {
                diagnostics.error(
                    "the kind '\(name)' is declared twice; first at \(first.text)",
                    at: draft.place,
                    help: "names are unique across all files"
                )
                continue
            }
            kindPlaces[name] = draft.place
            // What is wrong with it has been said; its name is known, so that its watches need not be.
            ownKinds.append(kind ?? .undeclared(name))
        }
        kinds = KindTable(own: ownKinds)
    }

    /// The list, or nil if anything was wrong in any file.
    mutating func finish() -> LoadedWatchList? {
        if let place = firstTooMany {
            diagnostics.error(
                "there are \(count) watches in all, and at most \(WatchList.mostWatches) are allowed",
                at: place
            )
        }
        guard !diagnostics.hasErrors else { return nil }
        return LoadedWatchList(
            list: list,
            origins: origins,
            kinds: kinds,
            defaults: WatchDefaults(base),
            files: files,
            warnings: diagnostics.report
        )
    }

    /// Whoever listens on the way must not see what a request is signed with, nor give a job another status.
    private func checkAddress(_ draft: SettingsDraft?) {
        guard !allowsPlainHTTP, let setting = draft?.endpoint, let address = setting.value,
            ValueRules.isPlainHTTPAbroad(address)
        else { return }
        diagnostics.error(
            "'endpoint' is plain http to another machine",
            at: setting.place,
            help: "use https, or set AWAITD_ALLOW_PLAIN_HTTP=1 in the environment of awaitd"
        )
    }

    private mutating func add(_ draft: WatchDraft, _ settings: WatchSettings) {
        let target = WatchTarget(draft, reportingTo: diagnostics)
        let claimed = claimName(draft, target)
        let region = regions.region(of: target, draft, settings)
        if let kind = target.kind, !kind.hasVerbose, let verbose = draft.settings.verbose, verbose.value == true {
            diagnostics.error("'verbose' has no meaning for \(kind.name)", at: verbose.place, help: "remove it")
        }
        guard let kind = target.kind, let resourceID = target.resourceID, let name = claimed, let region else { return }
        list.watches.append(
            Watch(
                name: name,
                kind: kind,
                resourceID: resourceID,
                region: region,
                account: target.arn.flatMap { $0.account.isEmpty ? nil : $0.account },
                credentials: settings.credentials,
                endpoint: settings.endpoint?.value,
                poll: settings.poll,
                overdueAfter: settings.overdueAfter,
                verbose: settings.verbose && kind.hasVerbose,
                starts: settings.starts
            )
        )
    }

    /// The watch's name if no other has it.
    private mutating func claimName(_ draft: WatchDraft, _ target: WatchTarget) -> String? {
        let place = draft.name?.place ?? target.place
        guard let name = draft.name.map(\.value) ?? target.defaultName else { return nil }
        if let first = origins[name] {
            diagnostics.error(
                "the name '\(ValueRules.shown(name))' is used twice; first at \(first.text)",
                at: place,
                help: draft.name == nil ? "give this watch a `name:` of its own" : "names are unique across all files"
            )
            return nil
        }
        origins[name] = WatchOrigin(file: place.source.file, line: place.mark.line, column: place.mark.column)
        return name
    }
}

extension Kind {
    /// Whether the operation can be asked for more than it says by itself.
    fileprivate var hasVerbose: Bool {
        if case .body(verboseMember: .some) = request { true } else { false }
    }
}
