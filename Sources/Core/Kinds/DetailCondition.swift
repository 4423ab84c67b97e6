// SPDX-License-Identifier: Apache-2.0

/// A condition on one detail: of a caveat what is bad about it, of an expectation what is good.
package enum DetailCondition: Sendable, Hashable {
    /// That there is one: not missing, null, empty or an empty list. Of caveats alone.
    case present
    /// That it is a number that compares like this; what is no number holds under no comparison.
    case number(Comparison, Double)
    /// That it is this word.
    case word(String)
    /// That it is another word; of a caveat, that it is there at all too.
    case otherWord(String)

    /// How a number compares.
    package enum Comparison: String, Sendable, Hashable, CaseIterable {
        /// Greater than.
        case greater = ">"
        /// At least.
        case atLeast = ">="
        /// Less than.
        case less = "<"
        /// At most.
        case atMost = "<="
        /// Equal.
        case equal = "=="
        /// Not equal.
        case notEqual = "!="

        /// All of them, the longer ones first: `>=` begins with `>`.
        static let longestFirst = allCases.sorted { $0.rawValue.utf8.count > $1.rawValue.utf8.count }
    }
}

extension DetailCondition {
    /// The condition as a watch file has it: `> 0`, `present`.
    package var text: String {
        switch self {
        case .present: "present"
        case .number(let comparison, let number): "\(comparison.rawValue) \(Self.shown(number))"
        case .word(let word): "== \(word)"
        case .otherWord(let word): "!= \(word)"
        }
    }

    /// A number with the shortest digits that give the same double.
    static func shown(_ number: Double) -> String {
        number.rounded() == number && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }

    /// Whether it holds for a detail's value or a reason; a missing one has no value, and nothing holds for it.
    package func holds(for value: String) -> Bool {
        switch self {
        case .present: Self.isPresent(value)
        case .number(let comparison, let limit): Self.number(value).map { comparison.holds($0, limit) } ?? false
        case .word(let word): value == word
        case .otherWord(let word): Self.isPresent(value) && value != word
        }
    }

    private static func isPresent(_ value: String) -> Bool { !["", "[]", "{}", "null"].contains(value) }

    /// The finite number that a text is, in JSON's form; nil for what Swift alone takes for one, such as `nan` and `0x1`.
    static func number(_ text: String) -> Double? {
        guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let number = Double(text) else {
            return nil
        }
        return number.isFinite ? number : nil
    }
}

extension DetailCondition.Comparison {
    /// Whether `number` compares like this with `limit`; never, if either is no number.
    fileprivate func holds(_ number: Double, _ limit: Double) -> Bool {
        guard !limit.isNaN else { return false }
        return switch self {
        case .greater: number > limit
        case .atLeast: number >= limit
        case .less: number < limit
        case .atMost: number <= limit
        case .equal: number == limit
        case .notEqual: number != limit
        }
    }
}

extension DetailCondition {
    /// Why a text is no condition.
    package struct ParseError: Error, Hashable {
        /// What is wrong, as a sentence.
        package let sentence: String
        /// What to write instead.
        package let help: String
    }

    /// What a condition may be, for people.
    package static let forms =
        "`>`, `>=`, `<`, `<=`, `==` or `!=` and a number; or `==` or `!=` and a word"
    /// The most bytes of a word.
    private static let longestWord = 128

    /// The condition that a text is, as ``text`` writes it; `help` says what it may be.
    ///
    /// The right side is a number as JSON writes it, or a word; one that begins like a number and is none is an error.
    package init(parsing text: String, help: @autoclosure () -> String) throws(ParseError) {
        let shown = text.revealed(limit: 60)
        guard let comparison = Comparison.longestFirst.first(where: { text.hasPrefix($0.rawValue) }) else {
            throw ParseError(sentence: "'\(shown)' is not a condition", help: Self.meant(by: text) ?? help())
        }
        let rest = String(text.dropFirst(comparison.rawValue.count).drop { $0 == " " })
        if JSONNumberText.beginsLikeNumber(rest) {
            guard let number = JSONNumberText.value(of: rest) else {
                throw ParseError(
                    sentence: "'\(rest.revealed(limit: 60))' begins like a number and is none",
                    help: "numbers are written as in JSON: 0, -1, 0.85, 1e6"
                )
            }
            self = .number(comparison, number)
            return
        }
        guard (1...Self.longestWord).contains(rest.utf8.count), rest.last != " ",
            !rest.unicodeScalars.contains(where: \.isUnsafeInText)
        else { throw ParseError(sentence: "'\(shown)' compares with nothing", help: help()) }
        guard !rest.utf8.prefix(1).contains(where: "<>=!".utf8.contains) else {
            throw ParseError(sentence: "'\(shown)' is not a condition", help: Self.meant(by: text) ?? help())
        }
        switch comparison {
        case .equal: self = .word(rest)
        case .notEqual: self = .otherWord(rest)
        case .greater, .atLeast, .less, .atMost:
            throw ParseError(
                sentence: "'\(shown)' compares with a word, which only == and != can do", help: help())
        }
    }

    /// What was probably meant by a text that begins with another language's operator, or with none.
    private static func meant(by text: String) -> String? {
        if JSONNumberText.value(of: text) != nil { return "say how it compares: \">= \(text)\" or \"== \(text)\"" }
        let others = [
            ("===", "=="), ("!==", "!="), ("=>", ">="), ("=<", "<="), ("<>", "!="), ("≥", ">="), ("≤", "<="),
            ("≠", "!="), ("=", "=="),
        ]
        guard let (other, ours) = others.first(where: { text.hasPrefix($0.0) }) else { return nil }
        let rest = text.dropFirst(other.count).drop { $0 == " " }
        return "did you mean '\(ours) \(rest.revealed(limit: 60))'?"
    }
}

/// Numbers as JSON writes them (RFC 8259 section 6).
package enum JSONNumberText {
    /// Whether a text begins as people begin numbers, so that it is not to be taken for a word.
    package static func beginsLikeNumber(_ text: String) -> Bool {
        text.utf8.first.map { (48...57).contains($0) || "+-.".utf8.contains($0) } ?? false
    }

    /// The number; nil if it is none, or too large to be told from infinity.
    package static func value(of text: String) -> Double? {
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
