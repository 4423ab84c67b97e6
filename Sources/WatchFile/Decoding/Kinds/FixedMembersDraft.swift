// SPDX-License-Identifier: Apache-2.0

import Core

/// Reads `fixed`: members that are the same in every request.
struct FixedMembersDraft {
    /// The most that one kind may have.
    private static let most = 16
    private static let mostTexts = 16
    private static let longestText = 1_024

    /// The members that are right.
    let members: [String: Kind.Request.FixedValue]

    /// Reads the members under `fixed` of a mapping.
    init(_ fields: MappingReader) {
        let entries = fields.entries(
            "fixed", upTo: Self.most, help: "write each member with its value: `{MaxResults: 1}`")
        var members: [String: Kind.Request.FixedValue] = [:]
        for entry in entries ?? [] {
            guard fields.parse(entry.key, at: entry.keyMark, in: "fixed", KindRules.requestMember) != nil,
                let value = Self.value(entry, fields)
            else { continue }
            members[entry.key] = value
        }
        self.members = members
    }

    private static func value(_ entry: ConfigNode.Entry, _ fields: MappingReader) -> Kind.Request.FixedValue? {
        switch entry.value.content {
        case .invalid: return nil
        case .mapping: return wrong(entry, fields)
        case .sequence(let items):
            let texts = items.compactMap { item -> String? in
                if case .scalar(let text, _) = item.content, !item.isNull, isText(text) { text } else { nil }
            }
            guard texts.count == items.count, (1...mostTexts).contains(texts.count) else { return wrong(entry, fields) }
            return .strings(texts)
        case .scalar(let text, let isPlain):
            if entry.value.isNull || !isText(text) { return wrong(entry, fields) }
            guard isPlain else { return .string(text) }
            switch text {
            case "true": return .bool(true)
            case "false": return .bool(false)
            default: break
            }
            guard JSONNumberText.beginsLikeNumber(text) else { return .string(text) }
            guard JSONNumberText.value(of: text) != nil, let number = Int64(text) else { return wrong(entry, fields) }
            return .integer(number)
        }
    }

    private static func isText(_ text: String) -> Bool {
        text.utf8.count <= longestText && !text.unicodeScalars.contains(where: \.isUnsafeInText)
    }

    private static func wrong(_ entry: ConfigNode.Entry, _ fields: MappingReader) -> Kind.Request.FixedValue? {
        fields.diagnostics.error(
            "the fixed member '\(entry.key.shownInMessage)' has no value that can be sent",
            at: entry.value.isNull
                ? SourceLocation(fields.source, entry.keyMark) : SourceLocation(fields.source, entry.value.mark),
            help:
                "a whole number, true, false, a text (in quotes if it looks like a number), or a list of 1 to 16 texts"
        )
        return nil
    }
}
