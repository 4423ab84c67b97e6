// SPDX-License-Identifier: Apache-2.0

/// All that there is to say about a watch list, in the order of the files and their lines.
package struct DiagnosticReport: Sendable, Hashable {
    /// At most ``DiagnosticCollector/mostKept`` diagnostics.
    package let diagnostics: [Diagnostic]
    /// How many more there were.
    package let omitted: Int

    /// All of it as text, without a line end behind it; empty if there is nothing to say.
    package func rendered(colored: Bool = false) -> String {
        var parts = diagnostics.map { $0.rendered(colored: colored) }
        if omitted > 0 { parts.append("and \(omitted) more") }
        return parts.joined(separator: "\n")
    }
}
