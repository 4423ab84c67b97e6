// SPDX-License-Identifier: Apache-2.0

import Core

extension Diagnostic {
    /// The diagnostic as `awaitd check` prints it: `FILE:LINE:COLUMN: error: …`, the line, a caret and what to do.
    ///
    /// No line end stands behind it. With `colored`, ANSI sequences (ECMA-48 SGR) set it off on a terminal.
    package func rendered(colored: Bool = false) -> String {
        let paint = Paint(isOn: colored)
        let place = paint.bold(location.cleaned(limit: 5_000) + ":")
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
