// SPDX-License-Identifier: Apache-2.0

import Core

/// Reads one YAML document into a tree, and refuses all of YAML that a watch list has no use for.
///
/// Anchors, aliases, tags and merge keys are each reported where they stand and reading goes on, since nothing is ever
/// expanded. Wrong syntax, deep nesting and a document too many end it.
struct ConfigTreeReader: ~Copyable {
    /// How deep lists and mappings may be nested; a watch list needs four.
    static let deepest = 16
    /// How many values a file may have: more than 100,000 watches with every key.
    static let mostNodes = 2_000_000
    /// After how many complaints reading ends: a person looks at the first, and a bomb has only those.
    static let mostComplaints = 1_000

    private let source: SourceText
    private let diagnostics: DiagnosticCollector
    private var stream: YAMLEventStream
    private var locator: MarkLocator
    private var depth = 0
    private var nodes = 0
    private var complaints = 0

    /// Ends the reading; what was wrong has been reported.
    private struct Ended: Error {}

    /// Reads `source`, which has been inspected.
    ///
    /// Nil if there is nothing to go on with, which has been reported then.
    static func read(_ source: SourceText, _ diagnostics: DiagnosticCollector) -> ConfigNode? {
        guard DirectiveCheck(source: source, diagnostics: diagnostics).passes() else { return nil }
        guard let stream = YAMLEventStream(source.bytes) else {
            diagnostics.error("there is not enough memory to read this file", file: source.file)
            return nil
        }
        var reader = ConfigTreeReader(source: source, diagnostics: diagnostics, stream: stream)
        do {
            return try reader.document()
        } catch {
            return nil
        }
    }

    private init(source: SourceText, diagnostics: DiagnosticCollector, stream: consuming YAMLEventStream) {
        self.source = source
        self.diagnostics = diagnostics
        self.stream = stream
        locator = MarkLocator(source)
    }

    private mutating func document() throws(Ended) -> ConfigNode? {
        _ = try next()
        guard case .documentStart = try next().content else {
            reportEmpty()
            return nil
        }
        let root = try node(try next())
        let end = try next()
        if let extra = DocumentEndCheck(source: source).extra(behind: end.end) {
            report(
                "a second document begins here; a watch file is one document", at: extra,
                help: "keep one; more watches can go into watches.d/")
            return nil
        }
        _ = try next()
        guard root.isNull else { return root }
        reportEmpty()
        return nil
    }

    private mutating func reportEmpty() {
        report(
            "there is nothing in this file", at: .start, help: "write `watches: []` if there is nothing to watch yet")
    }

    private mutating func next() throws(Ended) -> YAMLEvent {
        do {
            return try stream.next()
        } catch {
            SyntaxFaultReport(source: source, fault: error).report(to: diagnostics)
            throw Ended()
        }
    }

    private mutating func node(_ event: YAMLEvent) throws(Ended) -> ConfigNode {
        let mark = locator.mark(of: event.start)
        nodes += 1
        if nodes > Self.mostNodes {
            try end("more than \(Self.mostNodes) values are too many for a watch file", at: mark)
        }
        if complaints > Self.mostComplaints { throw Ended() }
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
            report("an alias (*name) is not supported", at: mark, help: "write the value out")
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

    private mutating func descend(at mark: SourceMark) throws(Ended) {
        depth += 1
        if depth > Self.deepest { try end("lists and mappings are nested more than \(Self.deepest) deep", at: mark) }
    }

    private mutating func sequence() throws(Ended) -> [ConfigNode] {
        var items: [ConfigNode] = []
        while true {
            let event = try next()
            if case .collectionEnd = event.content { return items }
            items.append(try node(event))
        }
    }

    private mutating func mapping() throws(Ended) -> [ConfigNode.Entry] {
        var entries: [ConfigNode.Entry] = []
        var firstMarks: [String: SourceMark] = [:]
        while true {
            let event = try next()
            if case .collectionEnd = event.content { return entries }
            let key = try node(event)
            let value = try node(try next())
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
            if let first = firstMarks[text] {
                report("the key '\(text.cleaned(limit: 60))' is given twice; first on line \(first.line)", at: key.mark)
                continue
            }
            firstMarks[text] = key.mark
            entries.append(.init(key: text, keyMark: key.mark, value: value))
        }
    }

    private mutating func end(_ message: String, at mark: SourceMark) throws(Ended) {
        report(message, at: mark)
        throw Ended()
    }

    private mutating func report(
        _ message: @autoclosure () -> String,
        at mark: SourceMark,
        help: @autoclosure () -> String? = nil
    ) {
        complaints += 1
        diagnostics.error(message(), at: Place(source, mark), help: help())
    }
}
