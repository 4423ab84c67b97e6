// SPDX-License-Identifier: Apache-2.0

import Core

/// A mapping whose keys have been checked, and the schema's words for reading its values.
struct MappingReader {
    let source: SourceText
    let diagnostics: DiagnosticCollector
    /// Where the mapping begins.
    let mark: SourceMark
    private let entries: [ConfigNode.Entry]
    /// Keys that are missing because they were probably misspelt.
    private let misspelt: Set<String>

    /// Checks that a node is a mapping with known keys.
    ///
    /// Nil if it is no mapping, which is reported as `title`.
    init?(
        _ node: ConfigNode,
        keys: KeySet,
        title: String,
        help: String?,
        source: SourceText,
        diagnostics: DiagnosticCollector
    ) {
        guard case .mapping(let entries) = node.content else {
            if let found = node.description {
                let message =
                    node.isNull ? "\(title) has nothing in it" : "\(title) must be keys and values, not \(found)"
                diagnostics.error(message, at: Place(source, node.mark), help: help)
            }
            return nil
        }
        var misspelt: Set<String> = []
        let unknown = entries.filter { !keys.keys.contains($0.key) }
        for entry in unknown.prefix(DiagnosticCollector.mostKept) {
            if let meant = keys.meant(by: entry.key) { misspelt.insert(meant) }
        }
        for entry in unknown {
            diagnostics.error(
                entry.key.isEmpty
                    ? "a key is missing in front of the ':'"
                    : "unknown key '\(entry.key.cleaned(limit: 60))' in \(keys.place)",
                at: Place(source, entry.keyMark),
                help: keys.help(for: entry.key)
            )
        }
        self.source = source
        self.diagnostics = diagnostics
        self.mark = node.mark
        self.entries = entries
        self.misspelt = misspelt
    }

    /// Where the mapping begins.
    var place: Place { Place(source, mark) }

    /// The value of a key.
    func node(_ key: String) -> ConfigNode? {
        entries.first { $0.key == key }?.value
    }

    /// The place of a key.
    func keyPlace(_ key: String) -> Place {
        Place(source, entries.first { $0.key == key }?.keyMark ?? mark)
    }

    /// Whether a key is missing, and no misspelt key stands there in its place.
    func lacks(_ key: String) -> Bool {
        !misspelt.contains(key) && node(key) == nil
    }

    /// The text under a key made into a value; nil if there is no such key.
    ///
    /// `parse` says what is wrong by throwing.
    func setting<Value>(_ key: String, _ parse: (String) throws(Fault) -> Value) -> Setting<Value>? {
        guard let node = node(key) else {
            // What was misspelt was meant to be given: nothing else needs to be said about it.
            return misspelt.contains(key) ? Setting(value: nil, place: place) : nil
        }
        return Setting(value: value(of: node, in: key, parse), place: shownPlace(of: node, key))
    }

    /// A text, which stands under a key or in a list under it, made into a value; nil if it is none, which is reported.
    func value<Value>(of node: ConfigNode, in key: String, _ parse: (String) throws(Fault) -> Value) -> Value? {
        let place = shownPlace(of: node, key)
        guard case .scalar(let text, _) = node.content, !node.isNull else {
            if node.isNull {
                diagnostics.error("'\(key)' has no value", at: place, help: "give it one, or remove the line")
            } else if let found = node.description {
                diagnostics.error("'\(key)' must be text, not \(found)", at: place)
            }
            return nil
        }
        do {
            return try parse(text)
        } catch {
            let subject = error.isSentence ? "" : "'\(key)' "
            diagnostics.error(subject + error.message, at: place, help: error.help)
            return nil
        }
    }

    /// An empty value has no place of its own to show.
    private func shownPlace(of node: ConfigNode, _ key: String) -> Place {
        node.isNull ? keyPlace(key) : Place(source, node.mark)
    }
}

/// What is wrong with a value, and what to do.
struct Fault: Error {
    let message: String
    /// Whether the message stands by itself; if not, it follows the key's name.
    let isSentence: Bool
    private let advise: @Sendable () -> String?

    init(
        _ message: String,
        help: @autoclosure @escaping @Sendable () -> String? = nil,
        isSentence: Bool = false
    ) {
        self.message = message
        self.isSentence = isSentence
        advise = help
    }

    /// What to do about it; made only when somebody reads it, since looking for what was meant takes its time.
    var help: String? { advise() }
}

extension ConfigNode {
    /// What a node is, for messages; nil for what has been reported already.
    var description: String? {
        switch content {
        case .scalar: "text"
        case .sequence: "a list"
        case .mapping: "keys and values"
        case .invalid: nil
        }
    }
}
