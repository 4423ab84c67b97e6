// SPDX-License-Identifier: Apache-2.0

package import Core
import Polling

/// What `awaitd status` shows of all watches: how they are doing in a line, then the table, trouble first.
package struct StatusTable: Sendable {
    private let watches: [WatchStatus]
    private let now: Timestamp
    private let style: Style

    /// A table of the watches as they stand at a moment.
    package init(_ watches: [WatchStatus], at now: Timestamp, style: Style) {
        self.watches = watches
        self.now = now
        self.style = style
    }

    /// The lines; `width` nil means as wide as it takes.
    ///
    /// Reasons have a column if there is room, long names cut, for those of trouble as they are; else these stand below
    /// their watch, which shows more of them, and the others are left out.
    package func lines(width: Int?) -> [String] {
        let head = (width.map { summary.wrappedAtCommas(at: $0) } ?? [summary]).map(style.bold)
        guard !watches.isEmpty else { return head }
        let shown = Self.sorted(watches)
        let reasons = shown.map { $0.shownReason.cleaned(limit: 500) }
        let rows = shown.map(row)
        guard let width else { return head + [""] + withReasons(rows, reasons).lines(width: nil, title: style.dim) }
        let whole = withReasons(rows, reasons)
        if whole.width <= width { return head + [""] + whole.lines(width: width, title: style.dim) }
        let cut = rows.map { row in row.prefix(1).map { $0.fitted(to: Self.longName) } + row.dropFirst() }
        let room = width - TextTable(columns: Self.columns, rows: cut).width - TextTable.gap
        let longest = zip(shown, reasons).filter(\.0.isTrouble).map(\.1.displayWidth).max() ?? 0
        guard room < max(longest, Self.leastReason) else {
            return head + [""] + withReasons(cut, reasons).lines(width: width, title: style.dim)
        }
        let table = TextTable(columns: Self.columns, rows: rows).lines(width: width, title: style.dim)
        var lines = head + [""] + table.prefix(1)
        for (line, (watch, reason)) in zip(table.dropFirst(), zip(shown, reasons)) {
            lines.append(line)
            if watch.isTrouble, !reason.isEmpty { lines.append("  " + reason.fitted(to: max(8, width - 2))) }
        }
        return lines
    }

    private func withReasons(_ rows: [[TextTable.Cell]], _ reasons: [String]) -> TextTable {
        TextTable(
            columns: Self.columns + [.init(title: "REASON", least: Self.leastReason)],
            rows: zip(rows, reasons).map { $0 + [.init(text: $1)] }
        )
    }

    private static let columns: [TextTable.Column] = [
        .init(title: "NAME", least: 12), .init(title: "KIND", least: 8), .init(title: "STATE", least: 11),
        .init(title: "SINCE", least: 9), .init(title: "SIGHT", least: 7), .init(title: "NEXT", least: 5),
    ]
    /// How narrow a column of reasons may be and still say something.
    private static let leastReason = 30

    /// How wide a name is that gives way to a column of reasons.
    private static let longName = 40

    /// `Watching 12: 3 pending, 5 in progress, 3 completed, 1 failed; 2 unreachable; next poll in 4s`.
    package var summary: String {
        var states: [JobState: Int] = [:]
        var outOfSight: [Visibility: Int] = [:]
        for watch in watches {
            states[watch.state, default: 0] += 1
            if watch.visibility != .visible { outOfSight[watch.visibility, default: 0] += 1 }
        }
        let next = watches.compactMap(\.nextPoll).min()
        return Summary(
            states: states,
            outOfSight: outOfSight,
            nextPoll: next.map { max(.zero, $0.since(now)) },
            isPolling: watches.contains { $0.nextPoll == nil && !$0.state.isFinal }
        ).statusLine
    }

    /// Trouble first, then what goes on, then what ended well; within these what has become so last.
    package static func sorted(_ watches: [WatchStatus]) -> [WatchStatus] {
        watches.enumerated()
            .sorted { left, right in
                let (one, other) = (left.element, right.element)
                if one.urgency != other.urgency { return one.urgency < other.urgency }
                // What has never been seen has no time.
                let (since, otherSince) = (one.since?.microseconds ?? .min, other.since?.microseconds ?? .min)
                return since == otherSince ? left.offset < right.offset : since > otherSince
            }
            .map(\.element)
    }

    private func row(_ watch: WatchStatus) -> [TextTable.Cell] {
        let style = style
        let priority = watch.priority
        let isGood = watch.state == .completed && watch.visibility == .visible
        let isSeen = watch.visibility == .visible
        return [
            .init(text: watch.name.cleaned(limit: 255), paint: { style.bold($0) }),
            .init(text: watch.kind.cleaned(limit: 60)),
            .init(
                text: watch.state.spoken,
                paint: { isGood ? style.good($0) : style.painted($0, watch.state == .failed ? .error : priority) }
            ),
            .init(text: watch.since.map { DurationText.spoken(max(.seconds(1), now.since($0)).wholeSeconds) } ?? "-"),
            .init(
                text: watch.sightWords,
                paint: { isSeen ? style.dim($0) : style.painted($0, .warning) }
            ),
            .init(text: nextPoll(watch), paint: { style.dim($0) }),
        ]
    }

    private func nextPoll(_ watch: WatchStatus) -> String {
        guard let next = watch.nextPoll else { return watch.state.isFinal ? "-" : "now" }
        return next > now ? DurationText.spoken(max(next.since(now), .seconds(1)).wholeSeconds) : "now"
    }
}

extension Duration {
    /// This duration without its fraction of a second.
    var wholeSeconds: Duration { .seconds(components.seconds) }
}

extension WatchStatus {
    /// Where it stands in the table: the smaller, the sooner somebody has to look.
    var urgency: Int {
        if visibility != .visible, state != .failed { return 1 }
        switch state {
        case .failed: return 0
        case .unknown: return 2
        case .stopped, .deleted: return 3
        case .stopping: return 4
        case .inProgress: return 5
        case .pending: return 6
        case .unseen: return 7
        case .completed: return 8
        }
    }

    /// Whether somebody has to look.
    var isTrouble: Bool { urgency <= 3 }

    /// AWS's words for how it stands; for a status that this version does not know, that status.
    fileprivate var shownReason: String {
        if let reason, !reason.isEmpty { return reason }
        return state == .unknown ? status.map { "status \($0)" } ?? "" : ""
    }

    /// Whether it can be seen, in words: what nobody has seen yet is not called visible.
    var sightWords: String { state == .unseen && visibility == .visible ? "not yet" : visibility.rawValue }

    /// Its colour.
    var priority: Notice.Priority {
        switch state {
        case .failed: .error
        case .stopped, .deleted, .unknown: .warning
        case .unseen: .info
        case .pending, .inProgress, .stopping, .completed: .notice
        }
    }
}
