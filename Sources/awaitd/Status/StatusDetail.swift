// SPDX-License-Identifier: Apache-2.0

package import Core

/// What `awaitd status NAME` shows: everything about one watch, and the commands that show more.
package struct StatusDetail: Sendable {
    private let watch: WatchStatus
    private let notices: [Notice]
    private let now: Timestamp
    private let style: Style
    private let width: Int?

    /// The details of a watch as of a moment, and its last notices; `width` nil means unbounded.
    package init(_ watch: WatchStatus, notices: [Notice], at now: Timestamp, style: Style, width: Int?) {
        self.watch = watch
        self.notices = notices
        self.now = now
        self.style = style
        self.width = width
    }

    /// How many of its notices are shown.
    package static let shownNotices = 5
    /// How many are looked at for details.
    static let readNotices = 20

    /// The lines.
    package var lines: [String] {
        var facts = [
            ("Kind", watch.kind), ("Resource", watch.resourceID), ("Region", watch.region), ("State", state),
        ]
        if let matcher = watch.matcher { facts.append(("Found by", matcher)) }
        if let estimate { facts.append(("Ends", estimate)) }
        switch watch.expectation {
        case .unmet(let text): facts.append(("Unmet", text))
        case .met: facts.append(("Expected", "met"))
        case nil: break
        }
        facts += [("Visibility", watch.visibilityText), ("Next poll", nextPoll)]
        if let reason = watch.reason { facts.append(("Reason", reason)) }
        let shownFacts = FactLines(style: style, width: width)
        let shown = NoticeLines(style: style, columns: width)
        return shownFacts.heading(watch.name)
            + facts.flatMap { name, value in shownFacts.lines(name, value) { paint(name, $0) } }
            + (notices.isEmpty
                ? [] : ["", style.dim("Last notices:")] + notices.suffix(Self.shownNotices).flatMap(shown.lines))
            + ["", style.dim("To dig deeper:")] + journalLines + longDetailLines
    }

    /// What a watch with `verbose: true` has asked for, as JSON of a member a line.
    private var longDetailLines: [String] {
        notices.longDetails(of: watch).flatMap { member, value in
            let lines = JSONLines.lines(value.cleaned(limit: Notice.longDetailLimit)).flatMap { line in
                guard let width, line.displayWidth > width - 2 else { return [line] }
                let margin = String(repeating: " ", count: min(line.prefix { $0 == " " }.count, width / 2))
                return line.wrapped(at: max(8, width - 2 - margin.count)).map { margin + $0 }
            }
            return ["", style.dim("\(member):")] + lines.map { "  " + $0 }
        }
    }

    /// The commands that show the journal's entries about it.
    private var journalLines: [String] {
        let own = ShellCommand("journalctl -x", ["AWAITD_WATCH=\(watch.name)"]).lines(width: width)
        switch watch.visibility {
        case .visible, .notFound, .rejected: return own
        case .throttled, .unauthorized, .unreachable:
            // What hits all watches of a service, region and credentials is one notice without a watch's name.
            let region = watch.region.cleaned(limit: 60)
            let matches = ["AWAITD_EVENT=visibility-lost", "AWAITD_REGION=\(region)"]
            return own + ShellCommand("journalctl -x", matches).lines(width: width)
        }
    }

    private var state: String {
        var text = watch.state.spoken
        if let status = watch.status { text += " (\(status))" }
        if let since = watch.since {
            text += " since \(WallClock.localDateAndTime(since)), for \(now.shownSeconds(since: since))"
        }
        return text
    }

    /// When it will probably end: `2026-11-21 10:42:00, about 12 min left (from 38 past jobs)`.
    private var estimate: String? {
        guard let end = watch.estimatedEnd, let text = end.text(at: now) else { return nil }
        return "\(WallClock.localDateAndTime(end.at)), \(text)"
    }

    private var nextPoll: String {
        guard let next = watch.nextPoll else { return watch.state.isFinal ? "none, it has ended" : "now" }
        return next > now ? "\(WallClock.localDateAndTime(next)), in \(next.shownSeconds(since: now))" : "now"
    }

    private func paint(_ name: String, _ value: String) -> String {
        switch name {
        case "State" where watch.state == .completed && !watch.isUnmet: style.good(value)
        case "Unmet": style.painted(value, .error)
        case "State": style.painted(value, watch.priority)
        case "Visibility" where watch.visibility != .visible: style.painted(value, .warning)
        default: value
        }
    }
}
