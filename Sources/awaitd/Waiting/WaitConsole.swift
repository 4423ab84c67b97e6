// SPDX-License-Identifier: Apache-2.0

import Core
package import Polling
import Synchronization

/// What `awaitd wait` prints on standard error: a line for each change, and a summary of what is still open.
///
/// On a terminal the summary and a line for each open target are kept current at the bottom; elsewhere the summary is printed
/// once a minute, because build systems kill commands that stay silent. A quiet one prints errors only.
package final class WaitConsole: Sendable {
    /// Writes to standard error.
    let writer: StreamWriter
    private let stream: StandardStream
    private let style: Style
    private let isQuiet: Bool
    /// Whether lines can be kept current.
    let isLive: Bool
    private let start = ContinuousClock.now
    private let last = Mutex<(summary: Summary, at: Duration)?>(nil)
    private let estimate = Mutex<String?>(nil)
    /// The targets that have not ended, and the time by AWS's clock when that was known.
    private let open = Mutex<(targets: [WatchStatus], now: Timestamp)>(([], Timestamp(microseconds: 0)))
    /// How far the search for jobs is, before there is a summary, and whether that was said.
    private let progress = Mutex<(words: String, isSaid: Bool)?>(nil)

    /// The longest time without output where no line can be kept current.
    private static let silence: Duration = .seconds(60)

    /// A console on a stream; a dumb terminal gets the same output as a file.
    init(_ stream: StandardStream, style: Style, isQuiet: Bool = false, _ environment: [String: String]) {
        writer = StreamWriter(stream)
        self.stream = stream
        self.style = style
        self.isQuiet = isQuiet
        isLive = !isQuiet && stream.isCapable(environment)
    }

    /// How long the wait has been going on.
    var elapsed: Duration { start.duration(to: .now) }

    /// Writes a line above the summary, unless only errors are wanted.
    func write(_ line: String) {
        if !isQuiet { report(line) }
    }

    /// Writes a line about an error above the summary.
    func report(_ line: String) {
        writer.post(line + "\n")
    }

    /// Adopts how far the search for jobs is; shown if it takes longer than a second.
    func progressed(_ words: String) {
        progress.withLock { $0 = (words, $0?.isSaid ?? false) }
    }

    /// Adopts a new summary of all targets, and shows it where the line is kept current.
    func update(_ summary: Summary) {
        last.withLock { $0 = (summary, elapsed) }
        if isLive { redraw() }
    }

    /// Adopts when the wait will probably end, in words; nil if that is not known.
    func update(estimate words: String?) { estimate.withLock { $0 = words } }

    /// Adopts how the open targets are, and shows it.
    ///
    /// To be called once a second. `now` is the time by AWS's clock.
    func update(_ targets: [WatchStatus], at now: Timestamp) {
        open.withLock { $0 = (targets, now) }
        redraw()
    }

    /// Takes the line of a target away that has ended.
    func remove(_ name: String) { open.withLock { $0.targets.removeAll { $0.name == name } } }

    /// Shows how far it is; to be called once a second.
    func tick() {
        // The lines of targets are drawn when it is known how they are.
        if !isLive || open.withLock({ $0.targets.isEmpty }) { redraw() }
    }

    private func redraw() {
        if isQuiet { return }
        guard let (summary, at) = last.withLock({ $0 }) else {
            showProgress()
            return
        }
        let estimate = estimate.withLock { $0 }
        if isLive {
            draw(summary, estimate, age: elapsed - at)
        } else if writer.silence >= Self.silence {
            write(Self.line(summary, estimate: estimate, age: elapsed - at, elapsed: elapsed))
        }
    }

    private func draw(_ summary: Summary, _ estimate: String?, age: Duration) {
        let (targets, now) = open.withLock { $0 }
        let width = max(1, stream.columns - 1)
        let lines = WaitLines(width: width, height: stream.rows - 2, style: style)
            .lines(targets, at: now, wall: WallClock.now(), elapsed: elapsed)
        // Each target's line says when it is polled next.
        let line = Self.line(summary, estimate: estimate, age: age, elapsed: elapsed, hasNextPoll: lines.isEmpty)
        writer.show(summary: [style.dim(line.fitted(to: width))] + lines)
    }

    private func showProgress() {
        guard elapsed >= .seconds(1), let (words, isSaid) = progress.withLock({ $0 }) else { return }
        if isLive {
            writer.show(summary: [style.dim(words.fitted(to: max(1, stream.columns - 1)))])
        } else if !isSaid || writer.silence >= Self.silence {
            write(words)
            progress.withLock { $0?.isSaid = true }
        }
    }

    /// `Waiting for 2, 3min 10s: 2 in progress; about 12 min left (from 38 past jobs); next poll in 12s`.
    package static func line(
        _ summary: Summary,
        estimate: String?,
        age: Duration,
        elapsed: Duration,
        hasNextPoll: Bool = true
    ) -> String {
        let open = summary.states.filter { !$0.key.isFinal }.values.reduce(0, +)
        let counts = JobState.allCases.compactMap { state in summary.states[state].map { "\($0) \(state.spoken)" } }
        var line = "Waiting for \(open), \(DurationText.spoken(.seconds(elapsed.components.seconds)))"
        line += ": " + counts.joined(separator: ", ")
        let lost = Visibility.allCases.compactMap { visibility in
            summary.notVisible[visibility].map { "\($0) \(visibility.rawValue)" }
        }
        if !lost.isEmpty { line += "; " + lost.joined(separator: ", ") }
        if let estimate { line += "; " + estimate }
        if hasNextPoll, let next = summary.nextPoll.map({ $0 - age }), next > .seconds(1) {
            line += "; next poll in \(DurationText.spoken(.seconds(next.components.seconds)))"
        }
        return line
    }
}
