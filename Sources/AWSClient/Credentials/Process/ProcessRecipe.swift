// SPDX-License-Identifier: Apache-2.0

/// A program that prints credentials.
///
/// Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
package struct ProcessRecipe: Sendable, Hashable {
    /// The program and its arguments; they may hold secrets, so that only ``program`` is ever shown.
    package let arguments: [String]

    /// A program to be run.
    package init(arguments: [String]) {
        self.arguments = arguments
    }

    /// The program's name without its folder and arguments.
    package var program: String {
        let path = arguments.first ?? ""
        return path.split(separator: "/").last.map(String.init) ?? path
    }
}
