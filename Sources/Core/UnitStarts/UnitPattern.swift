// SPDX-License-Identifier: Apache-2.0

/// A unit that a watch starts, as the watch file names it: `page-oncall.service`, `retrain@.service`,
/// `retrain@%w.service`.
///
/// A template without an instance gets a distinct one for each start, `%w-%e`, since systemd merges a start into the
/// already active unit of the same name. Specifiers are allowed only in the instance, and their values are escaped as
/// `systemd-escape` does: `%w` the watch's name, `%r` the resource's id, `%k` the kind, `%s` the state, `%e` the event's id,
/// `%%` a percent sign.
package struct UnitPattern: Sendable, Hashable {
    /// The pattern as the watch file has it.
    package let text: String
    /// What precedes the instance, including the `@`; the whole name of a unit that is not a template.
    private let head: String
    /// The instance with its specifiers; nil for a unit that is not a template.
    private let instance: String?
    private let type: String

    /// The types that a watch file may name.
    ///
    /// Only services are started. Version 0.1 started targets as well, so a list that names one is still read, with a
    /// warning (``UnitName/refusal(of:)``).
    static let types = [UnitName.type, ".target"]

    /// What a start is about: the values of the specifiers.
    package struct Subject: Sendable {
        /// The watch.
        package let watch: Watch
        /// The state that it entered.
        package let state: JobState
        /// The event's id.
        package let eventID: String

        /// A subject.
        package init(watch: Watch, state: JobState, eventID: String) {
            self.watch = watch
            self.state = state
            self.eventID = eventID
        }
    }

    /// Parses a pattern.
    package init(_ text: String) throws(UnitPatternError) {
        guard let dot = text.lastIndex(of: "."), Self.types.contains(String(text[dot...])) else {
            throw UnitPatternError(
                reason: "does not end in .service",
                help: "name the unit as systemctl does: retrain@.service"
            )
        }
        let name = text[..<dot]
        let parts = name.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let prefix = parts.first, !prefix.isEmpty else {
            throw UnitPatternError(reason: "has no name before the '@' or the type", help: "such as retrain@.service")
        }
        guard UnitName.isValid(characters: prefix), prefix.first != "." else {
            throw .invalidCharacters("; specifiers only after an '@'")
        }
        guard text.utf8.count <= UnitName.limit else {
            throw UnitPatternError(
                reason: "is longer than \(UnitName.limit) characters",
                help: "give it a shorter name"
            )
        }
        self.text = text
        type = String(text[dot...])
        guard parts.count == 2 else {
            head = String(prefix)
            instance = nil
            return
        }
        head = prefix + "@"
        instance = parts[1].isEmpty ? "%w-%e" : String(parts[1])
        try Self.validate(parts[1])
    }

    /// The pattern without an instance: what an administrator allows.
    package var template: String { instance == nil ? text : head + type }

    /// The name of the unit to start.
    package func unit(for subject: Subject) -> String {
        guard let instance else { return text }
        let name = head + Self.expanded(instance, subject) + type
        // systemd would not start a unit with a longer name; the event's id identifies the start as well.
        return name.utf8.count <= UnitName.limit ? name : head + UnitName.escaped(subject.eventID) + type
    }

    private static func validate(_ instance: some StringProtocol) throws(UnitPatternError) {
        var rest = instance[...]
        while let first = rest.popFirst() {
            guard first == "%" else {
                guard UnitName.isValid(characters: String(first)) else { throw .invalidCharacters() }
                continue
            }
            guard let letter = rest.popFirst(), "wrkse%".contains(letter) else {
                throw UnitPatternError(
                    reason: "has a specifier that awaitd does not know",
                    help: "%w watch, %r resource id, %k kind, %s state, %e event id, %% a percent sign"
                )
            }
        }
    }

    private static func expanded(_ instance: String, _ subject: Subject) -> String {
        var result = ""
        var rest = instance[...]
        while let first = rest.popFirst() {
            guard first == "%", let letter = rest.popFirst() else {
                result.append(first)
                continue
            }
            let text =
                switch letter {
                case "w": subject.watch.name
                case "r": subject.watch.resourceID
                case "k": subject.watch.kind.name
                case "s": subject.state.rawValue
                case "e": subject.eventID
                default: "%"
                }
            result += UnitName.escaped(text)
        }
        return result
    }
}

/// Why a text is not a ``UnitPattern``, and what to do about it.
package struct UnitPatternError: Error, Hashable {
    /// The end of a sentence, such as `has no type`.
    package let reason: String
    /// What to do.
    package let help: String

    fileprivate static func invalidCharacters(_ hint: String = "") -> UnitPatternError {
        UnitPatternError(
            reason: "has characters that are not allowed in a unit's name",
            help: "letters, digits, ':', '-', '_', '.' and '\\' are allowed\(hint)"
        )
    }
}
