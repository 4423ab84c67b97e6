// SPDX-License-Identifier: Apache-2.0

package import Core

/// What `awaitd status MATCHER` shows: everything about a matcher, the jobs that it has found, and its last notices.
package struct MatcherDetail: Sendable {
    private let matcher: MatcherStatus
    private let report: StatusReport
    private let notices: [Notice]
    private let now: Timestamp
    private let style: Style
    private let width: Int?

    /// The details of a matcher of a report as of a moment; `width` nil means unbounded.
    package init(
        _ matcher: MatcherStatus, of report: StatusReport, notices: [Notice], at now: Timestamp, style: Style,
        width: Int?
    ) {
        self.matcher = matcher
        self.report = report
        self.notices = notices
        self.now = now
        self.style = style
        self.width = width
    }

    /// The lines.
    package var lines: [String] {
        let facts = FactLines(style: style, width: width)
        let style = style
        let isBlind = matcher.visibility != .visible
        var lines = facts.heading(matcher.name)
        lines += facts.lines("Kind", matcher.kind)
        lines += facts.lines("Matches", matcher.matches)
        lines += facts.lines("Found", "\(matcher.found), \(matcher.open) of them open")
        lines += facts.lines("Listed", listed)
        lines += facts.lines("Visibility", matcher.visibility.rawValue) {
            isBlind ? style.painted($0, .warning) : $0
        }
        if let reason = matcher.reason { lines += facts.lines("Reason", reason) }
        let table = StatusTable(report, at: now, style: style).jobs(of: matcher, width: width)
        if !table.isEmpty { lines += [""] + table }
        if !notices.isEmpty {
            let shown = NoticeLines(style: style, columns: width)
            lines += ["", style.dim("Last notices:")]
            lines += notices.suffix(StatusDetail.shownNotices).flatMap(shown.lines)
        }
        let journal = ShellCommand("journalctl -x", ["AWAITD_MATCHER=\(matcher.name)"])
        return lines + ["", style.dim("To dig deeper:")] + journal.lines(width: width)
    }

    private var listed: String {
        matcher.listedAt.map { "\(WallClock.localDateAndTime($0)), \(now.shownSeconds(since: $0)) ago" } ?? "not yet"
    }
}
