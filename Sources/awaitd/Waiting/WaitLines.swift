// SPDX-License-Identifier: Apache-2.0

package import Core

/// The live lines of `awaitd wait`, one for each open target: its name, its state and for how long, the next poll and the
/// estimated end.
///
/// All lines have the same columns. Where the terminal is narrow the less important ones go first; where it is low, the last
/// line says how many targets are not shown.
package struct WaitLines: Sendable {
    /// The most columns of a line.
    private let width: Int
    /// The most lines.
    private let height: Int
    private let style: Style

    /// The room that there is.
    package init(width: Int, height: Int, style: Style) {
        self.width = max(1, width)
        self.height = max(0, height)
        self.style = style
    }

    /// What one line says.
    private struct Row {
        let name: String
        let state: String
        let isSeen: Bool
        let nextPoll: String
        let estimate: String

        init(_ target: WatchStatus, at now: Timestamp, wall: Timestamp, elapsed: Duration) {
            name = target.name.cleaned(limit: 255)
            isSeen = target.visibility == .visible
            // Clocks that disagree, or that were set, make no negative time.
            let time = target.since.map { max(.zero, now.since($0)) } ?? elapsed
            let word = target.state == .unseen ? "not read yet" : target.state.spoken
            let sight = isSeen ? "" : ", \(target.visibility.rawValue)"
            let age = time < .seconds(1) ? "0s" : DurationText.spoken(.seconds(time.components.seconds))
            state = "\(word) \(age)\(sight)"
            nextPoll =
                target.nextPoll.map { next in
                    let seconds = (next.since(wall).wholeMicroseconds + 999_999) / 1_000_000
                    return DurationText.spoken(.seconds(max(1, seconds)))
                } ?? ""
            estimate = target.estimatedEnd?.text(at: now) ?? ""
        }
    }

    /// Which columns there are besides the name, from the most to the least.
    private static let layouts: [@Sendable (Row) -> [String]] = [
        { [$0.state, $0.nextPoll.after("next poll in "), $0.estimate] },
        { [$0.state, $0.nextPoll.after("next poll in "), $0.estimate.withoutOrigin] },
        { [$0.state, $0.nextPoll.after("next "), $0.estimate.withoutOrigin] },
        { [$0.state, $0.estimate.withoutOrigin] },
        { [$0.state] },
    ]

    /// How far the lines are set in, and what is between two columns.
    private static let (indent, gap) = ("  ", "  ")
    /// How many columns a longer name has at least, before another column goes.
    private static let leastName = 12

    /// The lines; `now` is the time by AWS's clock, `wall` by the host's, and `elapsed` how long the wait has been going on.
    package func lines(
        _ targets: [WatchStatus],
        at now: Timestamp,
        wall: Timestamp,
        elapsed: Duration
    ) -> [String] {
        let count = targets.count <= height ? targets.count : max(0, height - 1)
        let rows = targets.prefix(count).map { Row($0, at: now, wall: wall, elapsed: elapsed) }
        var lines = laidOut(rows)
        let left = targets.count - count
        if left > 0, height > 0 {
            let words = count == 0 ? left.counted("job") : "… and \(left.grouped) more"
            lines.append(style.dim((Self.indent + words).fitted(to: width)))
        }
        return lines
    }

    private func laidOut(_ rows: [Row]) -> [String] {
        let longest = rows.map(\.name.displayWidth).max() ?? 0
        for layout in Self.layouts {
            let cells = rows.map(layout)
            let widths = (cells.first ?? []).indices.map { column in cells.map { $0[column].displayWidth }.max() ?? 0 }
            let others = widths.reduce(0) { $1 == 0 ? $0 : $0 + Self.gap.count + $1 }
            let room = width - Self.indent.count - others
            guard room >= min(longest, Self.leastName) else { continue }
            let name = min(longest, room)
            return zip(rows, cells).map { row, cells in
                let shown = zip([row.name.abridged(to: name)] + cells, [name] + widths).filter { $1 > 0 }
                var line = Self.indent + shown.map { $0.padded(to: $1) }.joined(separator: Self.gap)
                while line.last == " " { line.removeLast() }
                return painted(line, row)
            }
        }
        // Without columns: what is left beside each state is its name's.
        return rows.map { row in
            let room = max(4, width - Self.indent.count - Self.gap.count - row.state.displayWidth)
            let line = "\(Self.indent)\(row.name.abridged(to: room))\(Self.gap)\(row.state)"
            return painted(line.fitted(to: width), row)
        }
    }

    private func painted(_ line: String, _ row: Row) -> String {
        row.isSeen ? line : style.painted(line, .warning)
    }
}

extension String {
    /// This after other words, if there is anything.
    fileprivate func after(_ words: String) -> String { isEmpty ? "" : words + self }

    /// An estimate without the number of jobs that it comes from.
    fileprivate var withoutOrigin: String {
        guard let end = firstIndex(of: "(") else { return self }
        return String(self[..<end].dropLast())
    }

    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - displayWidth))
    }

    /// The text with its middle left out if it is wider: names often differ at their ends only.
    fileprivate func abridged(to width: Int) -> String {
        guard displayWidth > width else { return self }
        let tail = max(0, width - 1) / 2
        var end = String.UnicodeScalarView()
        var taken = 0
        for scalar in unicodeScalars.reversed() {
            taken += String(scalar).displayWidth
            guard taken <= tail else { break }
            end.insert(scalar, at: end.startIndex)
        }
        let last = String(end)
        return fitted(to: max(1, width - last.displayWidth)) + last
    }
}
