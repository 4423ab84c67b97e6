// SPDX-License-Identifier: Apache-2.0

/// What makes a good end a bad one although the status says nothing of it: `numberOfDocumentsFailed: "> 0"`.
package struct Caveat: Sendable, Hashable {
    /// The detail's name as AWS spells it, or the path of one of the kind's reasons.
    package let member: String
    /// What is bad about it.
    package let condition: Condition

    /// A caveat.
    package init(_ member: String, _ condition: Condition) {
        self.member = member
        self.condition = condition
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
