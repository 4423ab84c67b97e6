// SPDX-License-Identifier: Apache-2.0

/// One place that credentials may come from.
///
/// A chain asks its sources in order.
package protocol CredentialSource: Sendable {
    /// The source as people know it, fit to stand in a list: `the environment`, `/root/.aws/credentials`.
    var title: String { get }

    /// The files behind it: when one of them changes, asking again may help.
    var files: [String] { get }

    /// What it has now.
    func look() async -> CredentialFinding
}

/// What a source of credentials has.
package enum CredentialFinding: Sendable, Hashable {
    /// Credentials.
    case found(Credentials)
    /// Nothing: the next source is asked. Why, in a few words: `AWS_ACCESS_KEY_ID is not set`.
    case absent(String)
    /// Something that is meant to be used and cannot be: no other source is asked, since that would act as somebody else.
    /// A whole sentence for people.
    case unusable(String)
}
