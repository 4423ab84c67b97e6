// SPDX-License-Identifier: Apache-2.0

import Core

/// Reads `caveats` or `failed_if` of an entry of `kinds`: what makes a good end a doubtful or a bad one.
struct CaveatsDraft {
    /// The most members, and the most conditions of one.
    private static let most = 16

    let fields: MappingReader
    /// `caveats` or `failed_if`.
    let key: String

    /// The conditions that are right, in the order of the file.
    func caveats() -> [Caveat] {
        let help = "write each member with what is bad about it: `\(key): {recordsFailed: \"> 0\"}`"
        let entries = fields.entries(key, upTo: Self.most, help: help) ?? []
        return entries.flatMap { entry -> [Caveat] in
            guard let member = fields.parse(entry.key, at: entry.keyMark, in: key, KindRules.listedPath) else {
                return []
            }
            var nodes = [entry.value]
            if case .sequence(let items) = entry.value.content { nodes = items }
            guard (1...Self.most).contains(nodes.count) else {
                fields.diagnostics.error(
                    "'\(key)' has \(nodes.count.counted("condition")) for '\(member.shownInMessage)'",
                    at: SourceLocation(fields.source, entry.value.mark),
                    help: "1 to \(Self.most) are possible"
                )
                return []
            }
            return nodes.compactMap { node in
                fields.value(
                    of: node.isNull ? ConfigNode(content: node.content, mark: entry.keyMark) : node, in: key
                ) {
                    Self.condition($0)
                }
                .map { Caveat(member, $0) }
            }
        }
    }

    private static let help =
        "`present`; `>`, `>=`, `<`, `<=`, `==` or `!=` and a number; or `==` or `!=` and a word: \"> 0\", \"== UpdateFailed\""

    /// A condition as ``Caveat/Condition/text`` writes it.
    static func condition(_ value: ConfigText) -> Caveat.Condition? {
        if value.text == "present" { return .present }
        // The longer ones first: `>=` begins with `>`.
        let comparisons = Caveat.Comparison.allCases.sorted { $0.rawValue.utf8.count > $1.rawValue.utf8.count }
        guard let comparison = comparisons.first(where: { value.text.hasPrefix($0.rawValue) }) else {
            return value.invalid(sentence: "'\(value.shown)' is not a condition", help: help)
        }
        let rest = String(value.text.dropFirst(comparison.rawValue.count).drop { $0 == " " })
        if JSONNumberText.beginsLikeNumber(rest) {
            guard let number = JSONNumberText.value(of: rest) else {
                return value.invalid(
                    sentence: "'\(rest.shownInMessage)' begins like a number and is none",
                    help: "numbers are written as in JSON: 0, -1, 0.85, 1e6"
                )
            }
            return .number(comparison, number)
        }
        guard (1...128).contains(rest.utf8.count), rest.last != " ",
            !rest.unicodeScalars.contains(where: \.isUnsafeInText)
        else { return value.invalid(sentence: "'\(value.shown)' compares with nothing", help: help) }
        switch comparison {
        case .equal: return .word(rest)
        case .notEqual: return .otherWord(rest)
        case .greater, .atLeast, .less, .atMost:
            return value.invalid(
                sentence: "'\(value.shown)' compares with a word, which only == and != can do",
                help: help
            )
        }
    }
}

/// Numbers as JSON writes them (RFC 8259 section 6).
enum JSONNumberText {
    /// Whether a text begins as people begin numbers, so that it is not to be taken for a word.
    static func beginsLikeNumber(_ text: String) -> Bool {
        text.utf8.first.map { (48...57).contains($0) || "+-.".utf8.contains($0) } ?? false
    }

    /// The number; nil if it is none, or too large to be told from infinity.
    static func value(of text: String) -> Double? {
        guard text.utf8.count <= 64 else { return nil }
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        guard let first = rest.first, let whole = digits(&rest) else { return nil }
        if first == UInt8(ascii: "0"), whole > 1 { return nil }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits(&rest) != nil else { return nil }
        }
        if let letter = rest.first, "eE".utf8.contains(letter) {
            rest = rest.dropFirst()
            if let sign = rest.first, "+-".utf8.contains(sign) { rest = rest.dropFirst() }
            guard digits(&rest) != nil else { return nil }
        }
        guard rest.isEmpty, let number = Double(text), number.isFinite else { return nil }
        return number
    }

    /// Takes digits away; nil if there are none.
    private static func digits(_ rest: inout Substring.UTF8View) -> Int? {
        let found = rest.prefix { (48...57).contains($0) }.count
        guard found > 0 else { return nil }
        rest = rest.dropFirst(found)
        return found
    }
}
