// SPDX-License-Identifier: Apache-2.0

import Core

extension String {
    /// How many columns of a terminal the text takes.
    package var displayWidth: Int { unicodeScalars.reduce(0) { $0 + $1.columns } }

    /// The text, cut to so many columns with an ellipsis at its end if it is wider.
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

    /// The text in lines of so many columns, broken at spaces; a word that is wider than a line is broken within.
    package func wrapped(at width: Int) -> [String] {
        Self.joined(split(separator: " ").flatMap { String($0).pieces(of: width) }, at: width)
    }

    /// The text in lines of so many columns, broken only behind commas and semicolons as long as that is possible.
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
