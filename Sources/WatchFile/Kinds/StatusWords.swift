// SPDX-License-Identifier: Apache-2.0

import Core

/// Reads `statuses` of an entry of `kinds`: which status means which state.
struct StatusWords {
    /// The most that one kind may have.
    private static let most = 64
    /// `completed`, told as a warning.
    private static let warning = "completed-with-warning"
    private static let states: [JobState] = [
        .pending, .inProgress, .stopping, .completed, .failed, .stopped, .deleted,
    ]
    private static let words = states.map(\.rawValue) + [warning]

    let fields: MappingReader

    /// The meanings; nil if there are none or wrong ones, which has been reported.
    func meanings() -> [StatusRules.Meaning]? {
        let help =
            "write each status with its state: `statuses: {RUNNING: in-progress, DONE: completed, ERROR: failed}`"
        guard let node = fields.node("statuses") else {
            if fields.lacks("statuses") { report("a kind needs 'statuses'", at: fields.place, help: help) }
            return nil
        }
        let place = node.isNull ? fields.keyPlace("statuses") : Place(fields.source, node.mark)
        guard case .mapping(let entries) = node.content, !entries.isEmpty else {
            let found = node.isNull ? "nothing" : node.description
            if let found { report("'statuses' must be keys and values, not \(found)", at: place, help: help) }
            return nil
        }
        guard entries.count <= Self.most else {
            report("'statuses' has \(entries.count) entries, and at most \(Self.most) are allowed", at: place)
            return nil
        }
        let meanings = entries.compactMap(meaning)
        guard meanings.count == entries.count else { return nil }
        guard meanings.contains(where: \.state.isFinal) else {
            report(
                "none of these 'statuses' ends a watch",
                at: place,
                help: "at least one must be completed, failed, stopped or deleted"
            )
            return nil
        }
        return meanings
    }

    private func meaning(_ entry: ConfigNode.Entry) -> StatusRules.Meaning? {
        let status = entry.key
        guard (1...128).contains(status.utf8.count), !status.unicodeScalars.contains(where: \.isUnsafeInText) else {
            report("a status must be 1 to 128 characters on one line", at: Place(fields.source, entry.keyMark))
            return nil
        }
        let shown = ValueRules.shown(status)
        let place =
            entry.value.isNull
            ? Place(fields.source, entry.keyMark) : Place(fields.source, entry.value.mark)
        guard case .scalar(let word, _) = entry.value.content, !entry.value.isNull else {
            if entry.value.description != nil {
                report("the status '\(shown)' has no state", at: place, help: "known are \(Self.known)")
            }
            return nil
        }
        if word == Self.warning { return StatusRules.Meaning(status, .completed, isWarning: true) }
        if let state = Self.states.first(where: { $0.rawValue == word }) { return StatusRules.Meaning(status, state) }
        let meant = Suggestion.nearest(to: word, among: Self.words) ?? KeySet.on.meant(by: word)
        report(
            "the status '\(shown)' means '\(ValueRules.shown(word))', which is no state",
            at: place,
            help: meant.map { "did you mean '\($0)'?" } ?? "known are \(Self.known)"
        )
        return nil
    }

    private static let known = words.joined(separator: ", ")

    private func report(_ message: String, at place: Place, help: String? = nil) {
        fields.diagnostics.error(message, at: place, help: help)
    }
}
