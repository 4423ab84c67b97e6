// SPDX-License-Identifier: Apache-2.0

/// One file's bytes, and where its lines begin.
///
/// Made for any bytes at all: ``isValidText(reportingTo:)`` checks whether they are text.
final class SourceText: Sendable {
    /// The path under which diagnostics name it.
    let file: String
    /// The bytes, without a UTF-8 byte order mark.
    let bytes: [UInt8]
    /// Where each line begins.
    ///
    /// Lines end at LF, CR LF or a lone CR, as they do for libyaml.
    private let lineStarts: [UInt32]
    /// Whether every byte is below 0x80, so that a character's index is its byte's.
    let isASCII: Bool
    /// The first byte of each line that no YAML text may have: NUL, and control characters but tab and line ends.
    let controlBytes: [Int]

    /// Scans the bytes once from end to end.
    init(file: String, bytes: [UInt8]) {
        self.file = file
        let text = Self.withoutByteOrderMark(bytes)
        var starts: [UInt32] = [0]
        var controls: [Int] = []
        var allBits: UInt8 = 0
        var lineHasControl = false
        var index = 0
        let count = text.count
        while index < count {
            let byte = text[index]
            allBits |= byte
            index += 1
            if byte >= 0x20, byte != 0x7F { continue }
            if byte == 0x0A || (byte == 0x0D && !(index < count && text[index] == 0x0A)) {
                starts.append(UInt32(clamping: index))
                lineHasControl = false
            } else if byte != 0x09, byte != 0x0D, !lineHasControl, controls.count < DiagnosticCollector.mostKept {
                controls.append(index - 1)
                lineHasControl = true
            }
        }
        self.bytes = text
        lineStarts = starts
        isASCII = allBits < 0x80
        controlBytes = controls
    }

    /// The bytes that follow a UTF-8 byte order mark, or all.
    static func withoutByteOrderMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    /// How many lines there are; one more than there are line ends.
    var lineCount: Int { lineStarts.count }

    /// The bytes of a line without its end; empty for a line that does not exist.
    func range(ofLine line: Int) -> Range<Int> {
        guard lineStarts.indices.contains(line - 1) else { return bytes.count..<bytes.count }
        let start = Int(lineStarts[line - 1])
        var end = line < lineStarts.count ? Int(lineStarts[line]) : bytes.count
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return start..<end
    }

    /// The mark of a byte.
    func mark(atOffset offset: Int) -> SourceMark {
        let target = min(max(0, offset), bytes.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(lineStarts[middle]) <= target { low = middle } else { high = middle }
        }
        let before = bytes[Int(lineStarts[low])..<target]
        let column = isASCII ? before.count : String(decoding: before, as: UTF8.self).unicodeScalars.count
        return SourceMark(line: low + 1, column: column + 1, offset: target)
    }

    /// The mark of a column of a line, both counted from 1, moved into the text if it lies outside.
    func mark(line: Int, column: Int) -> SourceMark {
        let line = min(max(1, line), lineCount)
        let range = range(ofLine: line)
        var offset = range.lowerBound
        var reached = 1
        while offset < range.upperBound, reached < column {
            offset += 1
            while offset < range.upperBound, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            reached += 1
        }
        return SourceMark(line: line, column: reached, offset: offset)
    }
}

/// A position in a source text.
package struct SourceMark: Sendable, Hashable {
    private let storedLine: UInt32
    private let storedColumn: UInt32
    private let storedOffset: UInt32

    /// The line, counted from 1.
    package var line: Int { Int(storedLine) }
    /// The column in Unicode scalars, counted from 1.
    package var column: Int { Int(storedColumn) }
    /// The byte, counted from 0 after a byte order mark.
    var offset: Int { Int(storedOffset) }

    /// A mark, kept in 32 bits each, which is plenty below the size limit of a file.
    init(line: Int, column: Int, offset: Int) {
        storedLine = UInt32(clamping: line)
        storedColumn = UInt32(clamping: column)
        storedOffset = UInt32(clamping: offset)
    }

    /// The first character of a text.
    static let start = SourceMark(line: 1, column: 1, offset: 0)
}

/// A position in one of several source texts.
struct SourceLocation {
    let source: SourceText
    let mark: SourceMark

    init(_ source: SourceText, _ mark: SourceMark) {
        self.source = source
        self.mark = mark
    }

    /// `FILE:LINE:COLUMN`.
    var text: String { "\(source.file):\(mark.line):\(mark.column)" }
}
