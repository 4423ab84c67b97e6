// SPDX-License-Identifier: Apache-2.0

package import Core
import StateStore

/// Shows recorded notices watch by watch: a timeline, how long each state lasted, and each notice with its time.
struct HistoryView {
    let style: Style
    /// How wide the terminal is; nil if there is none and lines may have any length.
    let columns: Int?
    let now: Timestamp

    /// The longest timeline, in columns; a wider terminal makes it no clearer.
    private static let widest = 100
    private static let indent = NoticeLines.indent

    /// How many notices are in memory at once.
    private static let pageSize = 1_000

    /// Shows the notices of stories one after the other, a page at a time; ends when `write` returns false.
    ///
    /// Throws what `write` does, and a ``StateStoreError`` if the record cannot be read.
    func show(_ stories: [HistoryStory], of reader: RecordReader, write: (String) throws -> Bool) throws {
        var separator = ""
        for story in stories {
            var pages = story.sequences.pages(of: Self.pageSize)[...]
            guard let first = pages.popFirst() else { continue }
            let beginning = try reader.notices(first)
            guard let heading = beginning.first.map(heading) else { continue }
            // The timeline comes first, and is of all pages.
            var timeline = Timeline()
            timeline.add(try reader.changes(first))
            for page in pages { timeline.add(try reader.changes(page)) }
            guard try write(separator + text([heading] + lines(&timeline) + lines(beginning))) else { return }
            for page in pages where try !write(text(lines(reader.notices(page)))) { return }
            separator = "\n"
        }
    }

    /// A part of a line that is kept together if it fits.
    private struct Piece {
        let text: String
        /// Colours the text, or a part of it.
        let paint: (String) -> String
    }

    private func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

    private func lines(_ timeline: inout Timeline) -> [String] {
        let spans = timeline.spans(until: now)
        guard !spans.isEmpty else { return [] }
        let width = min(columns ?? 80, Self.widest) - Self.indent.count
        var pieces = spans.map { span in
            Piece(text: span.text, paint: { Timeline.painted($0, span, style) })
        }
        if timeline.omitted > 0 {
            pieces.insert(Piece(text: "after \(timeline.omitted.counted("earlier change"))", paint: style.dim), at: 0)
        }
        return [Self.indent + Timeline.bar(spans, width: width, style)] + wrapped(pieces)
    }

    private func lines(_ notices: [Notice]) -> [String] {
        notices.flatMap(NoticeLines(style: style, columns: columns).lines)
    }

    private func heading(of notice: Notice) -> String {
        let content = notice.content
        let name = content.name ?? content.lane?.label ?? "awaitd"
        // A lane's kind is that of one notice, not of all of them.
        let kind = content.lane == nil ? content.kind : nil
        let what = [kind, content.watch?.resourceID].compactMap { $0 }.joined(separator: " ")
        let place = content.region.map { "in \($0)" } ?? ""
        let rest = [what, place].filter { !$0.isEmpty }.joined(separator: " ").cleaned(limit: 500)
        let shown = columns.map { name.cleaned(limit: 255).fitted(to: $0) } ?? name.cleaned(limit: 255)
        let room = columns.map { $0 - shown.displayWidth - 2 } ?? .max
        guard room >= 8, !rest.isEmpty else { return style.bold(shown) }
        return style.bold(shown) + "  " + style.dim(rest.fitted(to: room))
    }

    /// The periods in lines, as many in each as fit; one that does not fit a line is broken.
    private func wrapped(_ pieces: [Piece]) -> [String] {
        let room = max(8, (columns ?? 80) - Self.indent.count)
        var lines: [String] = []
        var width = 0
        for piece in pieces {
            for (index, text) in piece.text.wrapped(at: room).enumerated() {
                let painted = piece.paint(text)
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

extension [Int64] {
    /// The elements in parts of this length, the last one perhaps shorter.
    fileprivate func pages(of size: Int) -> [ArraySlice<Int64>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}

/// A hint at the notices about all watches of a service, a region and credentials, which name no watch.
package enum LaneHint {
    /// How many of the newest notices are looked at.
    package static let looksAt = 10_000

    /// A sentence about those of the newest notices that may concern a watch; nil if there are none.
    ///
    /// `notices` are the watch's or the matcher's own, whose last one has its kind and region.
    package static func sentence(for notices: [Notice], among newest: [Notice]) -> String? {
        let region = notices.last?.content.region
        let name = notices.last?.content.kind
        let kind = name.flatMap(KindTable.builtIn.kind(named:))
        var lanes: [String] = []
        var count = 0
        for notice in newest {
            guard let lane = notice.content.lane else { continue }
            if let region, lane.region != region { continue }
            if let kind, lane.service != kind.service.name { continue }
            if let name, let listed = lane.kind, listed != name { continue }
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
