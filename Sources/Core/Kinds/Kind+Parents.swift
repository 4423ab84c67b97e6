// SPDX-License-Identifier: Apache-2.0

/// The parents within which a kind is listed: which one an id belongs to, and the ids of what a parent's list shows.
extension Kind {
    /// Where an id has the members of the parent.
    private enum ParentPlace {
        /// At its beginning: `KNOWLEDGE-BASE/DATA-SOURCE/JOB`.
        case leading
        /// At its end: `NAME/CATEGORY`.
        case trailing
        /// Within an ARN that is the whole id, such as a pipeline's name in that of its execution, or nowhere.
        case apart
    }

    private func place(of parent: [String]) -> ParentPlace {
        guard id.parts.count > parent.count else { return .apart }
        return id.parts.suffix(parent.count).map(\.member) == parent ? .trailing : .leading
    }

    /// The parent whose list shows the resource of an id, as ``ListRequest/parent`` has it.
    ///
    /// Nil if the kind's list needs no parent, and if the id does not say which.
    package func listParent(ofID text: String) -> String? {
        guard let parent = listing?.parent, !parent.isEmpty else { return nil }
        let place = place(of: parent)
        guard place != .apart else {
            let parts = ARN(text).flatMap { arn in id.arns.lazy.compactMap { $0.parts(of: arn) }.first }
            // The ARN of what a resource is in is not within its own.
            guard let parts, parts.count > parent.count, !parent.contains(where: { $0.hasSuffix("Arn") }) else {
                return nil
            }
            return parts.prefix(parent.count).joined(separator: "/")
        }
        let values = id.values(of: text)
        guard values.count == id.parts.count else { return nil }
        let own = place == .leading ? values.prefix(parent.count) : values.suffix(parent.count)
        return own.joined(separator: "/")
    }

    /// The rule for a parent, whose parts are those of the ids, or any text where the ids do not say it; nil if the kind's
    /// list needs none.
    package var parentRule: IDRule? {
        guard let parent = listing?.parent, !parent.isEmpty else { return nil }
        return switch place(of: parent) {
        case .leading: IDRule(Array(id.parts.prefix(parent.count)))
        case .trailing: IDRule(Array(id.parts.suffix(parent.count)))
        case .apart: IDRule(parent.map { IDRule.Part($0, .anything) })
        }
    }

    /// The values of the members that name a parent, in the order of ``Listing/parent``; nil if it has not as many.
    package func parentValues(_ text: String) -> [String]? {
        guard let rule = parentRule else { return nil }
        let values = rule.values(of: text)
        return values.count == rule.parts.count && !values.contains("") ? values : nil
    }

    /// An id of this kind, of what an item of its list calls itself, within the parent that is listed.
    package func id(ofItem text: String, in parent: String?) -> String {
        guard let parent, let members = listing?.parent else { return text }
        return switch place(of: members) {
        case .leading: "\(parent)/\(text)"
        case .trailing: "\(text)/\(parent)"
        case .apart: text
        }
    }
}
