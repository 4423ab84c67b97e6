// SPDX-License-Identifier: Apache-2.0

/// One thing that is wrong, or doubtful, with a watch file.
package struct Diagnostic: Sendable, Hashable {
    /// Whether it rejects the watch list.
    package enum Severity: String, Sendable, Hashable {
        /// The list is rejected.
        case error
        /// The list is taken all the same.
        case warning
    }

    /// The file, or the directory, as it was given.
    package let file: String
    /// The line, from 1; nil if it is about the file as a whole, which could not be read.
    package let line: Int?
    /// The column in characters, from 1; nil if there is no line.
    package let column: Int?
    /// Whether it rejects the list.
    package let severity: Severity
    /// What is wrong, in one line.
    package let message: String
    /// The line that it is about.
    package let excerpt: SourceExcerpt?
    /// What to do, in one line.
    package let help: String?

    /// `FILE:LINE:COLUMN`, or `FILE` without a place in it.
    package var location: String {
        guard let line, let column else { return file }
        return "\(file):\(line):\(column)"
    }
}
