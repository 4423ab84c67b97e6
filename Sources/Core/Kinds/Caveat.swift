// SPDX-License-Identifier: Apache-2.0

/// What makes a good end a bad one although the status says nothing of it: `numberOfDocumentsFailed: "> 0"`.
package struct Caveat: Sendable, Hashable {
    /// The detail's name as AWS spells it, or its path, or that of one of the kind's reasons.
    package let member: String
    /// What is bad about it.
    package let condition: Condition
    /// Whether the member is one of the kind's reasons, which are read into one text.
    private let isReason: Bool

    /// A caveat.
    package init(_ member: String, _ condition: Condition) {
        self.init(member, condition, isReason: false)
    }

    private init(_ member: String, _ condition: Condition, isReason: Bool) {
        self.member = member
        self.condition = condition
        self.isReason = isReason
    }

    /// This caveat, marked if it is about one of the reasons at these paths.
    func reading(reasons: [String]) -> Caveat {
        Caveat(member, condition, isReason: reasons.contains(member))
    }

    /// What is bad about a value.
    package enum Condition: Sendable, Hashable {
        /// That there is one: not missing, null, empty or an empty list.
        case present
        /// That it is a number that compares like this; what is no number holds under no comparison.
        case number(Comparison, Double)
        /// That it is this word.
        case word(String)
        /// That it is there and another word.
        case otherWord(String)
    }

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
    }
}

extension Caveat.Condition {
    /// The condition as a watch file has it: `> 0`, `present`.
    package var text: String {
        switch self {
        case .present: "present"
        case .number(let comparison, let number):
            "\(comparison.rawValue) \(number.rounded() == number && abs(number) < 1e15 ? String(Int64(number)) : String(number))"
        case .word(let word): "== \(word)"
        case .otherWord(let word): "!= \(word)"
        }
    }
}

extension Caveat {
    /// Something that makes a completion a bad one.
    package struct Finding: Sendable, Hashable {
        /// The detail that says so; nil if no detail does.
        package let member: String?
        /// Whether AWS's reason says so.
        package let isReason: Bool
        /// What is bad, after "but": `numberOfDocumentsFailed is 3`.
        package let words: String

        /// What a read said.
        fileprivate init(member: String?, isReason: Bool, words: String) {
            self.member = member
            self.isReason = isReason
            self.words = words
        }

        /// The completion came after bad news.
        static func reachedFrom(_ status: String) -> Finding {
            Finding(member: nil, isReason: false, words: "reached from \(status.cleaned(limit: 100))")
        }
    }

    /// What a read has of this; nil if nothing.
    func finding(in observation: Observation) -> Finding? {
        let name = (member.split(separator: ".").last ?? "").cleaned(limit: 100)
        let value = isReason ? observation.reason : (observation[detail: member] ?? observation[detail: name])
        guard let value, condition.holds(for: value) else { return nil }
        // The reason itself follows in the message.
        let words = isReason ? "has \(name)" : "\(name) is \(value.cleaned(limit: 100))"
        return Finding(member: isReason ? nil : member, isReason: isReason, words: words)
    }
}

extension Observation {
    /// The value of a detail, by its name.
    fileprivate subscript(detail member: String) -> String? {
        details.first { $0.member == member }?.value
    }
}

extension Caveat.Condition {
    /// Whether it holds for a detail's value or a reason; a missing one has no value, and nothing holds for it.
    package func holds(for value: String) -> Bool {
        switch self {
        case .present: Self.isPresent(value)
        case .number(let comparison, let limit): Self.number(value).map { comparison.holds($0, limit) } ?? false
        case .word(let word): value == word
        case .otherWord(let word): Self.isPresent(value) && value != word
        }
    }

    private static func isPresent(_ value: String) -> Bool {
        !["", "[]", "{}", "null"].contains(value)
    }

    /// The finite number that a text is, in JSON's form; nil for what Swift alone takes for one, such as `nan` and `0x1`.
    private static func number(_ text: String) -> Double? {
        guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let number = Double(text) else {
            return nil
        }
        return number.isFinite ? number : nil
    }
}

extension Caveat.Comparison {
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
