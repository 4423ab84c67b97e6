// SPDX-License-Identifier: Apache-2.0

import Core

/// The findings of `awaitd doctor` on one screen.
package struct DoctorScreen: Sendable {
    private let style: Style
    private let width: Int

    /// A screen of so many columns.
    package init(style: Style, width: Int) {
        (self.style, self.width) = (style, max(40, width))
    }

    private static let verdictWidth = 11
    private static let subjectWidth = 13
    private static var indent: Int { verdictWidth + subjectWidth }

    /// All lines, the last one the verdict on all.
    package func lines(_ findings: [Finding]) -> [String] {
        let wrong = findings.count { $0.verdict == .wrong }
        let unknown = findings.count { $0.verdict == .unknown }
        var last = wrong == 0 ? "Nothing is wrong" : "\(wrong.counted("thing")) \(wrong == 1 ? "is" : "are") wrong"
        if unknown > 0 { last += ", \(unknown) not known" }
        let sum = wrong == 0 ? style.good(last + ".") : style.painted(last + ".", .error)
        return findings.flatMap(lines) + ["", sum]
    }

    private func lines(_ finding: Finding) -> [String] {
        let verdict = finding.verdict == .wrong ? "WRONG" : finding.verdict.rawValue
        let label = verdict.padded(to: Self.verdictWidth)
        let head = paint(label, finding.verdict) + style.bold(finding.subject.padded(to: Self.subjectWidth))
        let blank = String(repeating: " ", count: Self.indent)
        let text = finding.text.wrapped(at: width - Self.indent)
        var lines = text.enumerated().map { ($0.offset == 0 ? head : blank) + $0.element }
        // Whole, however wide the screen is, so that it can be copied.
        if let fix = finding.fix { lines.append(style.bold("  $ \(fix)")) }
        return lines
    }

    private func paint(_ text: String, _ verdict: Finding.Verdict) -> String {
        switch verdict {
        case .well: style.good(text)
        case .off: style.dim(text)
        case .unknown, .news: style.painted(text, .warning)
        case .wrong: style.painted(text, .error)
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - displayWidth))
    }
}
