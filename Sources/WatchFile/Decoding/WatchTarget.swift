// SPDX-License-Identifier: Apache-2.0

import Lifecycle

/// Which resource a watch follows, worked out from `kind`, `id` and `arn`.
struct WatchTarget {
    let kind: Kind
    let resourceID: String
    /// The ARN, if the watch was given by one.
    let arn: ARN?
    /// The name that the watch has if it is given none.
    let defaultName: String
    /// Where the resource is named.
    let place: Place

    /// Nil if the draft names no resource, or contradicts itself; either has been reported.
    init?(_ draft: WatchDraft, reportingTo diagnostics: DiagnosticCollector) {
        if let arn = draft.arn {
            self.init(arn: arn, draft, diagnostics)
        } else if let id = draft.id {
            self.init(id: id, draft, diagnostics)
        } else {
            if !draft.isMisspelt {
                let message = "this watch does not say what to watch"
                diagnostics.error(message, at: draft.place, help: "give it `arn:`, or `kind:` and `id:`")
            }
            return nil
        }
    }

    private init?(arn setting: Setting<ARN>, _ draft: WatchDraft, _ diagnostics: DiagnosticCollector) {
        guard let arn = setting.value else { return nil }
        guard let match = Kind.matching(arn) else {
            diagnostics.error(
                "'arn' is of a resource that awaitd does not know",
                at: setting.place,
                help: "known: \(Self.knownARNs)"
            )
            return nil
        }
        guard let kind = draft.kind.map(\.value) ?? match.kind else { return nil }
        guard let id = kind.id(in: arn) else {
            diagnostics.error(
                "'kind' contradicts the ARN, which is of kind \(match.kind.name)",
                at: draft.kind?.place ?? setting.place,
                help: "'kind' is not needed beside 'arn'"
            )
            return nil
        }
        if let fault = kind.fault(inID: id) {
            diagnostics.error(id == arn.text ? "'arn' \(fault)" : "the id in 'arn' \(fault)", at: setting.place)
            return nil
        }
        if let given = draft.id?.value, given != id, given != arn.lastPart, let place = draft.id?.place {
            diagnostics.error(
                "'id' contradicts the ARN, which ends in '\(ValueRules.shown(arn.lastPart))'",
                at: place,
                help: "'id' is not needed beside 'arn'"
            )
            return nil
        }
        (self.kind, resourceID, self.arn, defaultName, place) = (kind, id, arn, arn.lastPart, setting.place)
    }

    private init?(id setting: Setting<String>, _ draft: WatchDraft, _ diagnostics: DiagnosticCollector) {
        guard let id = setting.value else { return nil }
        let arn = ARN(id)
        guard let kindSetting = draft.kind else {
            if !draft.isMisspelt {
                diagnostics.error(
                    "'id' needs a 'kind' beside it",
                    at: setting.place,
                    help: arn != nil
                        ? "this is an ARN: write it as `arn:`, which needs no kind"
                        : "known kinds: \(Kind.all.map(\.name).joined(separator: ", "))"
                )
            }
            return nil
        }
        guard let kind = kindSetting.value else { return nil }
        if arn != nil, kind.id == .entityID {
            diagnostics.error("'id' is an ARN", at: setting.place, help: "write it as `arn:`")
            return nil
        }
        if let fault = kind.fault(inID: id) {
            diagnostics.error("'id' \(fault)", at: setting.place)
            return nil
        }
        (self.kind, resourceID, self.arn, place) = (kind, id, arn, setting.place)
        defaultName = arn?.lastPart ?? id
    }

    /// The ARNs that a watch can be given by: `machinelearning evaluation/ID, …`.
    private static let knownARNs = Kind.all.compactMap { kind in
        kind.arnResource.map { "\(kind.service.arnName) \($0)/ID" }
    }.joined(separator: ", ")
}
