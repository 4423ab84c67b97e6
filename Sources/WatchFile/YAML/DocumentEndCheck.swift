// SPDX-License-Identifier: Apache-2.0

/// Looks for a second document behind the first without having libyaml read it.
struct DocumentEndCheck {
    let source: SourceText

    /// Where another document begins behind `position`, at which the first has ended; nil if there is none.
    ///
    /// Anything else that stands there is a mistake, and libyaml's to name.
    func extra(behind position: YAMLPosition) -> SourceMark? {
        var isFirst = true
        for line in (position.line + 1)..<(max(position.line + 1, source.lineCount) + 1) {
            let range = source.range(ofLine: line)
            let from = isFirst ? source.mark(line: line, column: position.column + 1).offset : range.lowerBound
            isFirst = false
            let text = source.bytes[from..<max(from, range.upperBound)].drop { $0 == 0x20 || $0 == 0x09 }
            guard let first = text.first, first != UInt8(ascii: "#") else { continue }
            if text.starts(with: Array("...".utf8)) { continue }
            let opensDocument = text.starts(with: Array("---".utf8)) || first == UInt8(ascii: "%")
            return opensDocument || endsExplicitly(before: line) ? source.mark(atOffset: text.startIndex) : nil
        }
        return nil
    }

    /// Whether a line `...` ends the document before `line`, so that anything there is another one.
    private func endsExplicitly(before line: Int) -> Bool {
        var line = line - 1
        while line >= 1 {
            let text = source.bytes[source.range(ofLine: line)].drop { $0 == 0x20 || $0 == 0x09 }
            line -= 1
            guard let first = text.first, first != UInt8(ascii: "#") else { continue }
            return text.starts(with: Array("...".utf8))
        }
        return false
    }
}
