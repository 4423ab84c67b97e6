// SPDX-License-Identifier: Apache-2.0

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
