// SPDX-License-Identifier: Apache-2.0

/// How a resource of a kind is named: by one id, by an ARN, or by several ids joined with `/`.
package struct IDRule: Sendable, Hashable {
    /// One member of the request that names the resource.
    package struct Part: Sendable, Hashable {
        /// The member's name in AWS's model: `knowledgeBaseId`.
        package let member: String
        /// The form of an id that is not an ARN; nil if only an ARN is accepted.
        package let form: IDForm?
        /// The ARNs that are accepted; empty if none is.
        package let arns: [ARNPattern]
        /// How its value stands in the body of a request.
        package let shape: Shape

        /// A part.
        package init(_ member: String, _ form: IDForm?, arns: [ARNPattern] = [], shape: Shape = .string) {
            self.member = member
            self.form = form
            self.arns = arns
            self.shape = shape
        }

        /// How a part's value stands in JSON.
        package enum Shape: String, Sendable, Hashable, CaseIterable {
            /// As a string.
            case string
            /// As the only element of a list of strings: Batch's `jobs`.
            case list
            /// As a number: digits that fit into 64 bits.
            case number
        }
    }

    /// The parts, in the order in which an id has them.
    package let parts: [Part]
    /// The ARNs from which an id can be read.
    package let arns: [ARNPattern]
    /// Whether such an ARN determines the kind; false if another kind has a better claim to it.
    package let isFoundByARN: Bool

    /// A rule; `arns` defaults to those of the part if there is only one.
    package init(_ parts: [Part], arns: [ARNPattern]? = nil, isFoundByARN: Bool = true) {
        self.parts = parts
        self.arns = arns ?? (parts.count == 1 ? parts.flatMap(\.arns) : [])
        self.isFoundByARN = isFoundByARN
    }

    /// Whether an id may be, or begin with, an ARN.
    package var takesARN: Bool { parts.contains { !$0.arns.isEmpty } }

    /// The parts of an id, in their order; fewer if it has not as many.
    ///
    /// An ARN contains slashes itself. So all parts but the first are split off from the end: at the last `/`, or where the
    /// last ARN begins if the part may be one. Where both are possible, the parts' forms and ARNs decide.
    package func values(of id: String) -> [String] {
        let splits = Self.splits(of: id[...], into: parts[...])
        guard splits.count > 1 else { return splits.first ?? [id] }
        return splits.first { zip(parts, $0).allSatisfy { $0.problem(in: $1) == nil } } ?? splits[0]
    }

    /// The ways to split an id into values of these parts, those with more whole ARNs first.
    private static func splits(of id: Substring, into parts: ArraySlice<Part>) -> [[String]] {
        guard parts.count > 1, let part = parts.last else { return [[String(id)]] }
        guard let slash = id.lastIndex(of: "/") else { return [] }
        var ends = [slash]
        if part.mayBeARN, let arn = id.ranges(of: "/arn:").last?.lowerBound, arn != slash { ends.insert(arn, at: 0) }
        return ends.flatMap { end in
            splits(of: id[..<end], into: parts.dropLast()).map { $0 + [String(id[id.index(after: end)...])] }
        }
    }

    /// The id in an ARN; nil if the ARN is of another type.
    package func id(in arn: ARN) -> String? {
        if parts.count == 1, parts[0].arns.contains(where: { $0.parts(of: arn) != nil }) { return arn.text }
        return arns.lazy.compactMap { $0.parts(of: arn) }.first?.joined(separator: "/")
    }

    /// What is wrong with an id, as the end of a sentence; nil if it is valid.
    package func problem(in id: String) -> String? {
        let values = values(of: id)
        guard values.count == parts.count else {
            return "must be \(parts.map(\.member).joined(separator: "/")), joined by '/'"
        }
        for (part, value) in zip(parts, values) {
            guard let problem = part.problem(in: value) else { continue }
            return parts.count == 1 ? problem : "has an invalid \(part.member), which \(problem)"
        }
        return nil
    }

    /// What an id is, for people: `ARN, or 12 lower-case letters and digits`.
    package var text: String {
        parts.count == 1 ? parts[0].text : parts.map(\.member).joined(separator: "/")
    }
}

extension IDRule.Part {
    /// Whether an ARN is, or may be, a value of it.
    fileprivate var mayBeARN: Bool { form == nil || form == .anything || !arns.isEmpty }

    fileprivate func problem(in text: String) -> String? {
        if shape == .number, !text.utf8.allSatisfy(\.isASCIIDigit) || Int64(text) == nil {
            return text.isEmpty ? "is empty" : "is not a whole number"
        }
        if let form, arns.isEmpty || !text.hasPrefix("arn:") { return form.problem(in: text) }
        // Only said of an id that is wrong.
        var expected: String { arns.map(\.text).joined(separator: " or ") }
        guard let arn = ARN(text) else { return "is not an ARN; this kind takes one: \(expected)" }
        guard let pattern = arns.first(where: { $0.parts(of: arn) != nil }) else {
            return "is the ARN of something else; this kind takes \(expected)"
        }
        return pattern.problem(in: arn)
    }

    fileprivate var text: String {
        guard let form else { return "ARN" }
        return arns.isEmpty ? form.text : "ARN, or \(form.text)"
    }
}

/// The form of an id that is not an ARN: its length and its characters.
package struct IDForm: Sendable, Hashable {
    /// The letters that an id may have.
    package enum Letters: Sendable, Hashable {
        /// Both cases.
        case any
        /// Lower case only.
        case lowerCase
        /// None.
        case none
    }

    /// How many characters it has.
    package let length: ClosedRange<Int>
    /// Its letters; digits are always allowed.
    package let letters: Letters
    /// The other characters it may have, in the order in which messages list them.
    package let others: String

    /// A form.
    package init(_ length: ClosedRange<Int>, letters: Letters = .any, others: String = "") {
        self.length = length
        self.letters = letters
        self.others = others
    }

    /// What is wrong with `text`, as the end of a sentence; nil if it is valid.
    func problem(in text: some StringProtocol) -> String? {
        if text.isEmpty { return "is empty" }
        if let odd = text.unicodeScalars.first(where: { !allows($0) }) {
            return "has \(odd.quoted) in it; only \(characters) are allowed"
        }
        let count = text.utf8.count
        guard !length.contains(count) else { return nil }
        if length.lowerBound == length.upperBound { return "has \(count) characters instead of \(length.lowerBound)" }
        return count > length.upperBound
            ? "has \(count) characters; at most \(length.upperBound) are allowed"
            : "has \(count) characters; at least \(length.lowerBound) are needed"
    }

    /// `12 lower-case letters and digits`.
    package var text: String {
        length.lowerBound == length.upperBound
            ? "\(length.lowerBound) \(characters)" : "\(length.lowerBound) to \(length.upperBound) \(characters)"
    }

    /// `letters, digits, '_', '.' and '-'`.
    private var characters: String {
        if others.hasSuffix(Self.anything.others) {
            return others.hasPrefix(" ") ? "letters, digits, punctuation and spaces" : "letters, digits and punctuation"
        }
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
    /// Any printable ASCII in one line: ids whose rule awaitd does not know.
    package static let anything = IDForm(1...2_048, others: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")

    /// Amazon ML's EntityId.
    static let entityID = IDForm(1...64, others: "_.-")
    /// The ids of Bedrock's jobs.
    static let bedrockID = IDForm(12...12, letters: .lowerCase)
    /// The ids of Bedrock's agents, knowledge bases and flows.
    static let agentID = IDForm(10...10)
    /// The names that users give in Bedrock, as long as its Get* operations accept them.
    static let bedrockName = IDForm(1...1_011, others: "+-._")
    /// A version number.
    static let version = IDForm(1...5, letters: .none)
    /// A UUID.
    package static let uuid = IDForm(32...36, letters: .lowerCase, others: "-")

    /// A name in SageMaker of up to `longest` characters.
    static func sageMakerName(_ longest: Int = 63) -> IDForm { IDForm(1...longest, others: "-") }
}
