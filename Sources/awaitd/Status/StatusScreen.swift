// SPDX-License-Identifier: Apache-2.0

import Control
import Lifecycle
import Synchronization

/// Where `awaitd status` shows things: a terminal that is kept current, or lines for a pipe.
final class StatusScreen: Sendable {
    private let json: Bool
    private let names: [String]
    private let style: Style
    private let isLive: Bool
    private let shown = Mutex<(watches: [WatchStatus]?, isCleared: Bool)>((nil, false))

    init(json: Bool, names: [String], _ environment: [String: String]) {
        self.json = json
        self.names = names
        style = Style(for: .output, environment)
        isLive = StandardStream.output.isTerminal && !["", "dumb"].contains(environment["TERM"] ?? "")
    }

    /// What is to be seen of the watches; `told` has the last notices of those that are shown by name.
    func text(_ watches: [WatchStatus], told: [String: [Notice]], at now: Timestamp) -> [String] {
        let wanted = names.isEmpty ? watches : names.flatMap { name in watches.filter { $0.name == name } }
        if json { return [WireStatus(wanted).json] }
        let width = StandardStream.output.isTerminal ? StandardStream.output.columns : nil
        guard !names.isEmpty else { return StatusTable(watches, at: now, style: style).lines(width: width) }
        let details = wanted.map {
            StatusDetail($0, told: told[$0.name] ?? [], at: now, style: style, width: width).lines
        }
        return Array(details.joined(separator: [""]))
    }

    /// Writes it once.
    func write(_ lines: [String]) {
        StandardStream.output.write(lines.map { $0 + "\n" }.joined())
    }

    /// Puts it in place of what was shown; to a pipe it is written only if the watches are not what they were.
    func redraw(_ lines: [String], _ watches: [WatchStatus]) {
        guard isLive, !json else {
            let isNew = shown.withLock { shown in
                // When the next poll is due says nothing about the watch.
                let lasting = watches.map(\.withoutNextPoll)
                defer { shown.watches = lasting }
                return shown.watches != lasting
            }
            if isNew { write(lines) }
            return
        }
        let isFirst = shown.withLock { shown in
            defer { shown.isCleared = true }
            return !shown.isCleared
        }
        let height = max(1, StandardStream.output.rows - 1)
        var fitting = Array(lines.prefix(height))
        if lines.count > height, let last = fitting.indices.last {
            fitting[last] = style.dim("… and \(lines.count - height + 1) more")
        }
        // ECMA-48: clear once; after that overwrite in place, so that nothing flickers.
        let begin = isFirst ? "\u{1B}[H\u{1B}[2J" : "\u{1B}[H"
        StandardStream.output.write(begin + fitting.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J")
    }
}

extension WatchStatus {
    fileprivate var withoutNextPoll: WatchStatus {
        WatchStatus(
            name: name,
            kind: kind,
            resourceID: resourceID,
            region: region,
            state: state,
            status: status,
            since: since,
            visibility: visibility,
            nextPoll: nil,
            reason: reason
        )
    }
}
