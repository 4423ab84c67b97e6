// SPDX-License-Identifier: Apache-2.0

import Control
import Core
import Synchronization

/// Where `awaitd status` shows things: a terminal that is kept current, or lines for a pipe.
final class StatusScreen: Sendable {
    private struct State {
        /// What was shown last; nil at first, and after the daemon was lost.
        var watches: [WatchStatus]?
        var isLost = false
        var isCleared = false
    }

    private let voice: CommandVoice
    private let json: Bool
    private let names: [String]
    private let style: Style
    private let isLive: Bool
    private let state = Mutex(State())

    init(_ voice: CommandVoice, json: Bool, names: [String], _ environment: [String: String]) {
        self.voice = voice
        self.json = json
        self.names = names
        style = Style(for: .output, environment)
        isLive = StandardStream.output.isCapable(environment) && !json
    }

    /// Shows the watches, or those with the names; `told` has the last notices of these.
    ///
    /// Who follows sees them in place of what was shown; a pipe gets them only if they are not what they were.
    func show(_ watches: [WatchStatus], told: [String: [Notice]], at now: Timestamp, follow: Bool) throws {
        let wanted = names.isEmpty ? watches : names.flatMap { name in watches.filter { $0.name == name } }
        let isNew = state.withLock { state in
            // When the next poll is due says nothing about the watch.
            let lasting = wanted.map(\.withoutNextPoll)
            defer {
                state.watches = lasting
                state.isLost = false
            }
            return state.watches != lasting
        }
        guard isLive && follow || isNew else { return }
        let lines = lines(wanted, told, now)
        guard isLive && follow else {
            try voice.show(lines.map { $0 + "\n" }.joined())
            return
        }
        try draw(lines)
    }

    /// Says that the daemon has gone: where watches are kept current in their place, else once on standard error.
    func lose(_ words: String) throws {
        let isNew = state.withLock { state in
            defer {
                state.watches = nil
                state.isLost = true
            }
            return !state.isLost
        }
        if isLive {
            let width = StandardStream.output.columns
            try draw(words.split(separator: "\n").flatMap { String($0).wrapped(at: width) })
        } else if isNew {
            voice.complain(words)
        }
    }

    private func lines(_ wanted: [WatchStatus], _ told: [String: [Notice]], _ now: Timestamp) -> [String] {
        if json { return [WireStatus(wanted).json] }
        let width = StandardStream.output.isTerminal ? StandardStream.output.columns : nil
        guard !names.isEmpty else { return StatusTable(wanted, at: now, style: style).lines(width: width) }
        let details = names.map { name in
            guard let watch = wanted.first(where: { $0.name == name }) else {
                let words = "\(name.cleaned(limit: 255)) is not in the watch list any more"
                return width.map { words.wrapped(at: $0) } ?? [words]
            }
            return StatusDetail(watch, told: told[name] ?? [], at: now, style: style, width: width).lines
        }
        return Array(details.joined(separator: [""]))
    }

    /// Puts lines in place of what was shown.
    private func draw(_ lines: [String]) throws {
        let isFirst = state.withLock { state in
            defer { state.isCleared = true }
            return !state.isCleared
        }
        let height = max(1, StandardStream.output.rows - 1)
        var fitting = Array(lines.prefix(height))
        if lines.count > height, let last = fitting.indices.last {
            fitting[last] = style.dim("… and \(lines.count - height + 1) more")
        }
        // ECMA-48: clear once; after that overwrite in place, so that nothing flickers.
        let begin = isFirst ? "\u{1B}[H\u{1B}[2J" : "\u{1B}[H"
        try voice.show(begin + fitting.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J")
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
