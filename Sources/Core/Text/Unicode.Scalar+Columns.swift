// SPDX-License-Identifier: Apache-2.0

extension Unicode.Scalar {
    /// How many columns of a terminal the character takes: 0, 1 or 2.
    ///
    /// Wide are the blocks that Unicode's EastAsianWidth.txt has as W or F almost throughout; that is enough to put a
    /// caret under the right word, and to line up a table.
    package var columns: Int {
        switch value {
        case 0..<0x300: 1
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF: 2
        case 0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6: 2
        case 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD: 2
        default:
            switch properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: 0
            default: 1
            }
        }
    }
}
