// SPDX-License-Identifier: Apache-2.0

import Core

/// Which resource a watch follows, worked out from `kind`, `id` and `arn`.
///
/// What is nil could not be worked out, which has been reported; the rest is there to check other values against.
struct WatchTarget {
    private(set) var kind: Kind?
    private(set) var resourceID: String?
    /// The ARN, if the watch was given by one.
    private(set) var arn: ARN?
    /// The name that the watch has if it is given none.
    private(set) var defaultName: String?
    /// Where the resource is named.
    let place: Place

    private let diagnostics: DiagnosticCollector

    /// Works it out, and reports what is missing or contradicts itself.
    init(_ draft: WatchDraft, reportingTo diagnostics: DiagnosticCollector) {
        self.diagnostics = diagnostics
        place = draft.arn?.place ?? draft.id?.place ?? draft.place
        kind = draft.kind?.value
        arn = draft.arn?.value
        if let arn {
            take(arn, draft)
        } else if draft.arn == nil, let id = draft.id {
            if let id = id.value { take(id, draft) }
        } else if draft.arn == nil {
            let message = "this watch does not say what to watch"
            diagnostics.error(message, at: place, help: "give it `arn:`, or `kind:` and `id:`")
        }
    }

    private mutating func take(_ arn: ARN, _ draft: WatchDraft) {
        if let given = draft.id, let id = given.value, id != arn.text, id != arn.lastPart {
            diagnostics.error(
                "'id' contradicts the ARN, which ends in '\(ValueRules.shown(arn.lastPart))'",
                at: given.place,
                help: "'id' is not needed beside 'arn'"
            )
        }
        guard let match = Kind.matching(arn) else {
            diagnostics.error(
                "'arn' is of a resource that awaitd does not know",
                at: place,
                help: ARNAdvice.help(for: arn)
            )
            return
        }
        if draft.kind == nil { kind = match.kind }
        guard let kind else { return }
        guard let id = kind.id(in: arn) else {
            diagnostics.error(
                "'kind' contradicts the ARN, which is of kind \(match.kind.name)",
                at: draft.kind?.place ?? place,
                help: "'kind' is not needed beside 'arn'"
            )
            return
        }
        if let fault = kind.fault(inID: id) {
            diagnostics.error(id == arn.text ? "'arn' \(fault)" : "the id in 'arn' \(fault)", at: place)
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
            diagnostics.error("'id' is an ARN", at: place, help: "write it as `arn:`")
            return
        }
        if let fault = kind.fault(inID: id) {
            diagnostics.error("'id' \(fault)", at: place)
            return
        }
        resourceID = id
        defaultName = arn?.lastPart ?? id
    }

    private func reportMissingKind() {
        diagnostics.error(
            "'id' needs a 'kind' beside it",
            at: place,
            help: arn != nil
                ? "this is an ARN: write it as `arn:`, which needs no kind"
                : "`awaitd kinds` lists the kinds"
        )
    }
}
