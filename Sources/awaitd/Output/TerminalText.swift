// SPDX-License-Identifier: Apache-2.0

import Core

/// Colours for a terminal, or none.
package struct Style: Sendable {
    /// Whether anything is coloured.
    let isColored: Bool

    /// The style for a stream: coloured on a capable terminal, unless `NO_COLOR` is set (no-color.org).
    init(for stream: StandardStream, _ environment: [String: String]) {
        isColored = stream.isCapable(environment) && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// A style that is coloured or not, whatever the stream.
    package init(isColored: Bool) {
        self.isColored = isColored
    }

    /// A text in the colour of a priority: errors red, warnings yellow, information dim.
    func painted(_ text: String, _ priority: Notice.Priority) -> String {
        switch priority {
        case .error: escaped(text, "1;31")
        case .warning: escaped(text, "33")
        case .notice: text
        case .info, .debug: dim(text)
        }
    }

    /// A less important text.
    func dim(_ text: String) -> String { escaped(text, "2") }

    /// An important text.
    func bold(_ text: String) -> String { escaped(text, "1") }

    /// A text about a success.
    func good(_ text: String) -> String { escaped(text, "32") }

    private func escaped(_ text: String, _ code: String) -> String {
        isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

extension String {
    /// How many columns of a terminal the text takes.
    package var displayWidth: Int { unicodeScalars.reduce(0) { $0 + $1.columns } }

    /// The text, cut to `width` columns with an ellipsis at its end if it is wider.
    package func fitted(to width: Int) -> String {
        guard displayWidth > width else { return self }
        var result = String.UnicodeScalarView()
        var left = width - 1
        for scalar in unicodeScalars {
            left -= scalar.columns
            guard left >= 0 else { break }
            result.append(scalar)
        }
        return String(result) + "…"
    }

    /// The text in lines of at most `width` columns, broken at spaces; a word wider than a line is broken inside.
    package func wrapped(at width: Int) -> [String] {
        Self.joined(split(separator: " ").flatMap { String($0).pieces(of: width) }, at: width)
    }

    /// The text in lines of at most `width` columns, broken only after commas and semicolons as long as that is possible.
    package func wrappedAtCommas(at width: Int) -> [String] {
        var chunks: [String] = []
        for word in split(separator: " ") {
            if let last = chunks.last, last.last != ",", last.last != ";" {
                chunks[chunks.count - 1] += " \(word)"
            } else {
                chunks.append(String(word))
            }
        }
        return Self.joined(chunks.flatMap { $0.displayWidth > width ? $0.wrapped(at: width) : [$0] }, at: width)
    }

    private static func joined(_ words: [String], at width: Int) -> [String] {
        var lines: [String] = []
        for word in words {
            if let last = lines.last, last.displayWidth + 1 + word.displayWidth <= width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(word)
            }
        }
        return lines
    }

    private func pieces(of width: Int) -> [String] {
        guard displayWidth > width else { return [self] }
        var pieces: [String] = []
        var piece = String.UnicodeScalarView()
        var taken = 0
        for scalar in unicodeScalars {
            if taken > 0, taken + scalar.columns > width {
                pieces.append(String(piece))
                piece = String.UnicodeScalarView()
                taken = 0
            }
            piece.append(scalar)
            taken += scalar.columns
        }
        return pieces + [String(piece)]
    }
}
