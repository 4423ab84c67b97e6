// SPDX-License-Identifier: Apache-2.0

import Core

/// Columns of text that line up, within a terminal's width.
struct TextTable {
    /// One column: its title, and how narrow it may be made.
    struct Column {
        let title: String
        let least: Int
    }

    /// One cell; the colour takes no room.
    struct Cell {
        let text: String
        var paint: @Sendable (String) -> String = { $0 }

        /// The same cell, its text cut to so many columns.
        func fitted(to width: Int) -> Cell { Cell(text: text.fitted(to: width), paint: paint) }
    }

    let columns: [Column]
    let rows: [[Cell]]

    /// How wide it would be if nothing were cut.
    var width: Int { natural.reduce(0, +) + Self.gap * max(0, columns.count - 1) }

    private var natural: [Int] {
        columns.indices.map { index in
            rows.reduce(columns[index].title.displayWidth) { max($0, $1[index].text.displayWidth) }
        }
    }

    /// The lines, the titles first; `width` nil means as wide as it takes.
    ///
    /// What does not fit is taken from the last column first, then from whichever is widest; if that is not enough, the
    /// last one is left out.
    func lines(width: Int?, title: (String) -> String) -> [String] {
        let widths = width.map { fit(natural, within: $0) } ?? natural
        let heads = columns.map { Cell(text: $0.title, paint: { $0 }) }
        return [title(line(heads, widths))] + rows.map { line($0, widths) }
    }

    /// How far the columns are apart.
    static let gap = 2

    private func fit(_ natural: [Int], within width: Int) -> [Int] {
        var widths = natural
        func excess() -> Int {
            let shown = widths.filter { $0 > 0 }
            return shown.reduce(0, +) + Self.gap * max(0, shown.count - 1) - width
        }
        if let last = columns.indices.last, excess() > 0 {
            widths[last] = max(columns[last].least, widths[last] - excess())
        }
        while excess() > 0 {
            let spare = columns.indices.dropLast().filter { widths[$0] > columns[$0].least }
            guard let widest = spare.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
        }
        if let last = columns.indices.last, excess() > 0 { widths[last] = 0 }
        return widths
    }

    private func line(_ cells: [Cell], _ widths: [Int]) -> String {
        var line = ""
        let last = widths.lastIndex { $0 > 0 }
        for (index, cell) in cells.enumerated() where widths[index] > 0 {
            let text = cell.text.fitted(to: widths[index])
            line += cell.paint(text)
            guard index != last else { continue }
            line += String(repeating: " ", count: widths[index] - text.displayWidth + Self.gap)
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
