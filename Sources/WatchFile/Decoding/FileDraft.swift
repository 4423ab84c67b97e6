// SPDX-License-Identifier: Apache-2.0

import Core

/// What one file says, its kinds and watches still as nodes.
struct FileDraft {
    /// What part a file plays, which decides what it may leave out.
    enum Role {
        /// A list of its own: `watches` is needed.
        case list
        /// An addition to a list: `defaults`, `limits`, `history` or `kinds` alone will do.
        case dropIn
    }

    let kinds: [ConfigNode]
    let defaults: SettingsDraft?
    let limits: LimitsDraft?
    let history: HistoryDraft?
    let watches: [ConfigNode]

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
        limits = Self.section("limits", .limits, of: top).map(LimitsDraft.init)
        history = Self.section("history", .history, of: top).map(HistoryDraft.init)
        let help = "write `watches: []` if there is nothing to watch yet"
        watches = top.list("watches", help: "begin each watch with '- '", emptyHelp: help) ?? []
        let needsWatches = role == .list || ["defaults", "limits", "history", "kinds"].allSatisfy(top.lacks)
        if needsWatches, top.lacks("watches") {
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

    /// Reads the limits of a mapping.
    init(_ fields: MappingReader) {
        rate = fields.setting("rate", ValueRules.rate)
        concurrency = fields.setting("concurrency", ValueRules.concurrency)
    }

    /// `limits` with what the file says put over it.
    func over(_ limits: Limits) -> Limits {
        Limits(rate: rate?.value ?? limits.rate, concurrency: concurrency?.value ?? limits.concurrency)
    }
}

/// What a file says under `history`.
struct HistoryDraft {
    private let keep: Setting<Duration>?
    private let notices: Setting<Int>?

    /// Reads the bounds of a mapping.
    init(_ fields: MappingReader) {
        keep = fields.setting("keep", ValueRules.positiveDuration)
        notices = fields.setting("notices", ValueRules.noticeCount)
    }

    /// `retention` with what the file says put over it.
    func over(_ retention: Retention) -> Retention {
        Retention(age: keep?.value ?? retention.age, count: notices?.value ?? retention.count)
    }
}
