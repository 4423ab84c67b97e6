// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

/// What `awaitd status NAME` shows: everything about one watch, and how to find out more.
package struct StatusDetail: Sendable {
    private let watch: WatchStatus
    private let now: Timestamp
    private let style: Style

    /// The details of a watch as it stands at a moment.
    package init(_ watch: WatchStatus, at now: Timestamp, style: Style) {
        self.watch = watch
        self.now = now
        self.style = style
    }

    /// The lines, as long as they have to be.
    package var lines: [String] {
        var facts = [
            ("Kind", watch.kind), ("Resource", watch.resourceID), ("Region", watch.region), ("State", state),
        ]
        facts.append(("Sight", watch.visibility.rawValue))
        facts.append(("Next poll", nextPoll))
        if let reason = watch.reason { facts.append(("Reason", reason)) }
        let shown = facts.map { name, value in
            let label = String(repeating: " ", count: 10 - name.utf8.count) + name
            return "\(style.dim(label + ":")) \(paint(name, value.cleaned(limit: 4_000)))"
        }
        return [style.bold(watch.name.cleaned(limit: 255))] + shown + [
            "", "What was told of it, with explanations:  \(Self.journalLine(watch.name))",
        ]
    }

    /// The command that shows all that the journal has of a watch, quoted for a shell.
    package static func journalLine(_ name: String) -> String {
        let match = "AWAITD_WATCH=\(name)"
        let isPlain = match.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                || "_-.:/=@+".unicodeScalars.contains(scalar)
        }
        guard !isPlain else { return "journalctl -x \(match)" }
        let quoted = match.cleaned(limit: 600).split(separator: "'", omittingEmptySubsequences: false)
        return "journalctl -x '\(quoted.joined(separator: #"'\''"#))'"
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
