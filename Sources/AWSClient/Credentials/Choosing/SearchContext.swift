// SPDX-License-Identifier: Apache-2.0

/// What every part of a search for credentials goes by.
struct SearchContext {
    /// What the process was started with.
    let environment: [String: String]
    /// The region of the watch, in which STS is asked where nothing else says.
    let region: String
    /// The profile whose settings say how STS and IAM Identity Center are reached; nil for the default one.
    ///
    /// It is the one that somebody selected, whichever profiles its roles are assumed with: as with AWS's own tools, where
    /// it is the profile of the whole session.
    let profile: String?

    /// A variable's value; an empty one counts as none.
    func value(of variable: String) -> String? { Credentials.trimmed(environment[variable]) }
}
