// SPDX-License-Identifier: Apache-2.0

/// Where the keys of a watch file and its watches are, in bytes.
struct WatchListLayout {
    /// The value of `watches`.
    struct List {
        /// Where the key ends.
        let keyEnd: Int
        /// From the bracket or the first dash to the end of what the list has.
        let range: Range<Int>
        /// Whether it stands in brackets.
        let isFlow: Bool
        /// Its watches, without dashes.
        let items: [Range<Int>]
    }

    /// Whether the whole file stands in braces.
    let isFlow: Bool
    /// The column of the keys, counted from 0.
    let indent: Int
    /// Where the last value ends.
    let end: Int
    /// The list of watches; nil if the file has none.
    let list: List?

    /// Reads a text; nil if it cannot be read or has no keys.
    init?(_ source: SourceText) {
        guard let parser = YAMLParser(source.bytes) else { return nil }
        var reader = LayoutReader(parser: parser, locator: MarkLocator(source), bytes: source.bytes)
        do throws(YAMLError) {
            guard let layout = try reader.layout() else { return nil }
            self = layout
        } catch {
            return nil
        }
    }

    fileprivate init(isFlow: Bool, indent: Int, end: Int, list: List?) {
        (self.isFlow, self.indent, self.end, self.list) = (isFlow, indent, end, list)
    }
}

/// Walks through the events of a document.
private struct LayoutReader: ~Copyable {
    var parser: YAMLParser
    var locator: MarkLocator
    let bytes: [UInt8]
    /// Where the content ends that has been read: comments and empty lines after it do not count.
    private var end = 0

    init(parser: consuming YAMLParser, locator: MarkLocator, bytes: [UInt8]) {
        self.parser = parser
        self.locator = locator
        self.bytes = bytes
    }

    mutating func layout() throws(YAMLError) -> WatchListLayout? {
        _ = try parser.next()
        _ = try parser.next()
        let root = try parser.next()
        guard case .mappingStart = root.content else { return nil }
        let isFlow = opens(root, with: "{")
        var indent: Int?
        var list: WatchListLayout.List?
        var last = 0
        while true {
            let key = try parser.next()
            if case .collectionEnd = key.content { break }
            if indent == nil { indent = key.start.column }
            let keyEnd = try value(key).upperBound
            let first = try parser.next()
            if case .scalar("watches", _) = key.content, case .sequenceStart = first.content {
                list = try watches(first, keyEnd: keyEnd)
            } else {
                _ = try value(first)
            }
            last = end
        }
        return indent.map { WatchListLayout(isFlow: isFlow, indent: $0, end: last, list: list) }
    }

    private mutating func watches(_ first: YAMLEvent, keyEnd: Int) throws(YAMLError) -> WatchListLayout.List {
        let start = offset(first.start)
        let isFlow = opens(first, with: "[")
        end = isFlow ? offset(first.end) : start
        var items: [Range<Int>] = []
        while true {
            let item = try parser.next()
            note(item)
            if case .collectionEnd = item.content { break }
            items.append(try value(item))
        }
        return .init(keyEnd: keyEnd, range: start..<end, isFlow: isFlow, items: items)
    }

    /// The bytes of the value that begins with an event.
    private mutating func value(_ event: YAMLEvent) throws(YAMLError) -> Range<Int> {
        let start = offset(event.start)
        switch event.content {
        case .sequenceStart, .mappingStart:
            if opens(event, with: "[") || opens(event, with: "{") { note(event) }
            while true {
                let next = try parser.next()
                if case .collectionEnd = next.content {
                    note(next)
                    break
                }
                _ = try value(next)
            }
        case .scalar, .alias, .collectionEnd, .streamStart, .streamEnd, .documentStart, .documentEnd: note(event)
        }
        return start..<max(start, end)
    }

    /// Notes where an event ends that stands for something in the text: a block's end stands for nothing.
    private mutating func note(_ event: YAMLEvent) {
        if case .collectionEnd = event.content, event.end == event.start { return }
        if case .sequenceStart = event.content, !opens(event, with: "[") { return }
        if case .mappingStart = event.content, !opens(event, with: "{") { return }
        end = max(end, offset(event.end))
    }

    private mutating func opens(_ event: YAMLEvent, with bracket: Unicode.Scalar) -> Bool {
        let start = offset(event.start)
        return start < bytes.count && bytes[start] == UInt8(ascii: bracket)
    }

    private mutating func offset(_ position: YAMLPosition) -> Int { locator.mark(of: position).offset }
}
