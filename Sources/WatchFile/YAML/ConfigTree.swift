// SPDX-License-Identifier: Apache-2.0

import Core

/// A value of a configuration file, and where it begins.
///
/// Scalars are text: the schema gives them types.
struct ConfigNode {
    /// What the value is.
    enum Content {
        /// A text; plain means without quotes.
        case scalar(String, isPlain: Bool)
        /// A list.
        case sequence([ConfigNode])
        /// Keys and values in their order. A key given twice is in it once, with its first value.
        case mapping([Entry])
        /// Something without a value that has been reported: an alias.
        case invalid
    }

    /// A key with its value.
    struct Entry {
        let key: String
        let keyMark: SourceMark
        let value: ConfigNode
    }

    let content: Content
    let mark: SourceMark

    /// Whether YAML calls it null: nothing at all, `~` or `null`, without quotes.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// What a node is, for messages; nil for what has been reported.
    var description: String? {
        switch content {
        case .scalar: "text"
        case .sequence: "a list"
        case .mapping: "keys and values"
        case .invalid: nil
        }
    }
}

/// Reads one YAML document into a tree, and refuses all of YAML that a watch list does not need.
///
/// Anchors, aliases, tags and merge keys are each reported at their location and reading goes on, since nothing is ever
/// expanded. A syntax error, deep nesting or a second document ends it.
struct ConfigTreeReader: ~Copyable {
    /// How deep lists and mappings may be nested; a watch list needs four.
    private static let deepest = 16
    /// How many values a file may have: more than 100,000 watches with every key.
    private static let mostNodes = 2_000_000
    /// After how many complaints reading ends: a person looks at the first, and a bomb has only those.
    private static let mostComplaints = 1_000

    private let source: SourceText
    private let diagnostics: DiagnosticCollector
    private var parser: YAMLParser
    private var locator: MarkLocator
    private var depth = 0
    private var nodes = 0
    private var complaints = 0

    /// Reads `source`, whose bytes have been found to be text.
    ///
    /// Nil if there is nothing to go on with, which has been reported.
    static func read(_ source: SourceText, _ diagnostics: DiagnosticCollector) -> ConfigNode? {
        if let mark = source.unsupportedDirective {
            diagnostics.error(
                "this YAML directive is not supported", at: SourceLocation(source, mark), help: "remove the line")
            return nil
        }
        guard let parser = YAMLParser(source.bytes) else {
            diagnostics.error("there is not enough memory to read this file", file: source.file)
            return nil
        }
        var reader = ConfigTreeReader(source: source, diagnostics: diagnostics, parser: parser)
        do {
            return try reader.document()
        } catch {
            if case .syntax(let problem) = error {
                SyntaxErrorReport(source: source, problem: problem).report(to: diagnostics)
            }
            return nil
        }
    }

    private init(source: SourceText, diagnostics: DiagnosticCollector, parser: consuming YAMLParser) {
        self.source = source
        self.diagnostics = diagnostics
        self.parser = parser
        locator = MarkLocator(source)
    }

    private mutating func document() throws(YAMLError) -> ConfigNode? {
        _ = try parser.next()
        guard case .documentStart = try parser.next().content else {
            reportEmpty()
            return nil
        }
        let root = try node(try parser.next())
        let end = try parser.next()
        if let extra = source.secondDocument(after: end.end) {
            report(
                "a second document begins here; a watch file is one document", at: extra,
                help: "keep one; more watches can go into watches.d/")
            return nil
        }
        _ = try parser.next()
        guard root.isNull else { return root }
        reportEmpty()
        return nil
    }

    private mutating func reportEmpty() {
        report(
            "there is nothing in this file", at: .start, help: "write `watches: []` if there is nothing to watch yet")
    }

    private mutating func node(_ event: YAMLEvent) throws(YAMLError) -> ConfigNode {
        let mark = locator.mark(of: event.start)
        nodes += 1
        if nodes > Self.mostNodes {
            throw stopped("more than \(Self.mostNodes) values are too many for a watch file", at: mark)
        }
        if complaints > Self.mostComplaints { throw .reported }
        checkProperties(event, at: mark)
        switch event.content {
        case .scalar(let text, let isPlain):
            return ConfigNode(content: .scalar(text, isPlain: isPlain), mark: mark)
        case .sequenceStart:
            try descend(at: mark)
            let items = try sequence()
            depth -= 1
            return ConfigNode(content: .sequence(items), mark: mark)
        case .mappingStart:
            try descend(at: mark)
            let entries = try mapping()
            depth -= 1
            return ConfigNode(content: .mapping(entries), mark: mark)
        case .alias:
            report(
                "an alias (*name) is not supported", at: mark,
                help: "write the value out; put quotes around a text that begins with '*'")
            return ConfigNode(content: .invalid, mark: mark)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .collectionEnd:
            // libyaml does not send these in place of a value.
            return ConfigNode(content: .invalid, mark: mark)
        }
    }

    private mutating func checkProperties(_ event: YAMLEvent, at mark: SourceMark) {
        if event.hasAnchor {
            report("an anchor (&name) is not supported", at: mark, help: "use `defaults:` for what all watches share")
        }
        // libyaml drops the tag `!`, but the value begins where the tag does.
        let startsWithTag = source.bytes.indices.contains(mark.offset) && source.bytes[mark.offset] == UInt8(ascii: "!")
        if event.hasTag || (startsWithTag && !event.hasAnchor) {
            report("a tag (!name) is not supported", at: mark, help: "remove the tag; quote the value if it is text")
        }
    }

    private mutating func descend(at mark: SourceMark) throws(YAMLError) {
        depth += 1
        if depth > Self.deepest {
            throw stopped("lists and mappings are nested more than \(Self.deepest) deep", at: mark)
        }
    }

    private mutating func sequence() throws(YAMLError) -> [ConfigNode] {
        var items: [ConfigNode] = []
        while true {
            let event = try parser.next()
            if case .collectionEnd = event.content { return items }
            items.append(try node(event))
        }
    }

    private mutating func mapping() throws(YAMLError) -> [ConfigNode.Entry] {
        var entries: [ConfigNode.Entry] = []
        var firstMarks = FirstMarks()
        while true {
            let event = try parser.next()
            if case .collectionEnd = event.content { return entries }
            let key = try node(event)
            let value = try node(try parser.next())
            guard case .scalar(let text, let isPlain) = key.content else {
                if case .invalid = key.content { continue }
                report("a key must be plain text", at: key.mark)
                continue
            }
            if isPlain, text == "<<" {
                report(
                    "a merge key (<<) is not supported", at: key.mark,
                    help: "use `defaults:` for what all watches share")
                continue
            }
            if let first = firstMarks.note(text, at: key.mark) {
                report("the key '\(text.shownInMessage)' is given twice; first on line \(first.line)", at: key.mark)
                continue
            }
            entries.append(.init(key: text, keyMark: key.mark, value: value))
        }
    }

    private mutating func stopped(_ message: String, at mark: SourceMark) -> YAMLError {
        report(message, at: mark)
        return .reported
    }

    private mutating func report(
        _ message: @autoclosure () -> String,
        at mark: SourceMark,
        help: @autoclosure () -> String? = nil
    ) {
        complaints += 1
        diagnostics.error(message(), at: SourceLocation(source, mark), help: help())
    }
}

/// Where each key of a mapping was first given.
private struct FirstMarks {
    /// The first keys, which are all of them in nearly every mapping: a dictionary of its own would take longer than to
    /// compare a few words.
    private var few: [(key: String, mark: SourceMark)] = []
    private var many: [String: SourceMark] = [:]

    private static let fewest = 16

    /// Notes a key; returns where it was given before, if it was.
    mutating func note(_ key: String, at mark: SourceMark) -> SourceMark? {
        if let known = few.first(where: { $0.key == key }) { return known.mark }
        if few.count < Self.fewest {
            few.append((key, mark))
            return nil
        }
        if let known = many[key] { return known }
        many[key] = mark
        return nil
    }
}

/// Turns libyaml's positions, which count characters, into marks, which have the byte too.
///
/// Positions come in growing order, so the text is walked through once, however long its lines are.
struct MarkLocator {
    private let source: SourceText
    private var index = 0
    private var offset = 0

    init(_ source: SourceText) {
        self.source = source
    }

    mutating func mark(of position: YAMLPosition) -> SourceMark {
        if source.isASCII {
            return SourceMark(line: position.line + 1, column: position.column + 1, offset: position.index)
        }
        if position.index < index { (index, offset) = (0, 0) }
        let bytes = source.bytes
        while index < position.index, offset < bytes.count {
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            index += 1
        }
        return SourceMark(line: position.line + 1, column: position.column + 1, offset: offset)
    }
}
