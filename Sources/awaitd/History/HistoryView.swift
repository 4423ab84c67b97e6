// SPDX-License-Identifier: Apache-2.0

package import Core

/// Shows recorded notices watch by watch: a timeline, how long each state lasted, and each notice with its time.
struct HistoryView {
    let style: Style
    /// How wide the terminal is; nil if there is none and lines may have any length.
    let columns: Int?
    let now: Timestamp

    /// The longest timeline, in columns; a wider terminal makes it no clearer.
    private static let widest = 100
    private static let indent = NoticeLines.indent

    /// The notices as lines.
    func rendered(_ notices: [Notice]) -> String {
        stories(notices).map(lines).joined(separator: "\n")
    }

    /// The notices of each watch and each lane, in the order of their first.
    private func stories(_ notices: [Notice]) -> [[Notice]] {
        var indices: [[String?]: Int] = [:]
        var stories: [[Notice]] = []
        for notice in notices {
            let key = Self.subject(of: notice)
            let index = indices[key] ?? stories.count
            if index == stories.count { stories.append([]) }
            indices[key] = index
            stories[index].append(notice)
        }
        return stories
    }

    /// What identifies a watch or a lane: not the account, which may become known only later.
    private static func subject(of notice: Notice) -> [String?] {
        let (watch, lane) = (notice.content.watch, notice.content.lane)
        return [lane?.label, watch?.name, watch?.kind, watch?.resourceID, notice.content.region]
    }

    private func lines(_ story: [Notice]) -> String {
        guard let first = story.first else { return "" }
        var lines = [heading(of: first)]
        let timeline = Timeline(story, until: now)
        if !timeline.spans.isEmpty {
            let width = min(columns ?? 80, Self.widest) - Self.indent.count
            lines.append(Self.indent + timeline.bar(width: width, style))
            lines += wrapped(timeline.spans)
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

    /// The periods in lines, as many in each as fit; one that does not fit a line is broken.
    private func wrapped(_ spans: [Timeline.Span]) -> [String] {
        let room = max(8, (columns ?? 80) - Self.indent.count)
        var lines: [String] = []
        var width = 0
        for span in spans {
            for (index, text) in span.text.wrapped(at: room).enumerated() {
                let painted = Timeline.painted(text, span.state, style)
                if index == 0, let last = lines.indices.last, width + 2 + text.displayWidth <= room {
                    lines[last] += "  " + painted
                    width += 2 + text.displayWidth
                } else {
                    lines.append(Self.indent + painted)
                    width = text.displayWidth
                }
            }
        }
        return lines
    }
}

/// A hint at the notices about all watches of a service, a region and credentials, which name no watch.
package enum LaneHint {
    /// How many of the newest notices are looked at.
    package static let looksAt = 10_000

    /// A sentence about those of the newest notices that may concern a watch; nil if there are none.
    ///
    /// `notices` are the watch's own, whose last one has its kind and region.
    package static func sentence(for notices: [Notice], among newest: [Notice]) -> String? {
        let region = notices.last?.content.region
        let kind = notices.last?.content.watch?.kind.flatMap(KindTable.builtIn.kind(named:))
        var lanes: [String] = []
        var count = 0
        for notice in newest {
            guard let lane = notice.content.lane else { continue }
            if let region, lane.region != region { continue }
            if let kind, lane.service != kind.service.name { continue }
            count += 1
            if !lanes.contains(lane.label) { lanes.append(lane.label) }
        }
        guard let first = lanes.first else { return nil }
        let subject = lanes.count == 1 ? first.cleaned(limit: 300) : "\(lanes.count) lanes"
        return
            "What affects all watches of a service, a region and credentials at once is reported without their names: "
            + "`awaitd history` has \(count.counted("notice")) of \(subject)."
    }
}
