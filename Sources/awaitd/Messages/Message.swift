// SPDX-License-Identifier: Apache-2.0

package import Core

/// What people are told of a notice by mail, webhook or apprise.
///
/// It is read from the environment of the unit that the notice starts (awaitd.watches(5)).
package struct Message: Sendable, Hashable {
    /// The notice's event id, the same on every try and on every host: ASCII letters, digits and dashes.
    package let eventID: String
    /// What happened, in a few words: `churn-nightly: failed`.
    package let subject: String
    /// How urgent it is.
    package let priority: Notice.Priority
    /// The notice's own sentence.
    package let sentence: String
    /// The notice's `AWAITD_…` fields, by name.
    package let fields: [Notice.Field]
    /// Whether it only tries the ways out (`awaitd test-notice`): nobody waits for it for long.
    package let isTest: Bool
    private let facts: [String]
    /// The command that shows more.
    private let command: String

    /// The most characters of a text.
    package static let textLimit = 1_500
    /// The value of `AWAITD_EVENT` of a test.
    package static let testEvent = "test"
    /// The most bytes of the sentence: more than a text has room for, so that the text is cut where texts are.
    private static let sentenceLimit = textLimit * 5
    /// The most bytes of a field, and of all fields together: escaped twice, they still fit into a pipe.
    private static let (valueLimit, fieldsLimit) = (4_000, 12_000)

    private static func isDetail(_ name: String) -> Bool { name.hasPrefix("AWAITD_DETAIL_") }

    /// The message of a unit's environment; nil if that is not one of a notice with an identity.
    package init?(environment: [String: String]) {
        func value(_ name: String, limit: Int = 400) -> String? {
            guard let text = environment[name]?.cleaned(limit: limit), !text.isEmpty else { return nil }
            return text
        }
        guard let id = value("AWAITD_EVENT_ID"), (1...64).contains(id.utf8.count),
            id.utf8.allSatisfy({ $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") }),
            let sentence = value("AWAITD_MESSAGE", limit: Self.sentenceLimit)
        else { return nil }
        eventID = id
        self.sentence = sentence
        priority = value("AWAITD_PRIORITY").flatMap(Int.init).flatMap(Notice.Priority.init) ?? .notice
        // Details last: they may be long, and of no interest to a receiver.
        let names = environment.keys.filter { $0.hasPrefix("AWAITD_") }
            .sorted { (Self.isDetail($0) ? 1 : 0, $0) < (Self.isDetail($1) ? 1 : 0, $1) }
        var bytes = 0
        fields = names.compactMap { name in value(name, limit: Self.valueLimit).map { Notice.Field(name, $0) } }
            .prefix { field in
                bytes += field.name.utf8.count + field.value.utf8.count
                return bytes <= Self.fieldsLimit
            }
        let event = value("AWAITD_EVENT")
        isTest = event == Self.testEvent

        let name = value("AWAITD_WATCH", limit: 600)
        let unmet = value("AWAITD_UNMET")
        let caveat = value("AWAITD_CAVEAT")
        let remark =
            if event == "anomaly" {
                " (unexpected)"
            } else if unmet != nil { ", expectation not met" } else if caveat != nil { ", with a caveat" } else { "" }
        let news = isTest ? "test message" : (value("AWAITD_STATE") ?? event).map { "\($0)\(remark)" }
        subject = [name?.cleaned(limit: 150), news].compactMap(\.self).joined(separator: ": ")

        var facts: [String] = []
        if let kind = value("AWAITD_KIND"), let id = value("AWAITD_RESOURCE_ID") {
            let region = value("AWAITD_REGION").map { " in \($0)" } ?? ""
            facts.append("\(kind) \(id)\(region)" + (value("AWAITD_ACCOUNT").map { ", account \($0)" } ?? ""))
        }
        for (what, said) in [("Expectation not met", unmet), ("Caveat", caveat)] {
            if let said, !sentence.contains(said) { facts.append("\(what): \(said)") }
        }
        if let seen = value("AWAITD_OBSERVED_AT").flatMap({ Timestamp(rfc3339: $0) }) {
            let text = seen.rfc3339
            facts.append("Seen at \(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC")
        }
        self.facts = facts
        command = ShellCommand("awaitd history", name.map { [$0] } ?? []).line
    }

    /// The text in the words of a receiver: what happened, the facts, and the command that shows more.
    ///
    /// It has at most ``textLimit`` characters, escapes included; what is too long is cut before that command.
    package func text(_ markup: Markup = .plain) -> String {
        let end = "\n\n" + markup.escaped(command)
        let room = Self.textLimit - end.utf16.count
        let facts = facts.isEmpty ? "" : "\n\n" + facts.joined(separator: "\n")
        return markup.cut(sentence + facts, to: room) + end
    }
}

/// How a receiver reads text: what has to be escaped so that it arrives as it was written, formats nothing and calls nobody.
package enum Markup: Sendable, Hashable, CaseIterable {
    /// Text is text.
    case plain
    /// Slack takes `&`, `<` and `>` for its own (Slack, "Formatting text for app surfaces"); the rest is text if it is asked
    /// for with `mrkdwn: false`.
    case slack
    /// Markdown, in which a backslash makes punctuation plain (CommonMark 0.31, section 2.4).
    case markdown
    /// Text is text, but an `@` calls somebody: it is followed by a character that cannot be seen (U+200B), which ends the name.
    case silent

    /// A text escaped as a whole.
    package func escaped(_ text: String) -> String { text.map(escaped).joined() }

    /// A text escaped and, if that has more than `limit` characters, cut between two of its own and marked with an ellipsis,
    /// which counts.
    ///
    /// Counted are units of UTF-16, as the strictest receivers do, so that a character of many is as long as it is.
    package func cut(_ text: String, to limit: Int) -> String {
        var result = ""
        // The length that leaves room for the ellipsis, in bytes.
        var (count, fitting) = (0, 0)
        for character in text {
            let piece = escaped(character)
            count += piece.utf16.count
            guard count <= limit else { return String(decoding: result.utf8.prefix(fitting), as: UTF8.self) + "…" }
            result += piece
            if count < limit { fitting = result.utf8.count }
        }
        return result
    }

    private func escaped(_ character: Character) -> String {
        switch self {
        case .plain: return String(character)
        case .slack:
            switch character {
            case "&": return "&amp;"
            case "<": return "&lt;"
            case ">": return "&gt;"
            default: return String(character)
            }
        case .silent: return character == "@" ? "@\u{200B}" : String(character)
        case .markdown:
            return "\\`*_{}[]()<>#+-!|~:@&".contains(character) ? "\\\(character)" : String(character)
        }
    }
}
