// SPDX-License-Identifier: Apache-2.0

/// A source that other tools would use here and that this version of awaitd does not have.
///
/// Passing it over in silence would act as somebody else than the user meant, so it ends the chain with the reason.
package struct UnsupportedSource: CredentialSource {
    /// The source as people know it.
    package let title: String
    private let isSetUp: Bool
    private let variable: String

    /// A source that is set up when this variable of the environment is.
    package init(_ title: String, variable: String, environment: [String: String]) {
        self.title = title
        self.variable = variable
        isSetUp = Credentials.trimmed(environment[variable]) != nil
    }

    package var files: [String] { [] }

    package func look() async -> CredentialFinding {
        isSetUp
            ? .unusable("\(variable) asks for \(title), which this version of awaitd does not support yet")
            : .absent("\(variable) is not set")
    }
}
