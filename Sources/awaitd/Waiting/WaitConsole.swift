// SPDX-License-Identifier: Apache-2.0

import Core
import Polling
import Synchronization

/// What `awaitd wait` prints on standard error: a line for each change, and a summary of what is still open.
///
/// On a terminal the summary is kept current in the last line; elsewhere it is printed once a minute, because build
/// systems kill commands that stay silent.
final class WaitConsole: Sendable {
    private struct State {
        var summary: Summary?
        var summaryAt: Duration = .zero
        var isDrawn = false
        var lastOutputAt: Duration = .zero
    }

    private let stream: StandardStream
    private let style: Style
    private let isLive: Bool
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    /// The longest time without output where no line can be kept current.
    private static let silence: Duration = .seconds(60)

    /// A console on a stream; a dumb terminal gets the same output as a file.
    init(_ stream: StandardStream, style: Style, _ environment: [String: String]) {
        self.stream = stream
        self.style = style
        isLive = stream.isCapable(environment)
    }

    private var elapsed: Duration { start.duration(to: .now) }

    /// Writes lines above the summary.
    func write(_ text: String) -> Bool {
        state.withLock { state in
            state.lastOutputAt = elapsed
            let isWritten = stream.write((state.isDrawn ? Self.clear : "") + text)
            state.isDrawn = false
            return isWritten
        }
    }

    /// Adopts a new summary of all targets.
    func update(_ summary: Summary) {
        state.withLock {
            $0.summary = summary
            $0.summaryAt = elapsed
        }
    }

    /// Redraws the summary; to be called once a second.
    func tick() {
        let now = elapsed
        state.withLock { state in
            guard let summary = state.summary else { return }
            let line = Self.line(summary, age: now - state.summaryAt, elapsed: now)
            if isLive {
                let fitting = line.fitted(to: max(1, stream.columns - 1))
                state.isDrawn = stream.write(Self.clear + style.dim(fitting))
            } else if now - state.lastOutputAt >= Self.silence {
                state.lastOutputAt = now
                stream.write(line + "\n")
            }
        }
    }

    /// Removes the summary.
    func finish() {
        state.withLock { state in
            if state.isDrawn { stream.write(Self.clear) }
            state.isDrawn = false
        }
    }

    /// `Waiting for 2, 3min 10s: 1 pending, 1 in progress; next poll in 12s`.
    static func line(_ summary: Summary, age: Duration, elapsed: Duration) -> String {
        let open = summary.states.filter { !$0.key.isFinal }.values.reduce(0, +)
        let counts = JobState.allCases.compactMap { state in summary.states[state].map { "\($0) \(state.spoken)" } }
        var line = "Waiting for \(open), \(DurationText.spoken(.seconds(elapsed.components.seconds)))"
        line += ": " + counts.joined(separator: ", ")
        let lost = Visibility.allCases.compactMap { visibility in
            summary.notVisible[visibility].map { "\($0) \(visibility.rawValue)" }
        }
        if !lost.isEmpty { line += "; " + lost.joined(separator: ", ") }
        if let next = summary.nextPoll.map({ $0 - age }), next > .seconds(1) {
            line += "; next poll in \(DurationText.spoken(.seconds(next.components.seconds)))"
        }
        return line
    }

    /// Returns to the line's beginning and erases the line (ECMA-48 EL).
    private static let clear = "\r\u{1B}[K"
}
