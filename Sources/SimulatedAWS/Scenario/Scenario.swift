// SPDX-License-Identifier: Apache-2.0

/// What the simulator begins with: who may ask, what there is, and what goes wrong.
package struct Scenario: Sendable, Hashable {
    /// The pairs of keys that requests may be signed with.
    package var credentials: [Credential]
    /// The resources.
    package var resources: [SimulatedResource]
    /// What goes wrong, the first that applies to a request being the one that befalls it.
    package var faults: [Fault]
    /// Whether AWS's own errors come with a namespace or URL around their code.
    package var qualifiedErrors: Bool
    /// How temporary credentials are given out.
    package var issuer: IssuerRules

    /// A scenario; by default an empty one that accepts the example keys.
    ///
    /// - Parameters:
    ///   - credentials: The pairs of keys that requests may be signed with.
    ///   - resources: The resources.
    ///   - faults: What goes wrong.
    ///   - qualifiedErrors: Whether errors come with a namespace or URL around their code.
    ///   - issuer: How temporary credentials are given out.
    package init(
        credentials: [Credential] = [.example],
        resources: [SimulatedResource] = [],
        faults: [Fault] = [],
        qualifiedErrors: Bool = false,
        issuer: IssuerRules = IssuerRules()
    ) {
        self.credentials = credentials
        self.resources = resources
        self.faults = faults
        self.qualifiedErrors = qualifiedErrors
        self.issuer = issuer
    }
}
