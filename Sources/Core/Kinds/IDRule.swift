// SPDX-License-Identifier: Apache-2.0

/// How a resource of a kind is named: by one id, by an ARN, or by several ids joined with `/`.
package struct IDRule: Sendable, Hashable {
    /// One member of the request that names the resource.
    package struct Part: Sendable, Hashable {
        /// The member's name in AWS's model: `knowledgeBaseId`.
        package let member: String
        /// What it looks like when it is no ARN; nil if only an ARN will do.
        package let form: IDForm?
        /// The ARNs that it may be; empty if it must not be one.
        package let arns: [ARNPattern]

        /// A part.
        package init(_ member: String, _ form: IDForm?, arns: [ARNPattern] = []) {
            self.member = member
            self.form = form
            self.arns = arns
        }
    }

    /// The parts, in the order in which an id has them.
    package let parts: [Part]
    /// The ARNs from which an id can be read.
    package let arns: [ARNPattern]
    /// Whether such an ARN tells the kind: not where another kind has a better claim to it.
    package let isFoundByARN: Bool

    /// A rule; `arns` are those of the only part if they are left out.
    package init(_ parts: [Part], arns: [ARNPattern]? = nil, isFoundByARN: Bool = true) {
        self.parts = parts
        self.arns = arns ?? (parts.count == 1 ? parts.flatMap(\.arns) : [])
        self.isFoundByARN = isFoundByARN
    }

    /// Whether an id may be, or begin with, an ARN.
    package var takesARN: Bool { parts.contains { !$0.arns.isEmpty } }

    /// The parts of an id, in their order.
    ///
    /// An ARN has slashes of its own: so the others are cut off at the end, and one that only an ARN will do for where an ARN
    /// begins.
    package func values(of id: String) -> [String] {
        var rest = id[...]
        var values: [String] = []
        for part in parts.dropFirst().reversed() {
            let arn = part.form == nil ? rest.ranges(of: "/arn:").last?.lowerBound : nil
            guard let slash = arn ?? rest.lastIndex(of: "/") else { break }
            values.insert(String(rest[rest.index(after: slash)...]), at: 0)
            rest = rest[..<slash]
        }
        return [String(rest)] + values
    }

    /// The id in an ARN; nil if the ARN is of another type.
    package func id(in arn: ARN) -> String? {
        if parts.count == 1, parts[0].arns.contains(where: { $0.parts(of: arn) != nil }) { return arn.text }
        return arns.lazy.compactMap { $0.parts(of: arn) }.first?.joined(separator: "/")
    }

    /// What is wrong with an id, in words that end a sentence; nil if nothing is.
    package func fault(in id: String) -> String? {
        let values = values(of: id)
        guard values.count == parts.count else {
            return "must be \(parts.map(\.member).joined(separator: "/")), joined by '/'"
        }
        for (part, value) in zip(parts, values) {
            guard let fault = part.fault(in: value) else { continue }
            return parts.count == 1 ? fault : "is wrong in its \(part.member), which \(fault)"
        }
        return nil
    }

    /// What an id is, for people: `ARN, or 12 lower-case letters and digits`.
    package var text: String {
        guard parts.count == 1 else { return parts.map(\.member).joined(separator: "/") }
        return parts[0].text
    }
}

extension IDRule.Part {
    /// What is wrong with this part of an id, in words that end a sentence; nil if nothing is.
    func fault(in text: String) -> String? {
        if let form, arns.isEmpty || !text.hasPrefix("arn:") { return form.fault(in: text) }
        let wanted = arns.map(\.text).joined(separator: " or ")
        guard let arn = ARN(text) else { return "is not an ARN; this kind takes one: \(wanted)" }
        guard let pattern = arns.first(where: { $0.parts(of: arn) != nil }) else {
            return "is the ARN of something else; this kind takes \(wanted)"
        }
        return pattern.fault(in: arn)
    }

    /// What it is, for people.
    var text: String {
        guard let form else { return "ARN" }
        return arns.isEmpty ? form.text : "ARN, or \(form.text)"
    }
}
