// SPDX-License-Identifier: Apache-2.0

/// Finds the word that was probably meant.
package enum Suggestion {
    /// The longest word that is compared: a longer one is not a misspelt key.
    private static let longest = 64

    /// The candidate nearest to `word`, if it is near: one edit for short words, a third of the length for long ones, and no
    /// more than `most`.
    package static func nearest(
        to word: String,
        among candidates: some Sequence<String>,
        edits most: Int = .max
    ) -> String? {
        guard !word.isEmpty, word.utf8.count <= longest else { return nil }
        let folded = fold(word)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let target = fold(candidate)
            let distance = distance(folded, target)
            let near = min(most, max(1, target.count / 3))
            guard distance <= near, distance < max(folded.count, target.count) else { continue }
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// Lower-case letters, without what people put between words.
    package static func fold(_ word: String) -> [Unicode.Scalar] {
        word.lowercased().unicodeScalars.filter { $0 != "_" && $0 != "-" && $0 != " " }
    }

    /// Edits from one word to the other: insertions, deletions, replacements and swaps of neighbours.
    private static func distance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
        var older: [Int] = []
        var previous = Array(0...other.count)
        for (row, scalar) in one.enumerated() {
            var current = [row + 1]
            for (column, target) in other.enumerated() {
                var cost = min(
                    previous[column] + (scalar == target ? 0 : 1),
                    previous[column + 1] + 1,
                    current[column] + 1
                )
                if row > 0, column > 0, scalar == other[column - 1], one[row - 1] == target {
                    cost = min(cost, older[column - 1] + 1)
                }
                current.append(cost)
            }
            (older, previous) = (previous, current)
        }
        return previous[other.count]
    }
}
