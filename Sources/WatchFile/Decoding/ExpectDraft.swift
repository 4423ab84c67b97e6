// SPDX-License-Identifier: Apache-2.0

import Core

/// What `expect` says in a watch or a matcher: for each detail, what it must be when the job has completed.
struct ExpectDraft {
    static let key = "expect"
    private static let help = "write each detail with what it must be: `expect: {BinaryAUC: \">= 0.85\"}`"

    /// Those that are right, in the order of the file.
    let expectations: [Expectation]
    /// Where each is, in the same order.
    private let locations: [SourceLocation]

    /// Reads the key `expect` of an entry; nil if there is none.
    init?(_ fields: MappingReader) {
        guard fields.node(Self.key) != nil else { return nil }
        let entries = fields.entries(Self.key, upTo: Expectation.mostOfWatch, help: Self.help) ?? []
        let read = entries.compactMap { entry -> (Expectation, SourceLocation)? in
            let name = fields.parse(entry.key, at: entry.keyMark, in: Self.key) { key -> String? in
                guard let problem = Expectation.problem(inName: key.text) else { return key.text }
                return key.invalid(sentence: "the name '\(key.shown)' in '\(Self.key)' \(problem)", help: Self.help)
            }
            let location = SourceLocation(fields.source, entry.keyMark)
            guard !entry.value.isNull else {
                fields.diagnostics.error(
                    "'\(Self.key)' does not say what '\(entry.key.shownInMessage)' must be",
                    at: location,
                    help: Self.help
                )
                return nil
            }
            let condition = fields.value(of: entry.value, in: Self.key) { $0.condition(help: Expectation.forms) }
            guard let name, let condition else { return nil }
            return (Expectation(name, condition), location)
        }
        (expectations, locations) = (read.map(\.0), read.map(\.1))
    }

    /// Warns of names that are probably no details of the kind.
    func warn(of kind: Kind, _ diagnostics: DiagnosticCollector) {
        for (expectation, location) in zip(expectations, locations) {
            guard let doubt = kind.doubt(aboutDetail: expectation.detail) else { continue }
            diagnostics.warning(doubt.sentence, at: location, help: doubt.help)
        }
    }
}
