// SPDX-License-Identifier: Apache-2.0

import Core
import Platform
import Synchronization
import Systemd

/// Writes to standard output or standard error on a thread of its own, so that a pipe that is not read or a terminal that
/// is stopped (Ctrl-S) holds up nothing else.
///
/// For the commands that handle signals, `run` and `wait`. The others print directly: a signal ends them wherever they
/// are.
final class StreamWriter: Sendable {
    private enum Entry: Sendable {
        /// Whole lines.
        case lines(String)
        /// Lines that stay below all others until the next summary replaces them.
        case summary([String])
    }

    private let screen: Screen
    private let destination: String
    /// Started with the first entry.
    private let thread = Mutex<DeliveryThread<Entry>?>(nil)

    /// How long ``close()`` waits for a reader.
    private static let patience: Duration = .seconds(1)

    /// A writer, whose thread has to be ended by ``close()``.
    init(_ stream: StandardStream) {
        screen = Screen(stream)
        destination = stream.name
    }

    /// Writes whole lines; returns once they are written, and throws if they are not, or the task is cancelled.
    func write(_ lines: String) async throws(DeliveryError) {
        try await started().send(.lines(lines))
    }

    /// Writes whole lines later, or loses them; never waits.
    func post(_ lines: String) {
        started().sendLossy(.lines(lines))
    }

    /// Keeps lines, without newlines and no wider than the terminal, current below all others; passed over while something
    /// else waits.
    func show(summary: [String]) {
        let thread = started()
        if thread.isIdle { thread.sendLossy(.summary(summary)) }
    }

    /// How long ago something was written.
    var silence: Duration { screen.silence }

    /// Removes the summary, writes what waits, for a second at most, and ends.
    func close() async {
        guard let thread = thread.withLock({ $0 }) else { return }
        thread.sendLossy(.summary([]))
        await thread.close(within: Self.patience, clock: .timer)
    }

    private func started() -> DeliveryThread<Entry> {
        thread.withLock { thread in
            if let thread { return thread }
            let screen = screen
            let new = DeliveryThread<Entry>(
                to: destination,
                lossReport: { .lines("\($0) lines were lost, since nothing read them\n") },
                output: { (entry) throws(DeliveryError) in
                    switch entry {
                    case .lines(let text): try screen.write(text)
                    case .summary(let text): try screen.draw(text)
                    }
                }
            )
            thread = new
            return new
        }
    }
}

/// The stream as its thread sees it: the summary that stands in its last lines.
private final class Screen: Sendable {
    private let stream: StandardStream
    private let drawn = Mutex<[String]>([])
    private let writtenAt = Mutex(ContinuousClock.now)

    /// Returns to the line's beginning and erases the line (ECMA-48 EL).
    private static let clear = "\r\u{1B}[K"
    /// Moves to the line above (ECMA-48 CUU).
    private static let up = "\u{1B}[A"

    init(_ stream: StandardStream) {
        self.stream = stream
    }

    var silence: Duration { writtenAt.withLock { $0.duration(to: .now) } }

    /// Writes lines above the summary.
    func write(_ lines: String) throws(DeliveryError) {
        let summary = drawn.withLock { $0 }
        try put(Self.erasing(summary) + lines + summary.joined(separator: "\n"))
    }

    /// Draws the summary in place of the last one.
    func draw(_ summary: [String]) throws(DeliveryError) {
        try put(Self.erasing(drawn.withLock { $0 }) + summary.joined(separator: "\n"))
        drawn.withLock { $0 = summary }
    }

    /// Erases a summary from its last line up, which leaves the cursor where its first one began.
    private static func erasing(_ summary: [String]) -> String {
        summary.map { _ in clear }.joined(separator: up)
    }

    private func put(_ text: String) throws(DeliveryError) {
        guard !text.isEmpty else { return }
        do throws(SystemError) {
            try stream.put(text)
        } catch {
            throw DeliveryError(reason: "\(stream.name) cannot be written: \(error)")
        }
        writtenAt.withLock { $0 = .now }
    }
}
