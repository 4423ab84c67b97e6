// SPDX-License-Identifier: Apache-2.0

/// How temporary credentials are given out.
package struct IssuerRules: Sendable, Hashable {
    /// How long credentials live, in seconds; `DurationSeconds` makes it no longer.
    package var lifetime: Double
    /// Whether every request for credentials is refused.
    package var refuses: Bool
    /// The external ids that roles ask for, by the roles' ARNs.
    package var externalIDs: [String: String]

    /// Rules; by default an hour's life, and nobody is refused.
    ///
    /// - Parameters:
    ///   - lifetime: How long credentials live, in seconds.
    ///   - refuses: Whether every request for credentials is refused.
    ///   - externalIDs: The external ids that roles ask for, by the roles' ARNs.
    package init(lifetime: Double = 3_600, refuses: Bool = false, externalIDs: [String: String] = [:]) {
        self.lifetime = lifetime
        self.refuses = refuses
        self.externalIDs = externalIDs
    }
}

extension ScenarioCursor {
    /// Reads the rules for giving out credentials; what is not said stays as it was.
    func issuerRules(over rules: IssuerRules) throws(ScenarioError) -> IssuerRules {
        var rules = rules
        let members = try members(["lifetime", "refuses", "external_ids"])
        if let cursor = members["lifetime"] {
            rules.lifetime = try cursor.number()
            guard (0.1...43_200).contains(rules.lifetime) else { throw cursor.error("Expected 0.1 to 43200 seconds.") }
        }
        if let cursor = members["refuses"] { rules.refuses = try cursor.boolean() }
        if let cursor = members["external_ids"] {
            rules.externalIDs = [:]
            for (arn, id) in try cursor.object() {
                rules.externalIDs[arn] = try ScenarioCursor(id, path: "\(cursor.path).\(arn)").string()
            }
        }
        return rules
    }
}
