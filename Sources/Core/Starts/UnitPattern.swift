// SPDX-License-Identifier: Apache-2.0

/// A unit that a watch names to be started: `page-oncall.service`, `retrain@.service`, `retrain@%w.service`.
///
/// A template without an instance gets one of its own for each start, `%w-%e`, since systemd merges the start of a unit
/// that is active already into that. Specifiers stand in the instance alone, and what they stand for is escaped as
/// `systemd-escape` does: `%w` the watch's name, `%r` the resource's id, `%k` the kind, `%s` the state, `%e` the event's
/// id, `%%` a percent sign.
package struct UnitPattern: Sendable, Hashable {
    /// The pattern as the watch file has it.
    package let text: String
    /// What stands in front of the instance, the `@` included; the whole name for a unit that is no template.
    private let head: String
    /// The instance with its specifiers; nil for a unit that is no template.
    private let instance: String?
    private let type: String

    /// What is wrong with a text as a pattern, in words that end a sentence, and what to do.
    package struct Fault: Error, Hashable {
        /// Words such as `has no type`.
        package let reason: String
        /// What to do.
        package let help: String
    }

    /// What a start is about: what the specifiers stand for.
    package struct Subject: Sendable {
        /// The watch.
        package let watch: Watch
        /// The state that it came to.
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

    /// Reads a pattern.
    package init(_ text: String) throws(Fault) {
        guard let dot = text.lastIndex(of: "."), UnitName.types.contains(String(text[text.index(after: dot)...])) else {
            throw Fault(
                reason: "does not end in .service or .target",
                help: "name the unit as systemctl does: retrain@.service"
            )
        }
        let name = text[..<dot]
        let parts = name.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let prefix = parts.first, !prefix.isEmpty else {
            throw Fault(reason: "has no name in front of the '@' or the type", help: "such as retrain@.service")
        }
        guard UnitName.isValid(characters: prefix), prefix.first != "." else {
            let help = "letters, digits, ':', '-', '_', '.' and '\\' are allowed; specifiers only behind an '@'"
            throw Fault(reason: "has characters in it that no unit's name has", help: help)
        }
        guard text.utf8.count <= UnitName.limit else {
            throw Fault(reason: "is longer than \(UnitName.limit) characters", help: "give it a shorter name")
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
        try Self.check(parts[1])
    }

    /// The pattern with no instance in it: what an administrator allows.
    package var template: String { instance == nil ? text : head + type }

    /// The name of the unit that is to be started.
    package func unit(for subject: Subject) -> String {
        guard let instance else { return text }
        let name = head + Self.expanded(instance, subject) + type
        // A name that is too long would not be started at all; the event's id tells as much.
        return name.utf8.count <= UnitName.limit ? name : head + UnitName.escaped(subject.eventID) + type
    }

    private static func check(_ instance: some StringProtocol) throws(Fault) {
        var rest = instance[...]
        while let first = rest.popFirst() {
            guard first == "%" else {
                guard UnitName.isValid(characters: String(first)) else {
                    let help = "letters, digits, ':', '-', '_', '.' and '\\' are allowed"
                    throw Fault(reason: "has characters in it that no unit's name has", help: help)
                }
                continue
            }
            guard let letter = rest.popFirst(), "wrkse%".contains(letter) else {
                let help = "%w watch, %r resource id, %k kind, %s state, %e event id, %% a percent sign"
                throw Fault(reason: "has a specifier that awaitd does not know", help: help)
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
