// SPDX-License-Identifier: Apache-2.0

/// What makes a good end a bad one although the status says nothing of it: `numberOfDocumentsFailed: "> 0"`.
package struct Caveat: Sendable, Hashable {
    /// The detail's name as AWS spells it, or its path, or that of one of the kind's reasons.
    package let member: String
    /// What is bad about it.
    package let condition: DetailCondition
    /// Whether the member is one of the kind's reasons, which are read into one text.
    private let isReason: Bool

    /// A caveat.
    package init(_ member: String, _ condition: DetailCondition) {
        self.init(member, condition, isReason: false)
    }

    private init(_ member: String, _ condition: DetailCondition, isReason: Bool) {
        self.member = member
        self.condition = condition
        self.isReason = isReason
    }

    /// This caveat, marked if it is about one of the reasons at these paths.
    func reading(reasons: [String]) -> Caveat {
        Caveat(member, condition, isReason: reasons.contains(member))
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
        let value = isReason ? observation.reason : detail(in: observation.details)?.value
        guard let value, condition.holds(for: value) else { return nil }
        let name = lastName.cleaned(limit: 100)
        // The reason itself follows in the message.
        let words = isReason ? "has \(name)" : "\(name) is \(value.cleaned(limit: 100))"
        return Finding(member: isReason ? nil : member, isReason: isReason, words: words)
    }

    /// Whether an expectation of a watch is about the same detail: then that one says what is acceptable.
    func isCovered(by expectation: Expectation, in details: [Detail]) -> Bool {
        guard !isReason else { return false }
        return expectation.detail == member || expectation.detail == detail(in: details)?.member
    }

    private var lastName: String { member.split(separator: ".").last.map(String.init) ?? "" }

    /// The detail that it is about, by its path or its name.
    private func detail(in details: [Detail]) -> Detail? {
        details.first { $0.member == member } ?? details.first { $0.member == lastName }
    }
}
