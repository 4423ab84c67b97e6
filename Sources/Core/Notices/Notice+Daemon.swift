// SPDX-License-Identifier: Apache-2.0

/// What the daemon says about itself and its watch list.
extension Notice {
    /// The daemon runs.
    package static func started(version: String, watches: Int, matchers: Int = 0) -> Notice {
        let more = matchers > 0 ? ", with \(matchers.counted("matcher"))" : ""
        return Notice(
            event: .started, priority: .info, message: "awaitd \(version) started, watching \(watches)\(more)")
    }

    /// The daemon ends.
    package static let stopping = Notice(event: .stopping, priority: .info, message: "stopping")

    /// A watch list was loaded from a file; `changes` if it replaced another one.
    package static func configLoaded(
        path: String, watches: Int, matchers: Int = 0, changes: WatchListDiff? = nil,
        matcherChanges: MatcherListDiff? = nil
    ) -> Notice {
        var counts = [watches.counted("watch", "watches")]
        if matchers > 0 { counts = (watches > 0 ? counts : []) + [matchers.counted("matcher")] }
        var message = "\(path.cleaned(limit: 1_000)): \(counts.joined(separator: " and "))"
        if let changes {
            var words = [(changes.added, "added"), (changes.removed, "removed"), (changes.changed, "changed")]
                .filter { !$0.0.isEmpty }.map { "\($0.0.count) \($0.1)" }
            if let other = matcherChanges {
                words += [(other.added, "added"), (other.removed, "removed"), (other.changed, "changed")]
                    .filter { !$0.0.isEmpty }.map { "\($0.0.count.counted("matcher")) \($0.1)" }
            }
            message += words.isEmpty ? ", nothing changed" : ", \(words.joined(separator: ", "))"
        }
        return Notice(event: .configLoaded, priority: .info, message: message)
    }

    /// A watch list was rejected; `diagnostics` are one line each, with file, line and column.
    package static func configRejected(path: String, diagnostics: [String]) -> Notice {
        let shown = diagnostics.prefix(10).map { $0.cleaned(limit: 400) }
        let more = diagnostics.count > shown.count ? ["and \(diagnostics.count - shown.count) more"] : []
        return Notice(
            event: .configRejected,
            priority: .error,
            message: "\(path.cleaned(limit: 1_000)) is refused, \(diagnostics.count.counted("error")):\n"
                + (shown + more).joined(separator: "\n")
        )
    }
}
