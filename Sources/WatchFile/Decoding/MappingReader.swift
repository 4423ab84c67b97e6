// SPDX-License-Identifier: Apache-2.0

import Core

/// A mapping whose keys have been checked, and how its values are read.
struct MappingReader {
    let source: SourceText
    let diagnostics: DiagnosticCollector
    /// Where the mapping begins.
    private let mark: SourceMark
    private let entries: [ConfigNode.Entry]
    /// Keys that are missing because they were probably misspelt.
    private let misspelt: Set<String>

    /// Checks that a node is a mapping with known keys.
    ///
    /// Nil if it is not a mapping, which is reported as `title`.
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
                diagnostics.error(message, at: SourceLocation(source, node.mark), help: help)
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
                    : "unknown key '\(entry.key.shownInMessage)' in \(keys.mapping)",
                at: SourceLocation(source, entry.keyMark),
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
    var location: SourceLocation { SourceLocation(source, mark) }

    /// The value of a key.
    func node(_ key: String) -> ConfigNode? {
        entries.first { $0.key == key }?.value
    }

    /// Where a key is.
    func keyLocation(_ key: String) -> SourceLocation {
        SourceLocation(source, entries.first { $0.key == key }?.keyMark ?? mark)
    }

    /// Where the value of a key is, or the key if the value is empty and so has no location to show.
    func location(of node: ConfigNode, _ key: String) -> SourceLocation {
        node.isNull ? keyLocation(key) : SourceLocation(source, node.mark)
    }

    /// Whether it has no other keys than these.
    func says(only keys: [String]) -> Bool {
        entries.allSatisfy { keys.contains($0.key) }
    }

    /// Whether a key is missing, and was not misspelt either.
    func lacks(_ key: String) -> Bool {
        !misspelt.contains(key) && node(key) == nil
    }

    /// The mapping under a key; nil if there is none, or something else, which is reported as `'key'`.
    func mapping(_ key: String, _ keys: KeySet, help: String?, emptyHelp: String? = nil) -> MappingReader? {
        guard let node = node(key) else { return nil }
        return MappingReader(
            node.isNull ? ConfigNode(content: node.content, mark: keyLocation(key).mark) : node,
            keys: keys,
            title: "'\(key)'",
            help: node.isNull ? emptyHelp ?? help : help,
            source: source,
            diagnostics: diagnostics
        )
    }

    /// The items of the list under a key; nil if there is no such key, or something else under it, which is reported.
    func list(_ key: String, help: String, emptyHelp: String) -> [ConfigNode]? {
        guard let node = node(key) else { return nil }
        if case .sequence(let items) = node.content { return items }
        if node.isNull {
            diagnostics.error("'\(key)' has no value", at: keyLocation(key), help: emptyHelp)
        } else if let found = node.description {
            diagnostics.error(
                "'\(key)' must be a list, not \(found)", at: SourceLocation(source, node.mark), help: help)
        }
        return nil
    }

    /// The entries of a mapping whose keys are data; nil if there is no such key, or something else under it or too much,
    /// which is reported.
    func entries(_ key: String, upTo most: Int, help: String) -> [ConfigNode.Entry]? {
        guard let node = node(key) else { return nil }
        let location = location(of: node, key)
        guard case .mapping(let entries) = node.content else {
            let found = node.isNull ? "nothing" : node.description
            if let found {
                diagnostics.error("'\(key)' must be keys and values, not \(found)", at: location, help: help)
            }
            return nil
        }
        guard !entries.isEmpty else {
            diagnostics.error("'\(key)' has nothing in it", at: location, help: help)
            return nil
        }
        guard entries.count <= most else {
            diagnostics.error("'\(key)' has \(entries.count) entries, and at most \(most) are allowed", at: location)
            return nil
        }
        return entries
    }

    /// A mapping that is an item of a list, or one of several things that a key may have; nil if it is none, which is
    /// reported as `title`.
    func inner(_ node: ConfigNode, _ keys: KeySet, title: String, help: String) -> MappingReader? {
        MappingReader(node, keys: keys, title: title, help: help, source: source, diagnostics: diagnostics)
    }

    /// The text under a key made into a value; nil if there is no such key.
    ///
    /// `parse` returns nil for what it has rejected and reported.
    func setting<Value>(_ key: String, _ parse: (ConfigText) -> Value?) -> Setting<Value>? {
        guard let node = node(key) else {
            // A misspelt key was meant to be given: nothing else needs to be reported about it.
            return misspelt.contains(key) ? Setting(value: nil, location: location) : nil
        }
        return Setting(value: value(of: node, in: key, parse), location: location(of: node, key))
    }

    /// The texts under a key, one or a list of them, each made into a value; nil if there is no such key.
    ///
    /// What has been rejected is left out.
    func values<Value>(_ key: String, upTo most: Int, _ parse: (ConfigText) -> Value?) -> [Value]? {
        settings(key, upTo: most, parse)?.compactMap(\.value)
    }

    /// The texts under a key, one or a list of them, with where each is; nil if there is no such key.
    func settings<Value>(_ key: String, upTo most: Int, _ parse: (ConfigText) -> Value?) -> [Setting<Value>]? {
        guard let node = node(key) else { return nil }
        guard case .sequence(let items) = node.content else {
            return [Setting(value: value(of: node, in: key, parse), location: location(of: node, key))]
        }
        if items.count > most {
            diagnostics.error(
                "'\(key)' has \(items.count) entries, and at most \(most) are allowed",
                at: location(of: node, key)
            )
        }
        return items.prefix(most).map { item in
            Setting(value: value(of: item, in: key, parse), location: SourceLocation(source, item.mark))
        }
    }

    /// A key that is data, made into a value; nil if it is not one, which is reported.
    func parse<Value>(_ text: String, at mark: SourceMark, in key: String, _ parse: (ConfigText) -> Value?) -> Value? {
        parse(ConfigText(text, key: key, at: SourceLocation(source, mark), reportingTo: diagnostics))
    }

    /// A text, under a key or in a list under it, made into a value; nil if it is not one, which is reported.
    func value<Value>(of node: ConfigNode, in key: String, _ parse: (ConfigText) -> Value?) -> Value? {
        let location = location(of: node, key)
        guard case .scalar(let text, _) = node.content, !node.isNull else {
            if node.isNull {
                diagnostics.error("'\(key)' has no value", at: location, help: "give it one, or remove the line")
            } else if let found = node.description {
                diagnostics.error("'\(key)' must be text, not \(found)", at: location)
            }
            return nil
        }
        return parse(ConfigText(text, key: key, at: location, reportingTo: diagnostics))
    }
}

/// A value that a file gives, and where.
///
/// Without a value it was given wrongly, which has been reported.
struct Setting<Value> {
    let value: Value?
    let location: SourceLocation
}

/// A text of a file on its way to becoming a value, which reports what is wrong with it.
struct ConfigText {
    let text: String
    /// What every message about it begins with.
    private let prefix: String
    private let key: String
    private let location: SourceLocation
    private let diagnostics: DiagnosticCollector

    init(
        _ text: String,
        key: String,
        at location: SourceLocation,
        prefix: String = "",
        reportingTo diagnostics: DiagnosticCollector
    ) {
        self.text = text
        self.key = key
        self.location = location
        self.prefix = prefix
        self.diagnostics = diagnostics
    }

    /// The text in a message: with everything in it visible, and not too long.
    var shown: String { text.shownInMessage }

    /// Rejects the text, in words that follow the key's name, and returns nil for its value.
    ///
    /// The help is evaluated only if it will be read, since looking for what was meant takes time.
    func invalid<Value>(_ message: @autoclosure () -> String, help: @autoclosure () -> String? = nil) -> Value? {
        invalid(sentence: "'\(key)' \(message())", help: help())
    }

    /// Rejects the text, in a sentence that does not need the key's name.
    func invalid<Value>(sentence: @autoclosure () -> String, help: @autoclosure () -> String? = nil) -> Value? {
        diagnostics.error(prefix + sentence(), at: location, help: text.invisibleAdvice ?? help())
        return nil
    }
}

extension String {
    /// A piece of a file in a message: with everything in it visible, and not too long.
    var shownInMessage: String { revealed(limit: 60) }
}
