// SPDX-License-Identifier: Apache-2.0

import Core

/// Tells notices as lines of text: the time and the message.
struct TextSink: NoticeSink {
    private let style: Style
    private let write: @Sendable (String) -> Bool

    /// A sink that writes whole lines.
    init(style: Style, write: @escaping @Sendable (String) -> Bool) {
        self.style = style
        self.write = write
    }

    func deliver(_ notice: Notice) async throws(DeliveryError) {
        guard write(line(notice)) else { throw DeliveryError(reason: "standard error cannot be written") }
    }

    /// A time as lines on standard error have it: a terminal's reader knows the date and the time zone.
    static func shown(_ time: Timestamp) -> String {
        StandardStream.error.isTerminal ? WallClock.localTimeOfDay(time) : time.rfc3339
    }

    private func line(_ notice: Notice) -> String {
        let time = notice.stamp?.observedAt ?? WallClock.now()
        let shown = Self.shown(time)
        // A message of several lines, such as diagnostics, stays one block.
        let message = notice.message.split(separator: "\n").map { $0.cleaned() }.joined(separator: "\n  ")
        let painted = notice.isSuccess ? style.good(message) : style.painted(message, notice.priority)
        return "\(style.dim(shown)) \(painted)\n"
    }
}
