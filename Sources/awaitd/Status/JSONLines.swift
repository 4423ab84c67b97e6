// SPDX-License-Identifier: Apache-2.0

import Core

/// Lays out JSON text for people: a member or an element a line, as it was written otherwise.
package enum JSONLines {
    /// The most levels that are indented.
    private static let mostLevels = 20

    /// The lines of a text that is an object or a list; the text itself if it is not.
    package static func lines(_ text: String) -> [String] {
        guard let first = text.unicodeScalars.first, first == "{" || first == "[" else { return [text] }
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var depth = 0
        var isInString = false
        var isEscaped = false
        func breakLine() {
            lines.append(String(line))
            line = String.UnicodeScalarView(repeatElement(" ", count: 2 * min(max(depth, 0), mostLevels)))
        }
        var opened = false
        for scalar in text.unicodeScalars {
            if isInString {
                line.append(scalar)
                if isEscaped {
                    isEscaped = false
                } else if scalar == "\\" {
                    isEscaped = true
                } else {
                    isInString = scalar != "\""
                }
                continue
            }
            if scalar == " " { continue }
            let closes = scalar == "}" || scalar == "]"
            if closes { depth -= 1 }
            // Nothing is put between the brackets of an empty object.
            if opened != closes { breakLine() }
            opened = false
            line.append(scalar)
            switch scalar {
            case "\"": isInString = true
            case "{", "[":
                depth += 1
                opened = true
            case ",": breakLine()
            case ":": line.append(" ")
            default: break
            }
        }
        return lines + [String(line)]
    }
}
