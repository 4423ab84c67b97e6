// SPDX-License-Identifier: Apache-2.0

import Core
package import Polling
import Synchronization

/// What `awaitd wait` prints on standard error: a line for each change, and a summary of what is still open.
///
/// On a terminal the summary is kept current in the last line; elsewhere it is printed once a minute, because build
/// systems kill commands that stay silent.
package final class WaitConsole: Sendable {
    /// Writes to standard error.
    let writer: StreamWriter
    private let stream: StandardStream
    private let style: Style
    private let isLive: Bool
    private let start = ContinuousClock.now
    private let last = Mutex<(summary: Summary, at: Duration)?>(nil)
    private let estimate = Mutex<String?>(nil)
    /// How far the search for jobs is, before there is a summary, and whether that was said.
    private let progress = Mutex<(words: String, isSaid: Bool)?>(nil)

    /// The longest time without output where no line can be kept current.
    private static let silence: Duration = .seconds(60)

    /// A console on a stream; a dumb terminal gets the same output as a file.
    init(_ stream: StandardStream, style: Style, _ environment: [String: String]) {
        writer = StreamWriter(stream)
        self.stream = stream
        self.style = style
        isLive = stream.isCapable(environment)
    }

    /// How long the wait has been going on.
    var elapsed: Duration { start.duration(to: .now) }

    /// Writes a line above the summary.
    func write(_ line: String) {
        writer.post(line + "\n")
    }

    /// Adopts how far the search for jobs is; shown if it takes longer than a second.
    func progressed(_ words: String) {
        progress.withLock { $0 = (words, $0?.isSaid ?? false) }
    }

    /// Adopts a new summary of all targets, and shows it where the line is kept current.
    func update(_ summary: Summary) {
        last.withLock { $0 = (summary, elapsed) }
        if isLive { tick() }
    }

    /// Adopts when the wait will probably end, in words; nil if that is not known.
    func update(estimate words: String?) { estimate.withLock { $0 = words } }

    /// Redraws the summary; to be called once a second.
    func tick() {
        guard let (summary, at) = last.withLock({ $0 }) else {
            showProgress()
            return
        }
        let line = Self.line(summary, estimate: estimate.withLock { $0 }, age: elapsed - at, elapsed: elapsed)
        if isLive {
            writer.show(summary: style.dim(line.fitted(to: max(1, stream.columns - 1))))
        } else if writer.silence >= Self.silence {
            write(line)
        }
    }

    private func showProgress() {
        guard elapsed >= .seconds(1), let (words, isSaid) = progress.withLock({ $0 }) else { return }
        if isLive {
            writer.show(summary: style.dim(words.fitted(to: max(1, stream.columns - 1))))
        } else if !isSaid || writer.silence >= Self.silence {
            write(words)
            progress.withLock { $0?.isSaid = true }
        }
    }

    /// `Waiting for 2, 3min 10s: 2 in progress; about 12 min left (from 38 past jobs); next poll in 12s`.
    package static func line(_ summary: Summary, estimate: String?, age: Duration, elapsed: Duration) -> String {
        let open = summary.states.filter { !$0.key.isFinal }.values.reduce(0, +)
        let counts = JobState.allCases.compactMap { state in summary.states[state].map { "\($0) \(state.spoken)" } }
        var line = "Waiting for \(open), \(DurationText.spoken(.seconds(elapsed.components.seconds)))"
        line += ": " + counts.joined(separator: ", ")
        let lost = Visibility.allCases.compactMap { visibility in
            summary.notVisible[visibility].map { "\($0) \(visibility.rawValue)" }
        }
        if !lost.isEmpty { line += "; " + lost.joined(separator: ", ") }
        if let estimate { line += "; " + estimate }
        if let next = summary.nextPoll.map({ $0 - age }), next > .seconds(1) {
            line += "; next poll in \(DurationText.spoken(.seconds(next.components.seconds)))"
        }
        return line
    }
}
