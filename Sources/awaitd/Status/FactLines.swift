// SPDX-License-Identifier: Apache-2.0

import Core

/// Facts beside their names, as `awaitd status NAME` shows them.
struct FactLines {
    private let style: Style
    private let width: Int?

    /// Lines of at most `width` columns; nil means unbounded.
    init(style: Style, width: Int?) {
        (self.style, self.width) = (style, width)
    }

    /// The heading: a name.
    func heading(_ name: String) -> [String] {
        let name = name.cleaned(limit: 255)
        return (width.map { name.wrapped(at: $0) } ?? [name]).map(style.bold)
    }

    /// A fact's lines; `paint` colours its value.
    func lines(_ name: String, _ value: String, paint: (String) -> String = { $0 }) -> [String] {
        let text = value.cleaned(limit: 4_000)
        if let width, width - Self.labelWidth < Self.leastValue {
            return [style.dim("\(name):")] + text.wrapped(at: max(8, width - 2)).map { "  " + paint($0) }
        }
        let label = style.dim(String(repeating: " ", count: Self.labelWidth - 2 - name.utf8.count) + name + ":") + " "
        let lines = width.map { text.wrapped(at: $0 - Self.labelWidth) } ?? [text]
        return lines.enumerated().map { index, line in
            (index == 0 ? label : String(repeating: " ", count: Self.labelWidth)) + paint(line)
        }
    }

    private static let labelWidth = 12
    /// How narrow a value may get beside its label before it goes below it.
    private static let leastValue = 20
}
