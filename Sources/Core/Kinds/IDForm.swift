// SPDX-License-Identifier: Apache-2.0

/// What an id looks like that is no ARN: how long it is and of which characters.
package struct IDForm: Sendable, Hashable {
    /// Which letters an id may have.
    package enum Letters: Sendable, Hashable {
        /// Both cases.
        case any
        /// Small ones only.
        case lowerCase
        /// None.
        case none
    }

    /// How many characters it has.
    package let length: ClosedRange<Int>
    /// Its letters; digits are always allowed.
    package let letters: Letters
    /// Which other characters are allowed, in the order in which messages list them.
    package let others: String

    /// A form.
    package init(_ length: ClosedRange<Int>, letters: Letters = .any, others: String = "") {
        self.length = length
        self.letters = letters
        self.others = others
    }

    /// What is wrong with `text`, in words that end a sentence; nil if nothing is.
    package func fault(in text: some StringProtocol) -> String? {
        if text.isEmpty { return "is empty" }
        if let odd = text.unicodeScalars.first(where: { !allows($0) }) {
            return "has \(odd.quoted) in it; only \(characters) are allowed"
        }
        let count = text.utf8.count
        if length.lowerBound == length.upperBound, count != length.lowerBound {
            return "has \(count) characters, and not \(length.lowerBound)"
        }
        if count > length.upperBound {
            return "has \(count) characters, and at most \(length.upperBound) are allowed"
        }
        return count < length.lowerBound
            ? "has \(count) characters, and at least \(length.lowerBound) are needed" : nil
    }

    /// `12 lower-case letters and digits`.
    package var text: String {
        length.lowerBound == length.upperBound
            ? "\(length.lowerBound) \(characters)" : "\(length.lowerBound) to \(length.upperBound) \(characters)"
    }

    /// `letters, digits, '_', '.' and '-'`.
    package var characters: String {
        if self == .anything { return "letters, digits and signs" }
        var words: [String] = []
        switch letters {
        case .any: words.append("letters")
        case .lowerCase: words.append("lower-case letters")
        case .none: break
        }
        words.append("digits")
        words += others.map { "'\($0)'" }
        guard let last = words.last, words.count > 1 else { return words.joined() }
        return "\(words.dropLast().joined(separator: ", ")) and \(last)"
    }

    private func allows(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9": true
        case "a"..."z": letters != .none
        case "A"..."Z": letters == .any
        default: others.unicodeScalars.contains(scalar)
        }
    }
}

extension IDForm {
    /// Whatever can be seen and written in one line of ASCII: ids whose rule awaitd does not know.
    package static let anything = IDForm(1...2_048, others: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")

    /// Amazon ML's EntityId.
    static let entityID = IDForm(1...64, others: "_.-")
    /// What Bedrock's jobs are called by.
    static let bedrockID = IDForm(12...12, letters: .lowerCase)
    /// What Bedrock's agents, knowledge bases and flows are called by.
    static let agentID = IDForm(10...10)
    /// Names that people give in Bedrock, as long as its Get* operations take them.
    static let bedrockName = IDForm(1...1_011, others: "+-._")
    /// A version number.
    static let version = IDForm(1...5, letters: .none)
    /// A UUID.
    package static let uuid = IDForm(32...36, letters: .lowerCase, others: "-")

    /// A name in SageMaker, of up to so many characters.
    static func sageMakerName(_ longest: Int = 63) -> IDForm { IDForm(1...longest, others: "-") }
}
