// SPDX-License-Identifier: Apache-2.0

import Core
import FoundationEssentials
import Platform
import Synchronization

/// The output of `awaitd status`: a terminal that is redrawn in place, or lines for a pipe.
final class StatusScreen: Sendable {
    private struct State {
        /// What was shown last; nil at first, and after the daemon was lost.
        var report: StatusReport?
        var isLost = false
        var isCleared = false
    }

    private let output: CommandOutput
    private let json: Bool
    private let names: [String]
    private let style: Style
    private let isLive: Bool
    private let state = Mutex(State())

    /// A screen for the watches with these names, in detail; for a table of all if there are none.
    init(_ output: CommandOutput, json: Bool, names: [String], _ environment: [String: String]) {
        self.output = output
        self.json = json
        self.names = names
        style = Style(for: .output, environment)
        isLive = StandardStream.output.isCapable(environment) && !json
    }

    /// Shows the watches and matchers; `notices` has the last ones of each that is shown in detail.
    ///
    /// With `follow` a terminal is redrawn; a pipe gets the report only when it has changed.
    func show(_ report: StatusReport, notices: [String: [Notice]], at now: Timestamp, follow: Bool) throws {
        let wanted = report.part(named: names)
        let hasChanged = state.withLock { state in
            let lasting = wanted.lasting
            defer {
                state.report = lasting
                state.isLost = false
            }
            return state.report != lasting
        }
        guard isLive && follow || hasChanged else { return }
        let lines = try lines(wanted, notices, now)
        guard isLive && follow else {
            try output.show(lines.map { $0 + "\n" }.joined())
            return
        }
        try draw(lines)
    }

    /// Reports that the daemon is gone: on the terminal in place of the watches, else once on standard error.
    func lose(_ reason: String) throws {
        let isNew = state.withLock { state in
            defer {
                state.report = nil
                state.isLost = true
            }
            return !state.isLost
        }
        if isLive {
            let width = StandardStream.output.columns
            try draw(reason.split(separator: "\n").flatMap { String($0).wrapped(at: width) })
        } else if isNew {
            output.printError(reason)
        }
    }

    private func lines(
        _ wanted: StatusReport,
        _ notices: [String: [Notice]],
        _ now: Timestamp
    ) throws -> [String] {
        if json {
            let report = try JSONEncoder.sorted().encode(StatusDocument(wanted, notices: notices))
            return [String(decoding: report, as: UTF8.self).escapingUnsafeJSON]
        }
        let width = StandardStream.output.isTerminal ? StandardStream.output.columns : nil
        guard !names.isEmpty else { return StatusTable(wanted, at: now, style: style).lines(width: width) }
        let details = names.map { name in
            if let matcher = wanted.matchers.first(where: { $0.name == name }) {
                let own = notices[name] ?? []
                return MatcherDetail(matcher, of: wanted, notices: own, at: now, style: style, width: width).lines
            }
            guard let watch = wanted.watches.first(where: { $0.name == name }) else {
                let words = "\(name.cleaned(limit: 255)) is not in the watch list any more"
                return width.map { words.wrapped(at: $0) } ?? [words]
            }
            return StatusDetail(watch, notices: notices[name] ?? [], at: now, style: style, width: width).lines
        }
        return Array(details.joined(separator: [""]))
    }

    /// Draws lines over those drawn before.
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
        try output.show(begin + fitting.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J")
    }
}
