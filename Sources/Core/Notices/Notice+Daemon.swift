// SPDX-License-Identifier: Apache-2.0

extension Notice {
    /// The daemon runs.
    package static func started(version: String, watches: Int) -> Notice {
        Notice(
            event: .started,
            priority: .info,
            message: "awaitd \(version) started, watching \(watches)",
            fields: []
        )
    }

    /// A watch list was taken from a file; `changes` if it took the place of another one.
    package static func configLoaded(path: String, watches: Int, changes: WatchListDiff? = nil) -> Notice {
        var message = "\(path.cleaned(limit: 1_000)): \(watches == 1 ? "1 watch" : "\(watches) watches")"
        if let changes {
            let counts = [(changes.added, "added"), (changes.removed, "removed"), (changes.changed, "changed")]
            let words = counts.filter { !$0.0.isEmpty }.map { "\($0.0.count) \($0.1)" }
            message += words.isEmpty ? ", nothing changed" : ", \(words.joined(separator: ", "))"
        }
        return Notice(event: .configLoaded, priority: .info, message: message, fields: [])
    }

    /// A watch list was refused; `diagnostics` are one line each, with file, line and column.
    package static func configRejected(path: String, diagnostics: [String]) -> Notice {
        let shown = diagnostics.prefix(10).map { $0.cleaned(limit: 400) }
        let more = diagnostics.count > shown.count ? ["and \(diagnostics.count - shown.count) more"] : []
        let count = diagnostics.count == 1 ? "1 error" : "\(diagnostics.count) errors"
        return Notice(
            event: .configRejected,
            priority: .error,
            message: "\(path.cleaned(limit: 1_000)) is refused, \(count):\n" + (shown + more).joined(separator: "\n"),
            fields: []
        )
    }

    /// The daemon ends.
    package static let stopping = Notice(event: .stopping, priority: .info, message: "stopping", fields: [])
}
