// SPDX-License-Identifier: Apache-2.0

/// Reads the top of a watch file.
struct FileDecoder {
    /// What part a file plays, which decides what it may leave out.
    enum Role {
        /// A list of its own: `watches` is needed.
        case list
        /// An addition to a list: `defaults`, `limits`, `history` or `kinds` alone will do.
        case dropIn
    }

    let source: SourceText
    let role: Role
    let diagnostics: DiagnosticCollector

    /// What a file says, its kinds and watches still as nodes.
    struct Content {
        let kinds: [ConfigNode]
        let defaults: SettingsDraft?
        let limits: LimitsDraft?
        let history: HistoryDraft?
        let watches: [ConfigNode]
    }

    /// Reads the text.
    ///
    /// Nil if there is nothing to go on with, which has been reported.
    func decode() -> Content? {
        guard SourceInspector(source: source, diagnostics: diagnostics).inspect(),
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
        return Content(
            kinds: kinds(of: top),
            defaults: section("defaults", .defaults, of: top).map(SettingsDraft.init),
            limits: section("limits", .limits, of: top).map(LimitsDraft.init),
            history: section("history", .history, of: top).map(HistoryDraft.init),
            watches: watches(of: top)
        )
    }

    private func section(_ key: String, _ keys: KeySet, of top: MappingReader) -> MappingReader? {
        guard let node = top.node(key) else { return nil }
        return MappingReader(
            node.isNull ? ConfigNode(content: node.content, mark: top.keyPlace(key).mark) : node,
            keys: keys,
            title: "'\(key)'",
            help: node.isNull ? "remove the line if there is nothing to say" : nil,
            source: source,
            diagnostics: diagnostics
        )
    }

    private func kinds(of top: MappingReader) -> [ConfigNode] {
        guard let node = top.node("kinds") else { return [] }
        if case .sequence(let items) = node.content { return items }
        if node.isNull {
            let help = "remove the line if there is nothing to say"
            diagnostics.error("'kinds' has no value", at: top.keyPlace("kinds"), help: help)
        } else if let found = node.description {
            diagnostics.error(
                "'kinds' must be a list, not \(found)",
                at: Place(source, node.mark),
                help: "begin each kind with '- name: NAME'; `awaitd kinds` lists those that need no declaring"
            )
        }
        return []
    }

    private func watches(of top: MappingReader) -> [ConfigNode] {
        let help = "write `watches: []` if there is nothing to watch yet"
        guard let node = top.node("watches") else {
            let isNeeded = role == .list || ["defaults", "limits", "history", "kinds"].allSatisfy(top.lacks)
            if isNeeded, top.lacks("watches") { diagnostics.error("'watches' is missing", at: top.place, help: help) }
            return []
        }
        if case .sequence(let items) = node.content { return items }
        if node.isNull {
            diagnostics.error("'watches' has no value", at: top.keyPlace("watches"), help: help)
        } else if let found = node.description {
            diagnostics.error(
                "'watches' must be a list, not \(found)",
                at: Place(source, node.mark),
                help: "begin each watch with '- '"
            )
        }
        return []
    }
}
