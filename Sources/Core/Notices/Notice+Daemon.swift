// SPDX-License-Identifier: Apache-2.0

/// What the daemon says about itself and its watch list.
extension Notice {
    /// The daemon runs.
    package static func started(version: String, watches: Int) -> Notice {
        Notice(event: .started, priority: .info, message: "awaitd \(version) started, watching \(watches)")
    }

    /// The daemon ends.
    package static let stopping = Notice(event: .stopping, priority: .info, message: "stopping")

    /// A watch list was loaded from a file; `changes` if it replaced another one.
    package static func configLoaded(path: String, watches: Int, changes: WatchListDiff? = nil) -> Notice {
        var message = "\(path.cleaned(limit: 1_000)): \(watches.counted("watch", "watches"))"
        if let changes {
            let counts = [(changes.added, "added"), (changes.removed, "removed"), (changes.changed, "changed")]
            let words = counts.filter { !$0.0.isEmpty }.map { "\($0.0.count) \($0.1)" }
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
