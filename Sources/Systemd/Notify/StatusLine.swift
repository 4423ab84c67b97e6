// SPDX-License-Identifier: Apache-2.0

/// Keeps `STATUS=` current without pestering: only changes are sent, at most one a second, and always the last one.
///
/// Each `STATUS=` is a D-Bus signal to everybody who watches the unit.
package struct StatusLine: Sendable {
    private let texts: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation
    private let send: @Sendable (String) -> Void

    /// The shortest time between two lines.
    package static let pause = Duration.seconds(1)

    /// A status line that speaks through `send`, for instance ``Notifier/status(_:)``.
    package init(send: @escaping @Sendable (String) -> Void) {
        self.send = send
        // Of what comes while a line must wait, only the newest is of interest.
        (texts, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Says what the line should be from now on.
    ///
    /// Never waits; may be called from anywhere, as often as one likes.
    package func update(_ text: String) {
        continuation.yield(text)
    }

    /// Sends the lines until the task is cancelled.
    ///
    /// To be run once, beside the daemon's work.
    package func run<C: Clock>(clock: C) async where C.Duration == Duration {
        var shown: String?
        for await text in texts where text != shown {
            send(text)
            shown = text
            do {
                try await clock.sleep(for: Self.pause)
            } catch {
                return  // Only cancellation ends a sleep.
            }
        }
    }
}
