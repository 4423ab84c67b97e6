// SPDX-License-Identifier: Apache-2.0

/// What a completed job's details must say: `BinaryAUC: ">= 0.85"`.
///
/// A watch's user says what is acceptable, while a ``Caveat`` says what a kind's makers know to be bad.
package struct Expectation: Sendable, Hashable {
    /// The detail's name as AWS spells it, or a metric's own name: `BinaryAUC`, `validation:auc`.
    package let detail: String
    /// What is good about it; never that it is merely there.
    package let condition: DetailCondition

    /// The most expectations of one watch.
    package static let mostOfWatch = 32
    /// The most bytes of a detail's name.
    private static let longestName = 256

    /// An expectation.
    package init(_ detail: String, _ condition: DetailCondition) {
        (self.detail, self.condition) = (detail, condition)
    }

    /// As people write it on a command line: `BinaryAUC >= 0.85`.
    package var text: String { "\(detail) \(condition.text)" }

    /// Whether a detail's value is as expected.
    ///
    /// Under a number, no value is that is none, whatever the comparison; words are compared as they stand.
    package func isMet(by value: String) -> Bool {
        switch condition {
        case .otherWord(let word): value != word
        case .present, .number, .word: condition.holds(for: value)
        }
    }
}

// MARK: Reading

extension Expectation {
    /// What a condition may be, for people.
    package static let forms = "\(DetailCondition.forms): \">= 0.85\", \"== Completed\""

    /// What is wrong with a text as a detail's name, as the end of a sentence; nil if it can be one.
    package static func problem(inName name: String) -> String? {
        if name.isEmpty { return "is empty" }
        if name.utf8.count > longestName { return "has more than \(longestName) bytes" }
        let isPlain = !name.unicodeScalars.contains(where: \.isUnsafeInText)
        return isPlain && name.first != " " && name.last != " " ? nil : "is no name of a detail"
    }

    /// The expectation in a text such as `BinaryAUC >= 0.85`; a name with `<`, `>`, `==` or `!=` in it cannot be said like this.
    package init(parsing text: String) throws(DetailCondition.ParseError) {
        let shown = text.revealed(limit: 100)
        guard let begin = Self.conditionStart(in: text) else {
            let help = "write the detail's name, how it compares, and with what: 'BinaryAUC >= 0.85'"
            throw DetailCondition.ParseError(sentence: "'\(shown)' is not an expectation", help: help)
        }
        let name = String(text[..<begin]).trimmingBlanks
        if let problem = Self.problem(inName: name) {
            throw DetailCondition.ParseError(
                sentence: "the name in '\(shown)' \(problem)", help: "put the detail's name first: 'BinaryAUC >= 0.85'")
        }
        self.init(name, try DetailCondition(parsing: String(text[begin...]).trimmingBlanks, help: Self.forms))
    }

    /// Where the first sign of a comparison is, of another language's too.
    private static func conditionStart(in text: String) -> String.Index? {
        text.unicodeScalars.indices.first { index in
            let rest = text.unicodeScalars[index...]
            return switch rest.first {
            case "<", ">", "≥", "≤", "≠", "=": true
            case "!": rest.dropFirst().first == "="
            default: false
            }
        }
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text.drop { $0 == " " })
    }
}

// MARK: Checking

/// What a completion was found to be by what its watch expects; kept and shown as its state is.
package enum ExpectationOutcome: Sendable, Hashable {
    /// All is as expected.
    case met
    /// Something is not: `BinaryAUC >= 0.85 (found 0.71); Accuracy >= 0.9 (missing)`.
    case unmet(String)

    /// `met` or `unmet`.
    package var word: String {
        switch self {
        case .met: "met"
        case .unmet: "unmet"
        }
    }

    /// What is unmet; nil if nothing is.
    package var unmet: String? {
        switch self {
        case .met: nil
        case .unmet(let text): text
        }
    }

    /// The outcome of these two; nil if they are of no outcome.
    package init?(word: String?, unmet: String?) {
        switch (word, unmet) {
        case ("met", nil): self = .met
        case ("unmet", let text?): self = .unmet(text)
        default: return nil
        }
    }

    /// The outcome as the record has it: what is unmet, or nothing; nil for a completion that was not checked.
    package init?(recorded: String?) {
        guard let recorded else { return nil }
        self = recorded.isEmpty ? .met : .unmet(recorded)
    }

    /// See ``init(recorded:)``.
    package var recorded: String { unmet ?? "" }
}

/// A completion compared with what its watch expects.
package struct ExpectationCheck: Sendable, Hashable {
    /// What is expected and not so.
    private struct Unmet: Hashable {
        let expectation: Expectation
        /// The value that was found; nil if there is no such detail.
        let found: String?
    }

    private let unmet: [Unmet]
    /// The names of the details and metrics that there were; empty if all that are expected were among them.
    private let present: [String]

    /// The most bytes of ``outcome``'s text.
    private static let textLimit = 4_000

    /// Compares a read with what is expected; nil if nothing is.
    init?(_ expectations: [Expectation], _ observation: Observation) {
        guard !expectations.isEmpty else { return nil }
        let (details, metrics) = (observation.details, observation.metrics)
        unmet = expectations.compactMap { expectation in
            let found =
                details.first { $0.member == expectation.detail } ?? metrics.first { $0.member == expectation.detail }
            if let found, expectation.isMet(by: found.value) { return nil }
            return Unmet(expectation: expectation, found: found?.value)
        }
        var seen: Set<String> = []
        present =
            unmet.contains { $0.found == nil }
            ? (metrics + details).map(\.member).filter { seen.insert($0).inserted } : []
    }

    /// Whether something is not as expected.
    package var isUnmet: Bool { !unmet.isEmpty }

    /// The names of the details that are not as expected.
    var unmetDetails: [String] { unmet.map(\.expectation.detail) }

    /// What it comes to.
    package var outcome: ExpectationOutcome {
        guard isUnmet else { return .met }
        let parts = unmet.map { one in
            let found = one.found.map { "found \(Self.shown($0, one.expectation.condition))" } ?? "missing"
            return "\(one.expectation.text) (\(found))"
        }
        return .unmet(parts.joined(separator: "; ").cleaned(limit: Self.textLimit))
    }

    /// What is told of it in a message: what was expected and found, and of what is missing, what there was instead.
    var words: String? {
        guard let text = outcome.unmet else { return nil }
        let words = "expected \(text.cleaned(limit: 1_000))"
        guard unmet.contains(where: { $0.found == nil }) else { return words }
        let names = present.joined(separator: ", ").cleaned(limit: 300)
        return words + (names.isEmpty ? "; it has no details" : "; it has \(names)")
    }

    /// A value beside what was expected: a number in the digits of the comparison, so that no two that differ look alike.
    private static func shown(_ value: String, _ condition: DetailCondition) -> String {
        if case .number = condition, let number = DetailCondition.number(value) { return DetailCondition.shown(number) }
        let text = value.cleaned(limit: 100)
        return text.isEmpty ? "\"\"" : text
    }
}
