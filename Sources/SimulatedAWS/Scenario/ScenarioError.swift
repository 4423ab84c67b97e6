// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a scenario, and where in it.
package struct ScenarioError: Error, Hashable, CustomStringConvertible {
    /// The member that is wrong: `resources[2].timeline[0].at`.
    package let path: String
    /// What is wrong with it, and what would be right.
    package let problem: String

    /// Both in one line.
    package var description: String { "\(path): \(problem)" }
}
