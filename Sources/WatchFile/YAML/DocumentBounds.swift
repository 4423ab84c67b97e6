// SPDX-License-Identifier: Apache-2.0

/// What precedes and follows the first document, found without having libyaml read it.
extension SourceText {
    /// The first directive that is not a single `%YAML` before the document.
    ///
    /// libyaml must not see the others: it compares each new `%TAG` with all before it.
    var unsupportedDirective: SourceMark? {
        let bytes = bytes
        let version = Array("%YAML ".utf8)
        var hasVersion = false
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                index += 1
            case UInt8(ascii: "#"):
                index = endOfLine(from: index)
            case UInt8(ascii: "%") where !hasVersion && bytes[index...].starts(with: version):
                hasVersion = true
                index = endOfLine(from: index)
            case UInt8(ascii: "%"):
                return mark(atOffset: index)
            default:
                return nil
            }
        }
        return nil
    }

    /// Where a second document begins after `position`, the end of the first; nil if there is none.
    ///
    /// Anything else that follows is a mistake, which libyaml reports.
    func secondDocument(after position: YAMLPosition) -> SourceMark? {
        var isFirst = true
        for line in (position.line + 1)..<(max(position.line + 1, lineCount) + 1) {
            let range = range(ofLine: line)
            let from = isFirst ? mark(line: line, column: position.column + 1).offset : range.lowerBound
            isFirst = false
            let text = bytes[from..<max(from, range.upperBound)].drop { $0 == 0x20 || $0 == 0x09 }
            guard let first = text.first, first != UInt8(ascii: "#") else { continue }
            if text.starts(with: Array("...".utf8)) { continue }
            let opensDocument = text.starts(with: Array("---".utf8)) || first == UInt8(ascii: "%")
            return opensDocument || endsExplicitly(before: line) ? mark(atOffset: text.startIndex) : nil
        }
        return nil
    }

    /// Whether a line `...` ends the document before `line`, so that whatever follows is another one.
    private func endsExplicitly(before line: Int) -> Bool {
        var line = line - 1
        while line >= 1 {
            let text = bytes[range(ofLine: line)].drop { $0 == 0x20 || $0 == 0x09 }
            line -= 1
            guard let first = text.first, first != UInt8(ascii: "#") else { continue }
            return text.starts(with: Array("...".utf8))
        }
        return false
    }

    private func endOfLine(from start: Int) -> Int {
        bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
    }
}
