// SPDX-License-Identifier: Apache-2.0

package import Lifecycle

/// Where the credentials of a selection were looked for and what came of it; nothing secret in it.
package struct CredentialReport: Sendable {
    /// What was looked for.
    package let selection: CredentialSelection
    /// The selection for people: `the default chain`.
    package let title: String
    /// The places that were passed over, in order, and why.
    package let passedOver: [CredentialSearch.Step]
    /// The place that had something, if one had.
    package let place: String?
    /// What that is: `access keys`, `role arn:…`, one for each role of a chain, the last one first.
    package let sources: [String]
    /// The last characters of the access key's id, and when the credentials end; nil if there are none.
    package let found: (keyID: String, isTemporary: Bool, expiration: Timestamp?)?
    /// Whether Bedrock is asked with the environment's API key instead.
    package let usesBedrockKey: Bool
    /// Why there are none, a sentence.
    package let failure: String?

    init(
        selection: CredentialSelection,
        search: CredentialSearch,
        result: Result<Credentials, PollFailure>,
        hasBearerToken: Bool
    ) {
        usesBedrockKey = hasBearerToken && selection == .defaultChain
        self.selection = selection
        title = search.title
        passedOver = search.passedOver
        switch search.end {
        case .chosen(let recipe, let place):
            self.place = place
            sources = recipe.titles
        case .unusable(_, let place):
            self.place = place
            sources = []
        case .nothing:
            place = nil
            sources = []
        }
        switch result {
        case .success(let credentials):
            found = (credentials.shownID, credentials.sessionToken != nil, credentials.expiration)
            failure = nil
        case .failure(let error):
            found = nil
            failure = search.isNothing ? "none of these places has any" : error.message
        }
    }
}

extension CredentialSearch {
    fileprivate var isNothing: Bool {
        if case .nothing = end { true } else { false }
    }
}

extension CredentialRecipe {
    /// What it is and what it is made with.
    fileprivate var titles: [String] {
        var titles = [title]
        var recipe = self
        while case .role(_, let source) = recipe {
            titles.append(source.title)
            recipe = source
        }
        return titles
    }
}
