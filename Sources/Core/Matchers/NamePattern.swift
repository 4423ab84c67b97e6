// SPDX-License-Identifier: Apache-2.0

/// A pattern for whole names: `*` stands for any characters, `?` for any one, and nothing else is special.
package struct NamePattern: Sendable, Hashable {
    /// The pattern as it was written.
    package let text: String
    private let scalars: [Unicode.Scalar]

    /// The most characters of a pattern.
    package static let longest = 255

    /// A pattern.
    package init(_ text: String) {
        self.text = text
        scalars = Array(text.unicodeScalars)
    }

    /// Whether a whole name matches, upper and lower case told apart.
    ///
    /// Takes time in proportion to pattern × name at most: of several stars only the last one is ever tried again, since
    /// what an earlier one could take more of, the last one can as well.
    package func matches(_ name: String) -> Bool {
        let name = Array(name.unicodeScalars)
        var (inPattern, inName) = (0, 0)
        var retry: (pattern: Int, name: Int)?
        while inName < name.count {
            if inPattern < scalars.count, scalars[inPattern] == "*" {
                retry = (inPattern, inName)
                inPattern += 1
            } else if inPattern < scalars.count, scalars[inPattern] == "?" || scalars[inPattern] == name[inName] {
                inPattern += 1
                inName += 1
            } else if let star = retry {
                retry = (star.pattern, star.name + 1)
                (inPattern, inName) = (star.pattern + 1, star.name + 1)
            } else {
                return false
            }
        }
        return scalars[inPattern...].allSatisfy { $0 == "*" }
    }
}
