// SPDX-License-Identifier: Apache-2.0

package import Core

/// One notice for a terminal: its time and its message, wrapped.
package struct NoticeLines: Sendable {
    private let style: Style
    private let columns: Int?

    /// Lines of at most `columns` columns; nil for lines of any length.
    package init(style: Style, columns: Int?) {
        self.style = style
        self.columns = columns
    }

    /// How far the lines are indented.
    package static let indent = "  "
    /// How narrow the message may get beside the time before it goes below it.
    private static let leastWords = 30
    /// How many lines one message takes at most.
    private static let mostLines = 8

    /// The lines of a notice, without the watch's or matcher's name at the start of the message, which the heading has.
    package func lines(_ notice: Notice) -> [String] {
        let at = notice.stamp.map { WallClock.localDateAndTime($0.observedAt) } ?? ""
        let painted = words(notice).map { notice.isSuccess ? style.good($0) : style.painted($0, notice.priority) }
        let isBeside = room.map { $0 >= Self.leastWords } ?? true
        guard isBeside else {
            let margin = columns.map { $0 < Self.indent.count + Self.timeWidth } ?? false ? "" : Self.indent
            let times = columns.map { at.wrapped(at: max(8, $0 - margin.count)) } ?? [at]
            return times.map { margin + style.dim($0) } + painted.map { Self.indent + Self.indent + $0 }
        }
        let time = Self.indent + style.dim(at)
        let hanging = String(repeating: " ", count: Self.indent.count + Self.timeWidth + 2)
        return painted.enumerated().map { index, line in index == 0 ? "\(time)  \(line)" : hanging + line }
    }

    private static let timeWidth = WallClock.localDateAndTime(WallClock.now()).count

    /// How many columns are left beside the time; nil if there is no limit.
    private var room: Int? { columns.map { $0 - Self.indent.count - Self.timeWidth - 2 } }

    private func words(_ notice: Notice) -> [String] {
        var words = notice.message.cleaned()
        if let name = notice.content.name?.cleaned(limit: 255), words.hasPrefix("\(name): ") {
            words = String(words.dropFirst(name.count + 2))
        }
        guard let columns, let room else { return [words] }
        let width = room >= Self.leastWords ? room : max(8, columns - 2 * Self.indent.count)
        let lines = words.wrapped(at: width)
        guard lines.count > Self.mostLines else { return lines }
        let rest = lines[(Self.mostLines - 1)...].joined(separator: " ")
        return lines.prefix(Self.mostLines - 1) + [rest.fitted(to: width)]
    }
}
