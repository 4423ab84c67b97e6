// SPDX-License-Identifier: Apache-2.0

import Core

/// One entry of `watches`, as a file says it: each value right by itself, not yet all of them together.
struct WatchDraft {
    /// Where the entry begins.
    let location: SourceLocation
    let name: Setting<String>?
    let kind: Setting<Kind>?
    let id: Setting<String>?
    let arn: Setting<ARN>?
    /// Nil if it says nothing but a name, a kind and an id, as most entries of a long list do.
    let settings: SettingsDraft?
    /// What makes it a matcher; nil if it is a watch.
    let matcher: MatcherDraft?
    /// What it expects of completed jobs; nil if it does not say.
    let expect: ExpectDraft?
    /// The kinds that it can name.
    let kinds: KindTable

    private static let plainKeys = ["id", "kind", "name"]

    /// Reads an entry; `kinds` are those that it can name.
    ///
    /// Nil if it is not a mapping, which has been reported.
    init?(_ node: ConfigNode, kinds: KindTable, source: SourceText, diagnostics: DiagnosticCollector) {
        var help = "write `- kind: KIND` and `id: ID` beneath it, or `- arn: ARN`"
        if case .scalar(let text, _) = node.content, text.hasPrefix("arn:") {
            help = "write `- arn: \(text)`"
        }
        guard
            let fields = MappingReader(
                node,
                keys: .watch,
                title: "a watch",
                help: help,
                source: source,
                diagnostics: diagnostics
            )
        else { return nil }
        self.kinds = kinds
        location = fields.location
        name = fields.setting("name", ValueRules.name)
        kind = fields.setting("kind") { ValueRules.kind($0, kinds) }
        id = fields.setting("id", ValueRules.text)
        arn = fields.setting("arn", ValueRules.arn)
        let isPlain = fields.says(only: Self.plainKeys)
        settings = isPlain ? nil : SettingsDraft(fields)
        matcher = isPlain ? nil : MatcherDraft(fields)
        expect = isPlain ? nil : ExpectDraft(fields)
    }
}

/// Which resource a watch follows, worked out from `kind`, `id` and `arn`.
///
/// What is nil could not be worked out, which has been reported; the rest is there to check other values against.
struct WatchTarget {
    private(set) var kind: Kind?
    private(set) var resourceID: String?
    /// The ARN, if the watch was given by one.
    private(set) var arn: ARN?
    /// The name of a watch that is given none.
    private(set) var defaultName: String?
    /// Where the resource is named.
    let location: SourceLocation

    private let diagnostics: DiagnosticCollector

    /// What a matcher is about: no resource of its own.
    init(
        kind: Kind?, arn: ARN?, defaultName: String?, location: SourceLocation,
        reportingTo diagnostics: DiagnosticCollector
    ) {
        (self.kind, self.arn, self.defaultName, self.location) = (kind, arn, defaultName, location)
        self.diagnostics = diagnostics
    }

    /// Works it out, and reports what is missing or contradictory.
    init(_ draft: WatchDraft, reportingTo diagnostics: DiagnosticCollector) {
        self.diagnostics = diagnostics
        location = draft.arn?.location ?? draft.id?.location ?? draft.location
        kind = draft.kind?.value
        arn = draft.arn?.value
        if let arn {
            take(arn, draft)
        } else if draft.arn == nil, let id = draft.id {
            if let id = id.value { take(id, draft) }
        } else if draft.arn == nil {
            let message = "this watch does not say what to watch"
            diagnostics.error(message, at: location, help: "give it `arn:`, or `kind:` with `id:` or `match:`")
        }
    }

    private mutating func take(_ arn: ARN, _ draft: WatchDraft) {
        if let given = draft.id, let id = given.value, id != arn.text, id != arn.lastPart {
            diagnostics.error(
                "'id' contradicts the ARN, which ends in '\(arn.lastPart.shownInMessage)'",
                at: given.location,
                help: "'id' is not needed beside 'arn'"
            )
        }
        // A kind that is not found by ARNs takes them all the same where it is named.
        let named = draft.kind?.value.flatMap { kind in kind.id(in: arn).map { (kind: kind, id: $0) } }
        guard let match = draft.kinds.matching(arn) ?? named else {
            diagnostics.error(
                "'arn' is of a resource that awaitd does not know",
                at: location,
                help: ARNAdvice.help(for: arn)
            )
            return
        }
        if draft.kind == nil { kind = match.kind }
        guard let kind else { return }
        guard let id = kind.id(in: arn) else {
            diagnostics.error(
                "'kind' contradicts the ARN, which is of kind \(match.kind.name)",
                at: draft.kind?.location ?? location,
                help: "'kind' is not needed beside 'arn'"
            )
            return
        }
        if let fault = kind.problem(inID: id) {
            diagnostics.error(id == arn.text ? "'arn' \(fault)" : "the id in 'arn' \(fault)", at: location)
            return
        }
        resourceID = id
        defaultName = arn.lastPart
    }

    private mutating func take(_ id: String, _ draft: WatchDraft) {
        arn = ARN(id)
        guard let kind else {
            if draft.kind == nil { reportMissingKind() }
            return
        }
        if let arn, !kind.id.takesARN, kind.id(in: arn) != nil {
            diagnostics.error("'id' is an ARN", at: location, help: "write it as `arn:`")
            return
        }
        if let fault = kind.problem(inID: id) {
            diagnostics.error("'id' \(fault)", at: location)
            return
        }
        resourceID = id
        defaultName = arn?.lastPart ?? id
    }

    private func reportMissingKind() {
        diagnostics.error(
            "'id' needs a 'kind' beside it",
            at: location,
            help: arn != nil
                ? "this is an ARN: write it as `arn:`, which needs no kind"
                : "`awaitd kinds` lists the kinds"
        )
    }
}
