// SPDX-License-Identifier: Apache-2.0

import Core

/// Reads `statuses` of an entry of `kinds`, and what else is said of its life: which status means which state.
struct StatusRulesDraft {
    /// The most that one kind may have.
    private static let most = 64
    /// The states that bad news may be reported in, as the file names them.
    static let warnings: [JobState: String] = [
        .completed: "completed-with-warning", .inProgress: "in-progress-with-warning",
    ]
    private static let states: [JobState] = [
        .pending, .inProgress, .stopping, .completed, .failed, .stopped, .deleted,
    ]
    private static let words = states.map(\.rawValue) + [JobState.completed, .inProgress].compactMap { warnings[$0] }
    private static let validWords = "valid values: " + words.joined(separator: ", ")
    /// The states that end a watch, in the order of a life.
    static let finalStates = states.filter(\.isFinal)

    let fields: MappingReader

    /// The rules; nil if there are no statuses or wrong ones, which has been reported.
    func rules() -> StatusRules? {
        let meanings = meanings()
        let absence = fields.setting("absence", Self.word)?.value
        let leavable = leavableStates()
        let returns = fields.settings("may_return_to", upTo: Self.most, Self.word) ?? []
        let caveats = CaveatsDraft(fields: fields, key: "caveats").caveats()
        let failures = CaveatsDraft(fields: fields, key: "failed_if").caveats()
        guard let meanings else { return nil }
        let rules = StatusRules(
            meanings,
            absence: absence,
            leavableStates: leavable,
            mayReturnTo: returns.compactMap(\.value),
            caveats: caveats,
            failures: failures
        )
        for status in returns {
            guard let word = status.value, !rules.lists(word) else { continue }
            Self.reportUnlisted(word, in: "may_return_to", at: status.location, rules, fields.diagnostics)
        }
        return rules
    }

    /// A status as AWS writes it.
    static func word(_ value: ConfigText) -> String? {
        isStatus(value.text) ? value.text : value.invalid("must be a status of 1 to 128 characters on one line")
    }

    /// Reports a status that `statuses` do not have.
    static func reportUnlisted(
        _ word: String,
        in key: String,
        at location: SourceLocation,
        _ rules: StatusRules,
        _ diagnostics: DiagnosticCollector
    ) {
        let meant = Suggestion.nearest(to: word, among: rules.meanings.map(\.status))
        diagnostics.error(
            "'\(key)' has '\(word.shownInMessage)', which is none of the 'statuses'",
            at: location,
            help: meant.map { "did you mean '\($0.shownInMessage)'?" } ?? "say there which state it means"
        )
    }

    private static func isStatus(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && !text.unicodeScalars.contains(where: \.isUnsafeInText)
    }

    // MARK: The statuses

    private func meanings() -> [StatusRules.Meaning]? {
        let help =
            "write each status with its state: `statuses: {RUNNING: in-progress, DONE: completed, ERROR: failed}`"
        guard let node = fields.node("statuses") else {
            if fields.lacks("statuses") { report("a kind needs 'statuses'", at: fields.location, help: help) }
            return nil
        }
        let location = fields.location(of: node, "statuses")
        guard let entries = fields.entries("statuses", upTo: Self.most, help: help) else { return nil }
        let meanings = entries.compactMap(meaning)
        guard meanings.count == entries.count else { return nil }
        guard meanings.contains(where: \.state.isFinal) else {
            report(
                "none of these 'statuses' ends a watch",
                at: location,
                help: "at least one must be completed, failed, stopped or deleted"
            )
            return nil
        }
        return meanings
    }

    private func meaning(_ entry: ConfigNode.Entry) -> StatusRules.Meaning? {
        let status = entry.key
        let keyLocation = SourceLocation(fields.source, entry.keyMark)
        guard Self.isStatus(status) else {
            report("a status must be 1 to 128 characters on one line", at: keyLocation)
            return nil
        }
        let shown = status.shownInMessage
        let location = entry.value.isNull ? keyLocation : SourceLocation(fields.source, entry.value.mark)
        guard case .scalar(let word, _) = entry.value.content, !entry.value.isNull else {
            if entry.value.description != nil {
                report("the status '\(shown)' has no state", at: location, help: Self.validWords)
            }
            return nil
        }
        if let (state, _) = Self.warnings.first(where: { $0.value == word }) {
            return StatusRules.Meaning(status, state, isWarning: true)
        }
        if let state = Self.states.first(where: { $0.rawValue == word }) { return StatusRules.Meaning(status, state) }
        let meant =
            Suggestion.nearest(to: word, among: Self.words)
            ?? KeySet.on.meant(by: word).flatMap { Self.words.contains($0) ? $0 : nil }
        report(
            "the status '\(shown)' means '\(word.shownInMessage)', which is not a state",
            at: location,
            help: meant.map { "did you mean '\($0)'?" } ?? Self.validWords
        )
        return nil
    }

    // MARK: Ends that can be left

    /// The states that `leaves_final_states` names; `true` names all final ones.
    private func leavableStates() -> Set<JobState> {
        guard let node = fields.node("leaves_final_states") else { return [] }
        guard case .sequence = node.content else {
            let leaves = fields.setting("leaves_final_states", ValueRules.boolean)?.value ?? false
            return leaves ? StatusRules.finalStates : []
        }
        let states = fields.values("leaves_final_states", upTo: Self.finalStates.count) { value -> JobState? in
            let valid = Self.finalStates.map(\.rawValue)
            if let state = Self.finalStates.first(where: { $0.rawValue == value.text }) { return state }
            return value.invalid(
                sentence: "'\(value.shown)' is not a state in which a watch ends",
                help: (Suggestion.nearest(to: value.text, among: valid) ?? KeySet.on.meant(by: value.text))
                    .flatMap { valid.contains($0) ? "did you mean '\($0)'?" : nil }
                    ?? "valid values: \(valid.joined(separator: ", ")); or true for all"
            )
        }
        return Set(states ?? [])
    }

    private func report(_ message: String, at location: SourceLocation, help: String? = nil) {
        fields.diagnostics.error(message, at: location, help: help)
    }
}
