// SPDX-License-Identifier: Apache-2.0

import Core
import StateStore

/// How long a watch was in each state, by its notices.
struct Timeline {
    /// A period in one state.
    struct Span {
        /// The state.
        let state: JobState
        /// How long it lasted; nil for a final state.
        let length: Duration?
        /// Whether it still goes on.
        let isOpen: Bool
        /// Whether it is a completion that was not as expected.
        let isUnmet: Bool

        /// `in progress 42min 10s`, `completed`.
        var text: String {
            let glyph = Timeline.glyph(of: state)
            guard let length else { return "\(glyph) \(state.spoken)\(isUnmet ? ", unmet" : "")" }
            return "\(glyph) \(state.spoken) \(DurationText.spoken(length))\(isOpen ? " so far" : "")"
        }
    }

    /// The changes of state so far, the oldest first, as far as they are kept.
    private var changes: [HistoryChange] = []
    /// How many changes are older than those.
    private(set) var omitted = 0

    /// The most periods that are shown; a watch that has more of them has no timeline that anyone could read.
    private static let mostSpans = 1_000

    /// A timeline without periods.
    init() {}

    /// Adds a watch's next changes.
    mutating func add(_ new: [HistoryChange]) {
        for change in new {
            // News within a state begins no period.
            if let last = changes.indices.last, changes[last].state == change.state {
                changes[last].isUnmet = change.isUnmet
            } else {
                changes.append(change)
            }
        }
        if changes.count >= 2 * Self.mostSpans { dropOldest() }
    }

    private mutating func dropOldest() {
        let surplus = max(0, changes.count - Self.mostSpans)
        changes.removeFirst(surplus)
        omitted += surplus
    }

    /// The periods, oldest first; an open one lasts until `now`.
    mutating func spans(until now: Timestamp) -> [Span] {
        dropOldest()
        return changes.enumerated().map { index, change in
            let next = index + 1 < changes.count ? changes[index + 1].at : nil
            let last = change.state.isFinal ? nil : max(.zero, now.since(change.at))
            return Span(
                state: change.state, length: next.map { $0.since(change.at) } ?? last, isOpen: next == nil,
                isUnmet: change.isUnmet)
        }
    }

    /// Periods as a bar of `width` columns; each has at least one, as far as there are enough.
    static func bar(_ spans: [Span], width: Int, _ style: Style) -> String {
        var widths = share(width, among: spans.map { $0.length?.inSeconds ?? 0 })
        var bar = ""
        for (index, span) in spans.enumerated() where widths[index] > 0 {
            bar += painted(String(repeating: glyph(of: span.state), count: widths[index]), span, style)
            widths[index] = 0
        }
        return bar
    }

    /// Distributes columns by length, at least one each.
    static func share(_ width: Int, among lengths: [Double]) -> [Int] {
        let total = lengths.reduce(0, +)
        let free = max(0, width - lengths.count)
        var widths = lengths.map { total > 0 ? 1 + Int(Double(free) * max(0, $0) / total) : 1 }
        // More periods than columns: the last ones matter most.
        var excess = widths.reduce(0, +) - width
        for index in widths.indices where excess > 0 {
            excess -= widths[index]
            widths[index] = 0
        }
        return widths
    }

    static func glyph(of state: JobState) -> String {
        switch state {
        case .unseen, .unknown: "?"
        case .pending: "░"
        case .inProgress: "▒"
        case .stopping: "▓"
        case .completed: "█"
        case .failed: "✗"
        case .stopped: "■"
        case .deleted: "×"
        }
    }

    static func painted(_ text: String, _ span: Span, _ style: Style) -> String {
        switch span.state {
        case .unseen, .pending: style.dim(text)
        case .inProgress: text
        case .completed: span.isUnmet ? style.painted(text, .error) : style.good(text)
        case .failed: style.painted(text, .error)
        case .stopping, .stopped, .deleted, .unknown: style.painted(text, .warning)
        }
    }
}
