// SPDX-License-Identifier: Apache-2.0

package import Core
import Polling

/// What `awaitd status` shows of all watches: a summary, then a table with trouble first.
///
/// The jobs that a matcher has found stand below a line about it, after the written watches.
package struct StatusTable: Sendable {
    private let report: StatusReport
    private let now: Timestamp
    private let style: Style

    /// A table of the watches of a report as of a moment.
    package init(_ report: StatusReport, at now: Timestamp, style: Style) {
        self.report = report
        self.now = now
        self.style = style
    }

    /// A table of watches as of a moment.
    package init(_ watches: [WatchStatus], at now: Timestamp, style: Style) {
        self.init(StatusReport(watches: watches), at: now, style: style)
    }

    /// The lines, none wider than `width`; nil means unbounded.
    ///
    /// Reasons get a column if there is room for those of trouble in full once long names are cut; else these are
    /// printed below their watch, where more of them fits, and the others are left out. On a narrow terminal columns are
    /// left out from the last one on; name, kind and state stay.
    package func lines(width: Int?) -> [String] {
        let head = (width.map { summary.wrappedAtCommas(at: $0) } ?? [summary]).map(style.bold)
        let body = body(width: width)
        let lists = report.listings.flatMap { $0.lines(at: now, style: style, width: width) }
        return head + (body.isEmpty ? [] : [""] + body) + (lists.isEmpty ? [] : [""] + lists)
    }

    /// The table alone, without the summary and the lists.
    func body(width: Int?) -> [String] {
        let groups = groups
        let shown = groups.flatMap(\.watches)
        guard !shown.isEmpty else { return groups.flatMap { heading(of: $0, width) } }
        let rows = groups.flatMap { group in group.watches.map { row($0, below: group.matcher) } }
        let lines = table(of: shown, rows, width: width)
        var body = Array(lines.prefix(1).joined())
        var next = 1
        for group in groups {
            body += heading(of: group, width)
            body += lines[next..<next + group.watches.count].joined()
            next += group.watches.count
        }
        return body
    }

    /// The jobs of a matcher alone, without a line about it.
    func jobs(of matcher: MatcherStatus, width: Int?) -> [String] {
        let watches = Self.sorted(report.watches.filter { $0.matcher == matcher.name })
        guard !watches.isEmpty else { return [] }
        return table(of: watches, watches.map { row($0, below: matcher) }, width: width).flatMap { $0 }
    }

    /// Watches that stand together: those written, or those of a matcher.
    private struct Group {
        var matcher: MatcherStatus?
        let watches: [WatchStatus]
    }

    private var groups: [Group] {
        let known = Set(report.matchers.map(\.name))
        let found = Dictionary(grouping: report.watches) { $0.matcher.flatMap { known.contains($0) ? $0 : nil } ?? "" }
        return [Group(watches: Self.sorted(found[""] ?? []))]
            + report.matchers.map { Group(matcher: $0, watches: Self.sorted(found[$0.name] ?? [])) }
    }

    private func heading(of group: Group, _ width: Int?) -> [String] {
        group.matcher?.lines(at: now, style: style, width: width) ?? []
    }

    /// The lines of the titles, and of each watch.
    private func table(of shown: [WatchStatus], _ rows: [[TextTable.Cell]], width: Int?) -> [[String]] {
        let reasons = shown.map { $0.shownReason(at: now).cleaned(limit: 500) }
        let whole = withReasons(rows, reasons)
        guard let width else { return whole.lines(width: nil, title: style.dim).map { [$0] } }
        if whole.width <= width { return whole.lines(width: width, title: style.dim).map { [$0] } }
        let cut = rows.map { row in row.prefix(1).map { $0.fitted(to: Self.longName) } + row.dropFirst() }
        let room = width - TextTable(columns: Self.columns, rows: cut).width - TextTable.gap
        let longest = zip(shown, reasons).filter(\.0.isTrouble).map(\.1.displayWidth).max() ?? 0
        guard room < max(longest, Self.leastReason) else {
            return withReasons(cut, reasons).lines(width: width, title: style.dim).map { [$0] }
        }
        let table = TextTable(columns: Self.columns, rows: rows)
        let hasVisibility = table.shows(Self.visibilityColumn, in: width)
        let all = table.lines(width: width, title: style.dim)
        return [Array(all.prefix(1))]
            + zip(zip(shown, reasons), all.dropFirst()).map { trouble, line in
                let (watch, reason) = trouble
                guard watch.isTrouble else { return [line] }
                let visibility = hasVisibility || watch.visibility == .visible ? "" : watch.visibilityText
                let words = [visibility, reason].filter { !$0.isEmpty }.joined(separator: ": ")
                return words.isEmpty ? [line] : [line, "  " + words.fitted(to: max(8, width - 2))]
            }
    }

    private func withReasons(_ rows: [[TextTable.Cell]], _ reasons: [String]) -> TextTable {
        TextTable(
            columns: Self.columns + [.init(title: "REASON", least: Self.leastReason)],
            rows: zip(rows, reasons).map { $0 + [.init(text: $1)] }
        )
    }

    private static let columns: [TextTable.Column] = [
        .init(title: "NAME", least: 12, floor: 6), .init(title: "KIND", least: 8, floor: 4),
        .init(title: "STATE", least: 11, floor: 6), .init(title: "SINCE", least: 9),
        .init(title: "VISIBILITY", least: 10), .init(title: "NEXT", least: 5),
    ]
    private static let visibilityColumn = 4
    /// The narrowest column of reasons that is still useful.
    private static let leastReason = 30

    /// The width to which names may be cut for a column of reasons.
    private static let longName = 40

    /// `Watching 12: 3 pending, 5 in progress, 3 completed, 1 failed; 2 unreachable; next poll in 4s`.
    package var summary: String {
        var states: [JobState: Int] = [:]
        var notVisible: [Visibility: Int] = [:]
        // A found job that has ended is counted no more.
        let watches = report.watches.filter { $0.matcher == nil || !$0.state.isFinal }
        for watch in watches {
            states[watch.state, default: 0] += 1
            if watch.visibility != .visible { notVisible[watch.visibility, default: 0] += 1 }
        }
        let next = watches.compactMap(\.nextPoll).min()
        return Summary(
            states: states,
            notVisible: notVisible,
            nextPoll: next.map { max(.zero, $0.since(now)) },
            isPolling: watches.contains { $0.nextPoll == nil && !$0.state.isFinal }
        ).statusLine
    }

    /// Trouble first, then what goes on, then what completed; within each the latest change first.
    package static func sorted(_ watches: [WatchStatus]) -> [WatchStatus] {
        watches.enumerated()
            .sorted { left, right in
                let (one, other) = (left.element, right.element)
                if one.urgency != other.urgency { return one.urgency < other.urgency }
                // A watch that has never been seen has no time.
                let (since, otherSince) = (one.since?.microseconds ?? .min, other.since?.microseconds ?? .min)
                return since == otherSince ? left.offset < right.offset : since > otherSince
            }
            .map(\.element)
    }

    private func row(_ watch: WatchStatus, below matcher: MatcherStatus?) -> [TextTable.Cell] {
        let style = style
        let priority = watch.priority
        let isVisible = watch.visibility == .visible
        let isGood = watch.state == .completed && isVisible && !watch.isUnmet
        return [
            .init(text: name(of: watch, below: matcher), paint: { style.bold($0) }),
            .init(text: watch.kind.cleaned(limit: 60)),
            .init(
                text: watch.state.spoken,
                paint: { isGood ? style.good($0) : style.painted($0, watch.state == .failed ? .error : priority) }
            ),
            .init(text: watch.since.map { now.shownSeconds(since: $0) } ?? "-"),
            .init(
                text: watch.visibilityText,
                paint: { isVisible ? style.dim($0) : style.painted($0, .warning) }
            ),
            .init(text: nextPoll(watch), paint: { style.dim($0) }),
        ]
    }

    /// The name; below its matcher's line without the matcher's.
    private func name(of watch: WatchStatus, below matcher: MatcherStatus?) -> String {
        guard let matcher else { return watch.name.cleaned(limit: 255) }
        let isWhole = !watch.name.hasPrefix(matcher.name + "/")
        let job = isWhole ? watch.name : String(watch.name.dropFirst(matcher.name.count + 1))
        return "  " + job.cleaned(limit: 255)
    }

    private func nextPoll(_ watch: WatchStatus) -> String {
        guard let next = watch.nextPoll else { return watch.state.isFinal ? "-" : "now" }
        return next > now ? next.shownSeconds(since: now) : "now"
    }
}

extension Timestamp {
    /// How long after `earlier` this is, in whole seconds and at least one: `1min 30s`.
    func shownSeconds(since earlier: Timestamp) -> String {
        DurationText.spoken(.seconds(max(1, since(earlier).components.seconds)))
    }
}

extension WatchStatus {
    /// The order in the table: the smaller, the more urgent.
    fileprivate var urgency: Int {
        if visibility != .visible, state != .failed { return 1 }
        switch state {
        case .failed: return 0
        case .unknown: return 2
        case .stopped, .deleted: return 3
        case .stopping: return 4
        case .inProgress: return 5
        case .pending: return 6
        case .unseen: return 7
        case .completed: return isUnmet ? 0 : 8
        }
    }

    /// Whether it completed, and not as expected.
    var isUnmet: Bool { expectation?.unmet != nil }

    /// Whether it needs attention.
    fileprivate var isTrouble: Bool { urgency <= 3 }

    /// The reason, after what is not as expected, or when it will probably end if it can be seen; for a status that this
    /// version does not know, that status.
    fileprivate func shownReason(at now: Timestamp) -> String {
        let estimate = visibility == .visible ? estimatedEnd?.text(at: now) : nil
        let unmet = expectation?.unmet.map { "unmet: \($0)" }
        let words = [unmet, estimate, reason].compactMap(\.self).filter { !$0.isEmpty }
        if !words.isEmpty { return words.joined(separator: "; ") }
        return state == .unknown ? status.map { "status \($0)" } ?? "" : ""
    }

    /// The visibility in words: `not yet` before the first read.
    var visibilityText: String { state == .unseen && visibility == .visible ? "not yet" : visibility.rawValue }

    /// The priority whose colour the state has.
    var priority: Notice.Priority {
        switch state {
        case .failed: .error
        case .stopped, .deleted, .unknown: .warning
        case .unseen: .info
        case .completed: isUnmet ? .error : .notice
        case .pending, .inProgress, .stopping: .notice
        }
    }
}

/// Aligned columns of text, within a terminal's width.
private struct TextTable {
    /// A column: its title, and the narrowest it may become.
    struct Column {
        let title: String
        /// The narrowest that it may become as long as others can be left out.
        let least: Int
        /// The narrowest that it may become at all; nil if it is left out instead.
        var floor: Int?
    }

    /// A cell; its colour takes no room.
    struct Cell {
        let text: String
        var paint: @Sendable (String) -> String = { $0 }

        /// The cell with its text cut to so many columns.
        func fitted(to width: Int) -> Cell { Cell(text: text.fitted(to: width), paint: paint) }
    }

    let columns: [Column]
    let rows: [[Cell]]

    /// The width if nothing is cut.
    var width: Int { natural.reduce(0, +) + Self.gap * max(0, columns.count - 1) }

    private var natural: [Int] {
        columns.indices.map { index in
            rows.reduce(columns[index].title.displayWidth) { max($0, $1[index].text.displayWidth) }
        }
    }

    /// The lines, titles first; `width` nil means unbounded.
    ///
    /// What does not fit is taken from the last column first, then from the widest ones; if that is not enough, columns are
    /// left out from the last one on. Those that stay in any case then become as narrow as their floors.
    func lines(width: Int?, title: (String) -> String) -> [String] {
        let widths = width.map { fit(natural, within: $0) } ?? natural
        return [title(line(columns.map { Cell(text: $0.title) }, widths))] + rows.map { line($0, widths) }
    }

    /// The space between columns.
    static let gap = 2

    /// Whether a column is shown in so many columns of a terminal.
    func shows(_ column: Int, in width: Int) -> Bool { fit(natural, within: width)[column] > 0 }

    private func fit(_ natural: [Int], within width: Int) -> [Int] {
        var shown = columns.indices
        while true {
            var widths = natural.indices.map { shown.contains($0) ? natural[$0] : 0 }
            func excess() -> Int { widths.reduce(0, +) + Self.gap * max(0, shown.count - 1) - width }
            func narrow(to least: (Column) -> Int) {
                while excess() > 0 {
                    let spare = shown.filter { widths[$0] > least(columns[$0]) }
                    guard let widest = spare.max(by: { widths[$0] < widths[$1] }) else { return }
                    widths[widest] -= 1
                }
            }
            guard let last = shown.last else { return widths }
            widths[last] = max(min(widths[last], columns[last].least), widths[last] - max(0, excess()))
            narrow(to: \.least)
            if excess() <= 0 { return widths }
            if columns[last].floor == nil {
                shown = shown.dropLast()
                continue
            }
            narrow { $0.floor ?? $0.least }
            return widths
        }
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
