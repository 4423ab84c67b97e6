// SPDX-License-Identifier: Apache-2.0

extension IDRule {
    /// Something that may be an id, to show what one looks like: `KBKBKBKBKB/DSDSDSDSDS`.
    package var example: String { parts.map(\.example).joined(separator: "/") }
}

extension IDRule.Part {
    /// The member's own name where it fits, else its initials as often as needed.
    fileprivate var example: String {
        guard let form else { return arns.first?.text ?? member }
        let words = [member, member.lowercased()]
        if form.length.lowerBound < 10, let word = words.first(where: { IDRule([self]).problem(in: $0) == nil }) {
            return word
        }
        let initials = (member.prefix(1).uppercased() + member.dropFirst()).filter(\.isUppercase)
        let letters = initials.count > 1 && member.hasSuffix("Id") ? String(initials.dropLast()) : initials
        let seed =
            switch form.letters {
            case .any: letters
            case .lowerCase: letters.lowercased()
            case .none: "1234567890"
            }
        let length = form.length.lowerBound
        return String(String(repeating: seed, count: length / max(1, seed.count) + 1).prefix(length))
    }
}
