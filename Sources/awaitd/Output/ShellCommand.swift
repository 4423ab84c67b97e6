// SPDX-License-Identifier: Apache-2.0

import Core

/// A command to be pasted into a shell, with arguments that may be anybody's text.
package struct ShellCommand: Sendable {
    private let command: String
    private let arguments: [String]

    /// A command, such as `journalctl -x`, and its further arguments, which are quoted.
    package init(_ command: String, _ arguments: [String]) {
        self.command = command
        self.arguments = arguments.map { $0.cleaned(limit: 600) }
    }

    /// The command in one line.
    package var line: String { ([command] + arguments.map(Self.quoted)).joined(separator: " ") }

    /// The command in indented lines of at most `width` columns, which a shell reads as one; nil means unbounded.
    package func lines(width: Int?) -> [String] {
        let whole = Self.indent + line
        guard let width, whole.displayWidth > width else { return [whole] }
        var lines = [Self.indent + command + " \\"]
        for (index, argument) in arguments.enumerated() {
            let end = index == arguments.count - 1 ? "" : " \\"
            let text = Self.indent + Self.indent + Self.quoted(argument) + end
            if text.displayWidth <= width {
                lines.append(text)
            } else {
                // Pieces of one argument have nothing between them, no indentation either.
                let pieces = Self.pieces(of: argument, width: width - 2)
                lines += pieces.enumerated().map { $0.element + ($0.offset == pieces.count - 1 ? end : "\\") }
            }
        }
        return lines
    }

    private static let indent = "  "

    /// An argument in quoted pieces of at most so many columns.
    private static func pieces(of argument: String, width: Int) -> [String] {
        var pieces: [String] = []
        var piece = ""
        for scalar in argument.unicodeScalars {
            let longer = piece + String(scalar)
            if !piece.isEmpty, quoted(longer).displayWidth > width {
                pieces.append(quoted(piece))
                piece = String(scalar)
            } else {
                piece = longer
            }
        }
        return pieces + [quoted(piece)]
    }

    /// An argument as a POSIX shell takes it for one word, nothing in it expanded.
    private static func quoted(_ argument: String) -> String {
        let isPlain = argument.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                || "_-.:/=@+".unicodeScalars.contains(scalar)
        }
        guard !isPlain || argument.isEmpty else { return argument }
        let parts = argument.split(separator: "'", omittingEmptySubsequences: false)
        return "'\(parts.joined(separator: #"'\''"#))'"
    }
}
