// SPDX-License-Identifier: Apache-2.0

/// A place in a source text.
package struct SourceMark: Sendable, Hashable {
    private let storedLine: UInt32
    private let storedColumn: UInt32
    private let storedOffset: UInt32

    /// The line, counted from 1.
    package var line: Int { Int(storedLine) }
    /// The column in Unicode scalars, counted from 1.
    package var column: Int { Int(storedColumn) }
    /// The byte it stands at, counted from 0 behind a byte order mark.
    var offset: Int { Int(storedOffset) }

    /// A place; kept in 32 bits each, which is plenty below the size cap of a file.
    init(line: Int, column: Int, offset: Int) {
        storedLine = UInt32(clamping: line)
        storedColumn = UInt32(clamping: column)
        storedOffset = UInt32(clamping: offset)
    }

    /// The first character of a text.
    static let start = SourceMark(line: 1, column: 1, offset: 0)
}
