// SPDX-License-Identifier: Apache-2.0

import Core

/// What one file says, its kinds and watches still as nodes.
struct FileDraft {
    /// What part a file plays, which decides what it may say.
    enum Role: Hashable {
        /// A list of its own: a main file.
        case list
        /// An addition to the list whose main file is at this path: what applies to all watches is not for it to say.
        case dropIn(of: String)
    }

    let kinds: [ConfigNode]
    let defaults: SettingsDraft?
    let limits: LimitsDraft?
    let history: HistoryDraft?
    let watches: [ConfigNode]
    /// Where the keys are that only a main file may have.
    let mainKeys: [String: SourceLocation]

    /// The keys of ``KeySet/top`` that apply to all watches, and so are for the main file alone.
    private static let forMainOnly = ["limits", "history"]

    /// Reads the text.
    ///
    /// Nil if there is nothing to go on with, which has been reported.
    init?(_ source: SourceText, role: Role, reportingTo diagnostics: DiagnosticCollector) {
        guard source.isValidText(reportingTo: diagnostics),
            let root = ConfigTreeReader.read(source, diagnostics)
        else { return nil }
        let isList = if case .sequence = root.content { true } else { false }
        guard
            let top = MappingReader(
                root,
                keys: .top,
                title: "a watch file",
                help: isList ? "put the list under `watches:`" : "write `watches:` and the list beneath it",
                source: source,
                diagnostics: diagnostics
            )
        else { return nil }
        kinds =
            top.list(
                "kinds",
                help: "begin each kind with '- name: NAME'; `awaitd kinds` lists the built-in ones",
                emptyHelp: Self.emptyHelp
            ) ?? []
        defaults = Self.section("defaults", .defaults, of: top).map(SettingsDraft.init)
        let isMain = role == .list
        limits = isMain ? Self.section("limits", .limits, of: top).map(LimitsDraft.init) : nil
        history = isMain ? Self.section("history", .history, of: top).map(HistoryDraft.init) : nil
        mainKeys = Dictionary(
            uniqueKeysWithValues: Self.forMainOnly.filter { top.node($0) != nil }.map { ($0, top.keyLocation($0)) })
        let help = "write `watches: []` if there is nothing to watch yet"
        watches = top.list("watches", help: "begin each watch with '- '", emptyHelp: help) ?? []
        // The watches may stand in drop-ins; but a file that says nothing at all is probably not what was meant.
        if KeySet.top.keys.allSatisfy(top.lacks) {
            diagnostics.error("'watches' is missing", at: top.location, help: help)
        }
    }

    private static let emptyHelp = "remove the line if there is nothing to say"

    private static func section(_ key: String, _ keys: KeySet, of top: MappingReader) -> MappingReader? {
        top.mapping(key, keys, help: nil, emptyHelp: emptyHelp)
    }
}

/// What a file says under `limits`.
struct LimitsDraft {
    private let rate: Setting<RateLimit>?
    private let concurrency: Setting<Int>?
    private let listings: Setting<ListingUse>?

    /// Reads the limits of a mapping.
    init(_ fields: MappingReader) {
        rate = fields.setting("rate", ValueRules.rate)
        concurrency = fields.setting("concurrency", ValueRules.concurrency)
        listings = fields.setting("listings", ValueRules.listingUse)
    }

    /// `limits` with what the file says put over it.
    func over(_ limits: Limits) -> Limits {
        Limits(
            rate: rate?.value ?? limits.rate,
            concurrency: concurrency?.value ?? limits.concurrency,
            listings: listings?.value ?? limits.listings
        )
    }
}

/// What a file says under `history`.
struct HistoryDraft {
    private let keep: Setting<Duration>?
    private let notices: Setting<Int>?

    /// Reads the bounds of a mapping.
    init(_ fields: MappingReader) {
        keep = fields.setting("keep", ValueRules.retention)
        notices = fields.setting("notices", ValueRules.noticeCount)
    }

    /// `retention` with what the file says put over it.
    func over(_ retention: Retention) -> Retention {
        Retention(age: keep?.value ?? retention.age, count: notices?.value ?? retention.count)
    }
}
