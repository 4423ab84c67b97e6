// SPDX-License-Identifier: Apache-2.0

import Core

/// One mistake, or something doubtful, in a watch file.
package struct Diagnostic: Sendable, Hashable {
    /// Whether it rejects the watch list.
    package enum Severity: String, Sendable, Hashable {
        /// The list is rejected.
        case error
        /// The list is used all the same.
        case warning
    }

    /// The file, or the directory, as it was given.
    package let file: String
    /// The line, from 1; nil if it is about the file as a whole, which could not be read.
    package let line: Int?
    /// The column in characters, from 1; nil if there is no line.
    package let column: Int?
    /// Whether it rejects the list.
    package let severity: Severity
    /// What is wrong, in one line.
    package let message: String
    /// The line that it is about.
    package let excerpt: SourceExcerpt?
    /// What to do, in one line.
    package let help: String?

    /// `FILE:LINE:COLUMN`, or `FILE` if it is about the file as a whole.
    package var location: String {
        guard let line, let column else { return file }
        return "\(file):\(line):\(column)"
    }

    /// The diagnostic as `awaitd check` prints it: `FILE:LINE:COLUMN: error: …`, the line, a caret and what to do.
    ///
    /// Without a line end. With `colored`, ANSI sequences (ECMA-48 SGR) set it off on a terminal.
    package func rendered(colored: Bool = false) -> String {
        let paint = Paint(isOn: colored)
        let place = paint.bold(location.revealed(limit: 5_000) + ":")
        let word = severity == .error ? paint.red("error:") : paint.magenta("warning:")
        var lines = ["\(place) \(word) \(paint.bold(message))"]
        if let excerpt {
            lines.append(excerpt.text)
            lines.append(String(repeating: " ", count: excerpt.caretColumn) + paint.green("^"))
        }
        if let help { lines.append(paint.cyan("help:") + " " + help) }
        return lines.joined(separator: "\n")
    }
}

/// All diagnostics of a watch list, in the order of the files and their lines.
package struct DiagnosticReport: Sendable, Hashable {
    /// At most ``DiagnosticCollector/mostKept`` diagnostics.
    package let diagnostics: [Diagnostic]
    /// How many more there were.
    package let omitted: Int

    /// All of it as text, without a line end; empty if there are none.
    package func rendered(colored: Bool = false) -> String {
        var parts = diagnostics.map { $0.rendered(colored: colored) }
        if omitted > 0 { parts.append("and \(omitted) more") }
        return parts.joined(separator: "\n")
    }

    /// A line for each diagnostic: `FILE:LINE:COLUMN: error: …`.
    package var lines: [String] {
        diagnostics.map { "\($0.location): \($0.severity.rawValue): \($0.message)" }
    }
}

/// Colours and weights of a terminal, or none.
private struct Paint {
    let isOn: Bool

    func bold(_ text: String) -> String { wrap("1", text) }
    func red(_ text: String) -> String { wrap("1;31", text) }
    func magenta(_ text: String) -> String { wrap("1;35", text) }
    func green(_ text: String) -> String { wrap("1;32", text) }
    func cyan(_ text: String) -> String { wrap("1;36", text) }

    private func wrap(_ code: String, _ text: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
