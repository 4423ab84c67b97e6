// SPDX-License-Identifier: Apache-2.0

package import Core

/// Where the credentials of a selection were looked for and what came of it; nothing secret in it.
package struct CredentialReport: Sendable {
    /// Credentials that were got, as far as people may see them.
    package struct Found: Sendable, Hashable {
        /// The last characters of the access key's id.
        package let keyID: String
        /// Whether they are a session's.
        package let isTemporary: Bool
        /// When they end; nil if nobody said.
        package let expiration: Timestamp?
    }

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
    /// What was got; nil if nothing was.
    package let found: Found?
    /// Whether the environment's API key of Bedrock is sent, so that nothing was looked for.
    package let usesBedrockKey: Bool
    /// Why there are none, a sentence.
    package let failure: String?

    /// Whether requests can be made.
    package var isUsable: Bool { found != nil || usesBedrockKey }

    /// The report on watches that the environment's API key of Bedrock is sent for.
    init(bedrockKeyInsteadOf search: CredentialSearch, selection: CredentialSelection) {
        self.selection = selection
        title = search.title
        (passedOver, place, sources, found, failure) = ([], nil, [], nil, nil)
        usesBedrockKey = true
    }

    /// The report on what a search came to.
    init(selection: CredentialSelection, search: CredentialSearch, result: Result<Credentials, PollFailure>) {
        usesBedrockKey = false
        self.selection = selection
        title = search.title
        var passedOver = search.passedOver
        var found: Found?
        var failure: String?
        var isNothing = search.isNothing
        switch result {
        case .success(let keys):
            found = Found(keyID: keys.shownID, isTemporary: keys.sessionToken != nil, expiration: keys.expiration)
        case .failure(let error):
            if case .chosen(.instance, let place) = search.end, error.code == InstanceSource.absent {
                isNothing = true
                passedOver.append(CredentialSearch.Step(place: place, reason: error.message))
            }
            failure = isNothing ? "none of these places has any" : error.message
        }
        switch search.end {
        case .chosen(let recipe, let place) where !isNothing: (self.place, sources) = (place, recipe.titles)
        case .unusable(_, let place): (self.place, sources) = (place, [])
        case .chosen, .nothing: (place, sources) = (nil, [])
        }
        (self.passedOver, self.found, self.failure) = (passedOver, found, failure)
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
