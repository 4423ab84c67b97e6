// SPDX-License-Identifier: Apache-2.0

import Core

/// A matcher in the table of `awaitd status`: the line above the jobs that it has found.
extension MatcherStatus {
    /// `nightly  training-job churn-*: 38 open of 40 found, listed 12s ago`, in lines of at most `width` columns.
    func lines(at now: Timestamp, style: Style, width: Int?) -> [String] {
        let shown = title
        let facts = facts(at: now)
        let isBlind = visibility != .visible
        func paint(_ text: String) -> String { isBlind ? style.painted(text, .warning) : text }
        let (bold, rest) = (style.bold(name.cleaned(limit: 255)), shown.dropFirst(name.cleaned(limit: 255).count))
        guard let width, (shown + ": " + facts).displayWidth > width else { return [bold + rest + ": " + paint(facts)] }
        let titles = shown.displayWidth <= width ? [bold + rest] : shown.wrapped(at: width).map(style.bold)
        return titles + facts.wrapped(at: max(8, width - 2)).map { "  " + paint($0) }
    }

    /// `nightly  training-job churn-*`.
    private var title: String {
        let shown = name.cleaned(limit: 255)
        // A matcher without a name of its own is called like that.
        guard patterns != [String(name.dropFirst(kind.count + 1))] || !name.hasPrefix(kind + ":") else { return shown }
        return "\(shown)  \(kind.cleaned(limit: 60)) \(matches)"
    }

    /// `churn-*, nightly-?`.
    var matches: String { patterns.map { $0.cleaned(limit: 255) }.joined(separator: ", ").cleaned(limit: 600) }

    /// `38 open of 40 found, listed 12s ago`, or why there is no list.
    private func facts(at now: Timestamp) -> String {
        let counts = found == 0 ? "none found" : "\(open) open of \(found) found"
        let words = visibility == .visible ? nil : visibility.rawValue
        let why = [words, reason?.cleaned(limit: 500)].compactMap(\.self).joined(separator: ": ")
        return [counts, why.isEmpty ? nil : why, listed(at: now)].compactMap(\.self).joined(separator: ", ")
    }

    /// `listed 12s ago`, `not listed yet`.
    func listed(at now: Timestamp) -> String {
        listedAt.map { "listed \(now.shownSeconds(since: $0)) ago" } ?? "not listed yet"
    }
}

/// A list in use, below the table of `awaitd status`.
extension ListingStatus {
    /// `ListTrainingJobs in us-east-1: 1000 watches, 4 pages 12s ago, next in 18s`, in lines of at most `width` columns.
    func lines(at now: Timestamp, style: Style, width: Int?) -> [String] {
        let within = parent.map { " within \($0.cleaned(limit: 300))" } ?? ""
        var facts = [watches.counted("watch", "watches")]
        if let pages, let listedAt { facts.append("\(pages.counted("page")) \(now.shownSeconds(since: listedAt)) ago") }
        // AWS's code; its words are in the notice, and with the matchers that are blind without the list.
        if let refused { facts.append("refused: \(refused.cleaned(limit: 500).prefix { $0 != ":" })") }
        if let next { facts.append(next > now ? "next in \(next.shownSeconds(since: now))" : "next now") }
        let line =
            "\(operation.cleaned(limit: 100)) in \(region.cleaned(limit: 60))\(within): \(facts.joined(separator: ", "))"
        let lines = width.map { width in
            guard line.displayWidth > width else { return [line] }
            // What follows the first line is set off, within the same width.
            let wrapped = line.wrapped(at: max(8, width - 2))
            return wrapped.prefix(1) + wrapped.dropFirst().map { "  " + $0 }
        }
        return (lines ?? [line]).map { refused == nil ? style.dim($0) : style.painted($0, .warning) }
    }
}
