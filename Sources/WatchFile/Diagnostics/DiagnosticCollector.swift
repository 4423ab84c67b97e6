// SPDX-License-Identifier: Apache-2.0

import Core

/// Collects the diagnostics of a list, so that all of them are reported at once.
///
/// Beyond ``mostKept`` it only counts: a hostile file cannot make the report longer than a person would read.
final class DiagnosticCollector {
    /// How many diagnostics are kept.
    static let mostKept = 100

    private var kept: [(fileIndex: Int, diagnostic: Diagnostic)] = []
    private var omitted = 0
    private var fileIndexes: [String: Int] = [:]
    /// Whether an error has been reported.
    private(set) var hasErrors = false

    /// Reports an error at a location.
    ///
    /// Message and help are evaluated only if they are kept.
    func error(
        _ message: @autoclosure () -> String, at location: SourceLocation, help: @autoclosure () -> String? = nil
    ) {
        hasErrors = true
        guard hasRoom() else { return }
        keep(.error, message(), file: location.source.file, location: location, help: help())
    }

    /// Reports an error about a file or directory as a whole.
    func error(_ message: String, file: String, help: String? = nil) {
        hasErrors = true
        guard hasRoom() else { return }
        keep(.error, message, file: file, location: nil, help: help)
    }

    /// Reports a warning at a location.
    func warning(
        _ message: @autoclosure () -> String, at location: SourceLocation, help: @autoclosure () -> String? = nil
    ) {
        guard hasRoom() else { return }
        keep(.warning, message(), file: location.source.file, location: location, help: help())
    }

    /// Reports a warning about a file as a whole.
    func warning(_ message: String, file: String, help: String? = nil) {
        guard hasRoom() else { return }
        keep(.warning, message, file: file, location: nil, help: help)
    }

    /// All that was reported, by file in the order of their first mention, then by line and column.
    var report: DiagnosticReport {
        let sorted = kept.enumerated().sorted { one, other in
            Self.order(one.element, one.offset) < Self.order(other.element, other.offset)
        }
        return DiagnosticReport(diagnostics: sorted.map(\.element.diagnostic), omitted: omitted)
    }

    private static func order(_ entry: (fileIndex: Int, diagnostic: Diagnostic), _ offset: Int) -> (Int, Int, Int, Int)
    {
        (entry.fileIndex, entry.diagnostic.line ?? 0, entry.diagnostic.column ?? 0, offset)
    }

    private func hasRoom() -> Bool {
        guard kept.count < Self.mostKept else {
            omitted += 1
            return false
        }
        return true
    }

    private func keep(
        _ severity: Diagnostic.Severity, _ message: String, file: String, location: SourceLocation?, help: String?
    ) {
        let index = fileIndexes[file, default: fileIndexes.count]
        fileIndexes[file] = index
        let diagnostic = Diagnostic(
            file: file,
            line: location?.mark.line,
            column: location?.mark.column,
            severity: severity,
            message: message.cleaned(),
            excerpt: location.map { SourceExcerpt(of: $0.source, at: $0.mark) }.flatMap { $0.text.isEmpty ? nil : $0 },
            help: help?.cleaned()
        )
        kept.append((index, diagnostic))
    }
}
