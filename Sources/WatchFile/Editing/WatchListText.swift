// SPDX-License-Identifier: Apache-2.0

/// The text of a watch file, in which one watch is added or removed and every other byte stays.
///
/// Where things are, libyaml says. What comes out is to be read again before it is used: of what YAML allows, this knows
/// what people write.
struct WatchListText {
    private let source: SourceText
    private let lines: TextLines
    private let layout: WatchListLayout

    private var bytes: [UInt8] { lines.bytes }

    /// The text of a file that can be read, without a byte order mark; nil if it has no keys.
    init?(_ source: SourceText) {
        guard let layout = WatchListLayout(source) else { return nil }
        (self.source, lines, self.layout) = (source, TextLines(bytes: source.bytes), layout)
    }

    /// The text of a new file with one watch.
    static func new(with entry: WatchEntry) -> [UInt8] {
        let head = "# `awaitd add` and `awaitd remove` edit this file and leave the rest of it alone.\nwatches:\n"
        return Array((head + entry.lines(indent: 2).map { $0 + "\n" }.joined()).utf8)
    }

    // MARK: Adding

    /// The text with a watch at the end of the list.
    func adding(_ entry: WatchEntry) -> [UInt8] {
        guard let list = layout.list else {
            if layout.isFlow { return inserting(", watches: [\(entry.inFlow)]", at: layout.end) }
            let indent = layout.indent
            let key = String(repeating: " ", count: indent) + "watches:"
            let place = lines.end(ofBlockEndingAt: layout.end, indent: indent)
            return inserting([key] + entry.lines(indent: indent + 2), at: place, in: bytes)
        }
        if list.isFlow {
            if let last = list.items.last { return inserting(", \(entry.inFlow)", at: last.upperBound) }
            let isPlain = bytes[list.range].dropFirst().dropLast().allSatisfy { [0x20, 0x09].contains($0) }
            guard !layout.isFlow, isPlain, let colon = lines.colon(after: list.keyEnd) else {
                return inserting(entry.inFlow, at: list.range.lowerBound + 1)
            }
            // `watches: []` becomes a list with a line for each key.
            var rest = bytes
            rest.removeSubrange(colon + 1..<list.range.upperBound)
            let place = TextLines(bytes: rest).next(after: colon + 1)
            return inserting(entry.lines(indent: layout.indent + 2), at: place, in: rest)
        }
        let indent = lines.column(of: list.range.lowerBound)
        let end = list.items.last?.upperBound ?? list.range.upperBound
        return inserting(
            entry.lines(indent: indent), at: lines.end(ofBlockEndingAt: end, indent: indent), in: bytes)
    }

    private func inserting(_ text: String, at offset: Int) -> [UInt8] {
        bytes[..<offset] + Array(text.utf8) + bytes[offset...]
    }

    /// Bytes with whole lines inserted at the beginning of a line, or at the end of a text whose last line has no end,
    /// which the new last line then has none either.
    private func inserting(_ new: [String], at offset: Int, in bytes: [UInt8]) -> [UInt8] {
        let lines = TextLines(bytes: bytes)
        let end = self.lines.lineEnd
        if offset == bytes.count, !lines.endsWithLineEnd {
            return bytes + new.flatMap { end + Array($0.utf8) }
        }
        return bytes[..<offset] + new.flatMap { Array($0.utf8) + end } + bytes[offset...]
    }

    // MARK: Removing

    /// The text without the watch that has this place, and without the comments directly above it; nil if there is none.
    func removing(line: Int, column: Int) -> [UInt8]? {
        let offset = source.mark(line: line, column: column).offset
        guard let list = layout.list,
            let index = list.items.firstIndex(where: { $0.lowerBound <= offset && offset < $0.upperBound })
        else { return nil }
        return list.isFlow ? removing(inFlow: index, of: list) : removing(inBlock: index, of: list)
    }

    private func removing(inBlock index: Int, of list: WatchListLayout.List) -> [UInt8]? {
        let indent = lines.column(of: list.range.lowerBound)
        func end(_ index: Int) -> Int { lines.end(ofBlockEndingAt: list.items[index].upperBound, indent: indent) }
        // What belongs to the list's key, or to the watch before.
        let border = index == 0 ? lines.next(after: list.keyEnd) : end(index - 1)
        var begin = lines.start(of: list.range.lowerBound)
        if index > 0 {
            begin = border
            while lines.isBlank(begin) || lines.isComment(begin) { begin = lines.next(after: begin) }
        }
        while begin > border, let above = lines.previous(begin), lines.isComment(above) { begin = above }
        let finish = end(index)
        if finish == bytes.count, !lines.endsWithLineEnd { begin = lines.endOfPrevious(begin) }
        var text = bytes
        text.removeSubrange(begin..<finish)
        if list.items.count == 1 {
            guard let colon = lines.colon(after: list.keyEnd), colon < begin else { return nil }
            text.insert(contentsOf: " []".utf8, at: colon + 1)
        }
        return text
    }

    private func removing(inFlow index: Int, of list: WatchListLayout.List) -> [UInt8] {
        let item = list.items[index]
        var text = bytes
        // The comma behind it goes with it, else the one before.
        let comma = lines.skippingBlanks(from: item.upperBound)
        let hasComma = comma < bytes.count && bytes[comma] == UInt8(ascii: ",")
        let end = hasComma ? comma + 1 : item.upperBound
        var begin = lines.start(of: item.lowerBound)
        let isAlone = lines.skippingBlanks(from: begin) == item.lowerBound && lines.isBlankOrComment(from: end)
        if isAlone {
            while let above = lines.previous(begin), above > list.range.lowerBound, lines.isComment(above) {
                begin = above
            }
            text.removeSubrange(begin..<lines.next(after: end))
        } else if hasComma {
            text.removeSubrange(item.lowerBound..<lines.skippingBlanks(from: end))
        } else {
            let start = index > 0 ? list.items[index - 1].upperBound : item.lowerBound
            let between = bytes[start..<item.lowerBound]
            // A comment between them stays.
            let isPlain = between.allSatisfy { [0x20, 0x09, UInt8(ascii: ",")].contains($0) }
            text.removeSubrange((isPlain ? start : item.lowerBound)..<item.upperBound)
        }
        guard list.items.count == 1 else { return text }
        let inside = list.range.lowerBound + 1..<list.range.upperBound - 1 - (bytes.count - text.count)
        if text[inside].allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) { text.removeSubrange(inside) }
        return text
    }
}

/// The lines of a text that end in LF, CR LF or CR, by the offsets of their first bytes.
private struct TextLines {
    let bytes: [UInt8]

    private func isEnd(_ offset: Int) -> Bool { bytes[offset] == 0x0A || bytes[offset] == 0x0D }

    /// How the first line ends: LF if it is the only one.
    var lineEnd: [UInt8] {
        guard let first = bytes.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return [0x0A] }
        return Array(bytes[first..<afterEnd(at: first)])
    }

    /// Whether the last line has an end, or nothing is there.
    var endsWithLineEnd: Bool { bytes.isEmpty || isEnd(bytes.count - 1) }

    private func afterEnd(at offset: Int) -> Int {
        let isPair = bytes[offset] == 0x0D && offset + 1 < bytes.count && bytes[offset + 1] == 0x0A
        return offset + (isPair ? 2 : 1)
    }

    /// Where the line begins that has a byte.
    func start(of offset: Int) -> Int {
        var start = offset
        while start > 0, !isEnd(start - 1) { start -= 1 }
        return start
    }

    /// How many bytes of its line precede a byte.
    func column(of offset: Int) -> Int { offset - start(of: offset) }

    /// Where the next line begins; the end of the text if there is none.
    func next(after offset: Int) -> Int {
        var end = offset
        while end < bytes.count, !isEnd(end) { end += 1 }
        return end < bytes.count ? afterEnd(at: end) : end
    }

    /// Where the line ends, without its line end, that is before the one that begins at an offset.
    func endOfPrevious(_ offset: Int) -> Int {
        guard offset > 0, isEnd(offset - 1) else { return offset }
        let isPair = offset > 1 && bytes[offset - 1] == 0x0A && bytes[offset - 2] == 0x0D
        return offset - (isPair ? 2 : 1)
    }

    /// Where the line begins before the one that begins at an offset; nil for the first.
    func previous(_ offset: Int) -> Int? { offset > 0 ? start(of: endOfPrevious(offset)) : nil }

    /// The first byte from an offset on that is no space or tab.
    func skippingBlanks(from offset: Int) -> Int {
        var offset = offset
        while offset < bytes.count, bytes[offset] == 0x20 || bytes[offset] == 0x09 { offset += 1 }
        return offset
    }

    /// Whether there is nothing in the rest of a line.
    func isBlank(_ offset: Int) -> Bool {
        guard offset < bytes.count else { return false }
        let first = skippingBlanks(from: offset)
        return first == bytes.count || isEnd(first)
    }

    /// Whether there is only a comment in the rest of a line.
    func isComment(_ offset: Int) -> Bool {
        let first = skippingBlanks(from: offset)
        return first < bytes.count && bytes[first] == UInt8(ascii: "#")
    }

    /// Whether the rest of a line says nothing.
    func isBlankOrComment(from offset: Int) -> Bool { offset == bytes.count || isBlank(offset) || isComment(offset) }

    /// The colon after a key.
    func colon(after key: Int) -> Int? {
        let offset = skippingBlanks(from: key)
        return offset < bytes.count && bytes[offset] == UInt8(ascii: ":") ? offset : nil
    }

    /// Where the next line begins after a block that is indented by more than `indent` columns, its content ends at an
    /// offset, and comments that are indented as it is follow at once.
    func end(ofBlockEndingAt offset: Int, indent: Int) -> Int {
        // A text over several lines (`|`) ends where the next line begins.
        var end = offset > 0 && isEnd(offset - 1) ? offset : next(after: offset)
        while isComment(end), skippingBlanks(from: end) - end > indent { end = next(after: end) }
        return end
    }
}
