// SPDX-License-Identifier: Apache-2.0

import Core

/// Colours for a terminal, or none.
package struct Style: Sendable {
    /// Whether anything is coloured.
    let isColored: Bool

    /// The style for a stream: coloured on a terminal that can, unless `NO_COLOR` is set (no-color.org).
    init(for stream: StandardStream, _ environment: [String: String]) {
        isColored = stream.isCapable(environment) && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// A style that is coloured, or not, whatever the stream.
    package init(isColored: Bool) {
        self.isColored = isColored
    }

    /// A text in the colour of a priority: errors red, warnings yellow, the daemon's own life dim.
    func painted(_ text: String, _ priority: Notice.Priority) -> String {
        switch priority {
        case .error: wrapped(text, "1;31")
        case .warning: wrapped(text, "33")
        case .notice: text
        case .info, .debug: dim(text)
        }
    }

    /// A text that stands back.
    func dim(_ text: String) -> String { wrapped(text, "2") }

    /// A text that stands out.
    func bold(_ text: String) -> String { wrapped(text, "1") }

    /// A text for what went well.
    func good(_ text: String) -> String { wrapped(text, "32") }

    private func wrapped(_ text: String, _ code: String) -> String {
        isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
