// SPDX-License-Identifier: Apache-2.0

/// A role and how it is assumed: `AssumeRole` of AWS STS.
package struct RoleRecipe: Sendable, Hashable {
    /// The role's ARN.
    package let arn: String
    /// The session's name, as CloudTrail shows it.
    package let sessionName: String
    /// What the role's trust policy asks for, if it does; no secret.
    package let externalID: String?
    /// How long the credentials live, in seconds from 900 to 43200; nil for STS's own hour.
    package let durationSeconds: Int?
    /// The region whose STS is asked.
    package let region: String
    /// The profile whose settings say how STS is reached; nil for the default one.
    package let profile: String?

    /// A role to be assumed.
    package init(
        arn: String,
        sessionName: String = Self.defaultSessionName,
        externalID: String? = nil,
        durationSeconds: Int? = nil,
        region: String,
        profile: String?
    ) {
        self.arn = arn
        self.sessionName = sessionName
        self.externalID = externalID
        self.durationSeconds = durationSeconds
        self.region = region
        self.profile = profile
    }

    /// The session's name where nobody gives one.
    package static let defaultSessionName = "awaitd"
}

/// A role that is assumed with a token of OpenID Connect: `AssumeRoleWithWebIdentity` of AWS STS.
package struct WebIdentityRecipe: Sendable, Hashable {
    /// The role's ARN.
    package let arn: String
    /// The session's name.
    package let sessionName: String
    /// The file with the token; it is read again at each refresh, since it is replaced while we run.
    package let tokenFile: String
    /// The region whose STS is asked.
    package let region: String
    /// The profile whose settings say how STS is reached; nil for the default one.
    package let profile: String?

    /// A role to be assumed.
    package init(arn: String, sessionName: String, tokenFile: String, region: String, profile: String?) {
        self.arn = arn
        self.sessionName = sessionName
        self.tokenFile = tokenFile
        self.region = region
        self.profile = profile
    }
}
