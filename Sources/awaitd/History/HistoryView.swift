// SPDX-License-Identifier: Apache-2.0

import Core

/// Shows what was told, watch by watch: a timeline, how long each state lasted, and each notice with its time.
struct HistoryView {
    let style: Style
    /// How wide the terminal is; nil if nobody sits there and lines may be as long as they are.
    let columns: Int?
    let now: Timestamp

    /// The longest timeline, in columns; a wider terminal makes it no clearer.
    private static let widest = 100
    private static let indent = NoticeLines.indent

    /// All of it, as lines.
    func rendered(_ notices: [Notice]) -> String {
        stories(notices).map(told).joined(separator: "\n")
    }

    /// The notices of each watch and each lane, in the order of their first.
    private func stories(_ notices: [Notice]) -> [[Notice]] {
        var places: [[String?]: Int] = [:]
        var stories: [[Notice]] = []
        for notice in notices {
            let key = Self.subject(of: notice)
            let place = places[key] ?? stories.count
            if place == stories.count { stories.append([]) }
            places[key] = place
            stories[place].append(notice)
        }
        return stories
    }

    /// What tells one watch or lane from another: not the account, which may become known only later.
    private static func subject(of notice: Notice) -> [String?] {
        let (watch, lane) = (notice.content.watch, notice.content.lane)
        return [lane?.label, watch?.name, watch?.kind, watch?.resourceID, notice.content.region]
    }

    private func told(_ story: [Notice]) -> String {
        guard let first = story.first else { return "" }
        var lines = [heading(of: first)]
        let timeline = Timeline(story, until: now)
        if !timeline.spans.isEmpty {
            let width = min(columns ?? 80, Self.widest) - Self.indent.count
            lines.append(Self.indent + timeline.bar(width: width, style))
            lines += wrapped(timeline.spans.map { painted($0) }, timeline.spans.map(\.text))
        }
        let notices = NoticeLines(style: style, columns: columns)
        lines += story.flatMap(notices.lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private func heading(of notice: Notice) -> String {
        let watch = notice.content.watch
        let name = watch?.name ?? notice.content.lane?.label ?? "awaitd"
        let what = [watch?.kind, watch?.resourceID].compactMap { $0 }.joined(separator: " ")
        let place = notice.content.region.map { "in \($0)" } ?? ""
        let rest = [what, place].filter { !$0.isEmpty }.joined(separator: " ").cleaned(limit: 500)
        let shown = columns.map { name.cleaned(limit: 255).fitted(to: $0) } ?? name.cleaned(limit: 255)
        let room = columns.map { $0 - shown.displayWidth - 2 } ?? .max
        guard room >= 8, !rest.isEmpty else { return style.bold(shown) }
        return style.bold(shown) + "  " + style.dim(rest.fitted(to: room))
    }

    private func painted(_ span: Timeline.Span) -> String { Timeline.painted(span.text, span.state, style) }

    /// Words in lines that fit, each as wide as its plain form.
    private func wrapped(_ words: [String], _ plain: [String]) -> [String] {
        var lines: [String] = []
        var width = 0
        for (word, text) in zip(words, plain) {
            if let last = lines.indices.last, width + 2 + text.count <= columns ?? 80 {
                lines[last] += "  " + word
                width += 2 + text.count
            } else {
                lines.append(Self.indent + word)
                width = Self.indent.count + text.count
            }
        }
        return lines
    }
}
