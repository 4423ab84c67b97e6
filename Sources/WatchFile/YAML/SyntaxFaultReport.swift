// SPDX-License-Identifier: Apache-2.0

/// Says in plain words where and why libyaml could not read a text on.
struct SyntaxFaultReport {
    let source: SourceText
    let fault: YAMLSyntaxFault

    /// Reports it.
    func report(to diagnostics: DiagnosticCollector) {
        let position = reportedPosition
        let mark = source.mark(line: position.line + 1, column: position.column + 1)
        if let tab = tab(around: mark) {
            diagnostics.error(
                "a tab is used for indentation, which YAML does not allow",
                at: Place(source, tab),
                help: "indent with spaces"
            )
            return
        }
        diagnostics.error(message(at: mark), at: Place(source, mark), help: help)
    }

    private func message(at mark: SourceMark) -> String {
        var message = "wrong YAML: \(fault.problem)"
        if !fault.context.isEmpty { message += " \(fault.context)" }
        if let begin = fault.contextPosition, begin.line + 1 < mark.line {
            message += " that begins on line \(begin.line + 1)"
        }
        return message
    }

    /// What was left open is better shown where it was opened than at the end of the file, where libyaml noticed.
    private var reportedPosition: YAMLPosition {
        let last = lastLineWithText
        guard fault.position.line + 1 > last || fault.problem == Self.unexpectedEnd else { return fault.position }
        if let begin = fault.contextPosition, begin.line + 1 <= last { return begin }
        // The mark is moved back to where the line ends.
        return YAMLPosition(index: 0, line: last - 1, column: .max - 1)
    }

    private static let unexpectedEnd = "found unexpected end of stream"

    private var lastLineWithText: Int {
        var line = source.lineCount
        while line > 1, source.range(ofLine: line).isEmpty { line -= 1 }
        return line
    }

    /// A tab in front of the first other character of the line.
    private func tab(around mark: SourceMark) -> SourceMark? {
        let line = source.bytes[source.range(ofLine: mark.line)]
        let indentation = line.prefix { $0 == 0x20 || $0 == 0x09 }
        guard mark.offset <= indentation.endIndex, let tab = indentation.firstIndex(of: 0x09) else { return nil }
        return source.mark(atOffset: tab)
    }

    private var help: String? {
        switch fault.problem {
        case "mapping values are not allowed in this context":
            "put quotes around a text with ': ' in it, and check the indentation"
        case "could not find expected ':'":
            "each line of a mapping is `key: value`"
        case "found character that cannot start any token":
            "put quotes around a text that begins with '@', '`' or '%'"
        case Self.unexpectedEnd where fault.context.contains("quoted"):
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
