// SPDX-License-Identifier: Apache-2.0

/// Reports in plain words where and why libyaml could not parse a text.
struct SyntaxErrorReport {
    let source: SourceText
    let problem: YAMLError.Problem

    /// Reports it.
    func report(to diagnostics: DiagnosticCollector) {
        let position = reportedPosition
        let mark = source.mark(line: position.line + 1, column: position.column + 1)
        if let tab = tab(around: mark) {
            diagnostics.error(
                "a tab is used for indentation, which YAML does not allow",
                at: SourceLocation(source, tab),
                help: "indent with spaces"
            )
            return
        }
        let help = hasBareCondition(inLine: mark.line) ? "put quotes around a condition: \">= 0.85\"" : help
        diagnostics.error(message(at: mark), at: SourceLocation(source, mark), help: help)
    }

    /// Whether it is about a condition without quotes, whose `>` begins a block of text in YAML, or nothing at all.
    private func hasBareCondition(inLine line: Int) -> Bool {
        let problems = ["did not find expected comment or line break", "found character that cannot start any token"]
        guard problems.contains(problem.what) else { return false }
        let line = String(decoding: source.bytes[source.range(ofLine: line)], as: UTF8.self)
        return line.contains(": >")
    }

    private func message(at mark: SourceMark) -> String {
        var message = "invalid YAML: \(problem.what)"
        if !problem.context.isEmpty { message += " \(problem.context)" }
        if let begin = problem.contextPosition, begin.line + 1 < mark.line {
            message += " that begins on line \(begin.line + 1)"
        }
        return message
    }

    /// What was left open is better shown where it was opened than at the end of the file, where libyaml noticed.
    private var reportedPosition: YAMLPosition {
        let last = lastLineWithText
        guard problem.position.line + 1 > last || problem.what == Self.unexpectedEnd else { return problem.position }
        if let begin = problem.contextPosition, begin.line + 1 <= last { return begin }
        // `mark(line:column:)` moves it back to the end of the line.
        return YAMLPosition(index: 0, line: last - 1, column: .max - 1)
    }

    private static let unexpectedEnd = "found unexpected end of stream"

    private var lastLineWithText: Int {
        var line = source.lineCount
        while line > 1, source.range(ofLine: line).isEmpty { line -= 1 }
        return line
    }

    /// A tab before the line's first other character.
    private func tab(around mark: SourceMark) -> SourceMark? {
        let line = source.bytes[source.range(ofLine: mark.line)]
        let indentation = line.prefix { $0 == 0x20 || $0 == 0x09 }
        guard mark.offset <= indentation.endIndex, let tab = indentation.firstIndex(of: 0x09) else { return nil }
        return source.mark(atOffset: tab)
    }

    private var help: String? {
        switch problem.what {
        case "mapping values are not allowed in this context":
            "put quotes around a text with ': ' in it, and check the indentation"
        case "could not find expected ':'":
            "each line of a mapping is `key: value`"
        case "found character that cannot start any token":
            "put quotes around a text that begins with '@', '`' or '%'"
        case "did not find expected alphabetic or numeric character":
            "put quotes around a text that begins with '*' or '&'"
        case Self.unexpectedEnd where problem.context.contains("quoted"):
            "the closing quote is missing"
        case "did not find expected ',' or ']'":
            "the closing ']' or a comma is missing"
        case "did not find expected node content":
            "a value, or a closing ']' or '}', is missing"
        case "did not find expected ',' or '}'":
            "the closing '}' or a comma is missing"
        case "did not find expected key", "did not find expected '-' indicator":
            "check indentation, quotes and brackets here and on the line before"
        case "found unknown escape character":
            "in double quotes a backslash begins an escape; use single quotes"
        default:
            nil
        }
    }
}
