// SPDX-License-Identifier: Apache-2.0

import Core

/// Which words can stand where one is being typed: names, targets, kinds or profiles.
///
/// Shells offer them as they are, so what a terminal could take for a command is left out, and there is an end to their number.
package enum WordCompletion {
    /// What a watch list or a daemon knows that can be typed.
    package struct Known: Sendable {
        /// The names of watches, found jobs and matchers.
        package var names: [String] = []
        /// The watches and found jobs as `KIND:ID` or ARNs.
        package var resources: [String] = []

        /// Nothing.
        package init() {}

        /// Adds a watch by its name, and by its resource.
        package mutating func add(_ name: String, kind: String, id: String) {
            names.append(name)
            resources.append(id.hasPrefix("arn:") ? id : "\(kind):\(id)")
            // An ARN is a target with and without the kind.
            if id.hasPrefix("arn:") { resources.append("\(kind):\(id)") }
        }
    }

    /// The most words that are offered.
    package static let most = 500
    /// The longest word that is offered, in bytes; ARNs are shorter.
    private static let longest = 2_048

    /// The words that begin as what was typed does, sorted, each once.
    package static func words(_ words: some Sequence<String>, after typed: String) -> [String] {
        let fitting = words.lazy.filter { word in
            word.utf8.starts(with: typed.utf8) && !word.isEmpty && word.utf8.count <= longest
                && !word.unicodeScalars.contains(where: \.isUnsafeInText)
        }
        return Array(Set(fitting).sorted().prefix(most))
    }

    /// The words for a target of `awaitd wait`: names; once something was typed, resources and kinds with their colon too.
    package static func targets(_ known: Known, kinds: [String], after typed: String) -> [String] {
        let names = words(known.names, after: typed)
        if typed.isEmpty, !names.isEmpty { return names }
        let begun = kinds.map { $0 + ":" }
        // A kind's own colon was typed: only what comes after it is of use.
        return words(known.names + known.resources + begun.filter { $0 != typed }, after: typed)
    }

    /// What a shell's word means, as far as it was typed: without the quotes and backslashes that keep it one word.
    package static func unquoted(_ word: String) -> String {
        var result = String.UnicodeScalarView()
        var quote: Unicode.Scalar?
        var isEscaped = false
        for scalar in word.unicodeScalars {
            if isEscaped {
                // Within double quotes a backslash escapes these only.
                if quote == "\"", !"$`\"\\".unicodeScalars.contains(scalar) { result.append("\\") }
                result.append(scalar)
                isEscaped = false
            } else if scalar == "\\", quote != "'" {
                isEscaped = true
            } else if scalar == quote {
                quote = nil
            } else if quote == nil, scalar == "'" || scalar == "\"" {
                quote = scalar
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// The value of an option among the words of a command line; nil if it is not there.
    package static func option(_ name: String, in words: [String]) -> String? {
        for (index, word) in words.enumerated() {
            if word == name { return index + 1 < words.count ? unquoted(words[index + 1]) : nil }
            if word.hasPrefix(name + "=") { return unquoted(String(word.dropFirst(name.count + 1))) }
        }
        return nil
    }
}
