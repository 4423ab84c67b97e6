// SPDX-License-Identifier: Apache-2.0

import Core

/// One entry of `watches`, as a file says it: each value right by itself, not yet all of them together.
struct WatchDraft {
    /// Where the entry begins.
    let place: Place
    let name: Setting<String>?
    let kind: Setting<Kind>?
    let id: Setting<String>?
    let arn: Setting<ARN>?
    let settings: SettingsDraft

    /// Reads an entry; `kinds` are those that it can name.
    ///
    /// Nil if it is no mapping, which has been reported.
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
        place = fields.place
        name = fields.setting("name", ValueRules.name)
        kind = fields.setting("kind") { text throws(Fault) in try ValueRules.kind(text, kinds) }
        id = fields.setting("id", ValueRules.text)
        arn = fields.setting("arn", ValueRules.arn)
        settings = SettingsDraft(fields)
    }
}
