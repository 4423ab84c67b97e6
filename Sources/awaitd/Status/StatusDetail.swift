// SPDX-License-Identifier: Apache-2.0

package import Core

/// What `awaitd status NAME` shows: everything about one watch, and how to find out more.
package struct StatusDetail: Sendable {
    private let watch: WatchStatus
    private let told: [Notice]
    private let now: Timestamp
    private let style: Style
    private let width: Int?

    /// The details of a watch as it stands at a moment, and what was told of it last; `width` nil means as wide as it
    /// takes.
    package init(_ watch: WatchStatus, told: [Notice], at now: Timestamp, style: Style, width: Int?) {
        self.watch = watch
        self.told = told
        self.now = now
        self.style = style
        self.width = width
    }

    /// How many of its notices are shown.
    package static let shownNotices = 5

    /// The lines.
    package var lines: [String] {
        var facts = [
            ("Kind", watch.kind), ("Resource", watch.resourceID), ("Region", watch.region), ("State", state),
        ]
        facts.append(("Sight", watch.sightWords))
        facts.append(("Next poll", nextPoll))
        if let reason = watch.reason { facts.append(("Reason", reason)) }
        let notices = NoticeLines(style: style, columns: width)
        return [style.bold(watch.name.cleaned(limit: 255))] + facts.flatMap(lines)
            + (told.isEmpty ? [] : ["", style.dim("Told last:")] + told.flatMap(notices.lines))
            + ["", style.dim("To dig deeper:")] + journalLines.map { "  \($0)" }
    }

    private func lines(_ name: String, _ value: String) -> [String] {
        let label = style.dim(String(repeating: " ", count: Self.labelWidth - 2 - name.utf8.count) + name + ":") + " "
        let text = value.cleaned(limit: 4_000)
        let lines = width.map { text.wrapped(at: max(20, $0 - Self.labelWidth)) } ?? [text]
        return lines.enumerated().map { index, line in
            (index == 0 ? label : String(repeating: " ", count: Self.labelWidth)) + paint(name, line)
        }
    }

    private static let labelWidth = 12

    /// The commands that show what the journal has of it.
    private var journalLines: [String] {
        let own = Self.journalLine(watch.name)
        switch watch.visibility {
        case .visible, .notFound, .rejected: return [own]
        case .throttled, .unauthorized, .unreachable:
            // What hits all watches with the same service, region and credentials is told once, and names none of them.
            let region = watch.region.cleaned(limit: 60)
            return [own, Self.journalCommand(["AWAITD_EVENT=visibility-lost", "AWAITD_REGION=\(region)"])]
        }
    }

    /// The command that shows all that the journal has of a watch, quoted for a shell.
    package static func journalLine(_ name: String) -> String {
        journalCommand(["AWAITD_WATCH=\(name)"])
    }

    private static func journalCommand(_ matches: [String]) -> String {
        "journalctl -x \(matches.map(quoted).joined(separator: " "))"
    }

    private static func quoted(_ match: String) -> String {
        let isPlain = match.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                || "_-.:/=@+".unicodeScalars.contains(scalar)
        }
        guard !isPlain else { return match }
        let parts = match.cleaned(limit: 600).split(separator: "'", omittingEmptySubsequences: false)
        return "'\(parts.joined(separator: #"'\''"#))'"
    }

    private var state: String {
        var text = watch.state.spoken
        if let status = watch.status { text += " (\(status))" }
        if let since = watch.since {
            let ago = DurationText.spoken(max(.seconds(1), now.since(since)).wholeSeconds)
            text += " since \(WallClock.localDateAndTime(since)), for \(ago)"
        }
        return text
    }

    private var nextPoll: String {
        guard let next = watch.nextPoll else { return watch.state.isFinal ? "none, it has ended" : "now" }
        guard next > now else { return "now" }
        let left = DurationText.spoken(max(next.since(now), .seconds(1)).wholeSeconds)
        return "\(WallClock.localDateAndTime(next)), in \(left)"
    }

    private func paint(_ name: String, _ value: String) -> String {
        switch name {
        case "State" where watch.state == .completed: style.good(value)
        case "State": style.painted(value, watch.priority)
        case "Sight" where watch.visibility != .visible: style.painted(value, .warning)
        default: value
        }
    }
}
