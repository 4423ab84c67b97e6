// SPDX-License-Identifier: Apache-2.0

/// A role that IAM Identity Center gives to somebody who has signed in with `aws sso login`.
package struct SSORecipe: Sendable, Hashable {
    /// The `sso-session` that the token belongs to; nil in the form before there were such sections.
    package let session: String?
    /// The region of the Identity Center.
    package let region: String
    /// The account in which the role is.
    package let accountID: String
    /// The role's name.
    package let roleName: String
    /// The file in which the AWS CLI keeps the token.
    package let cacheFile: String
    /// The profile whose settings say how the Identity Center is reached; nil for the default one.
    package let profile: String?

    /// A role.
    package init(
        session: String?,
        region: String,
        accountID: String,
        roleName: String,
        cacheFile: String,
        profile: String?
    ) {
        self.session = session
        self.region = region
        self.accountID = accountID
        self.roleName = roleName
        self.cacheFile = cacheFile
        self.profile = profile
    }

    /// What mends it.
    package var remedy: String {
        session.map { "run `aws sso login --sso-session \($0)`" } ?? "run `aws sso login` for the profile"
    }
}
