// SPDX-License-Identifier: Apache-2.0

package import Core

/// Which providers a selection's credentials were looked for in, and the result; nothing secret in it.
package struct CredentialReport: Sendable {
    /// Credentials, as far as people may see them.
    package struct Found: Sendable, Hashable {
        /// The last characters of the access key's id.
        package let keyID: String
        /// Whether they are a session's.
        package let isTemporary: Bool
        /// When they end; nil if that is not known.
        package let expiration: Timestamp?
    }

    /// What was looked for.
    package let selection: CredentialSelection
    /// The selection for people: `the default chain`.
    package let title: String
    /// The providers that are not configured, in order, and why.
    package let skipped: [ProviderChain.Skipped]
    /// Where the provider that was used is configured; nil if none is.
    package let location: String?
    /// What that is: `access keys`, `role arn:…`, one for each role of a chain, the last one first.
    package let sources: [String]
    /// The credentials; nil if there are none.
    package let found: Found?
    /// Whether the environment's API key of Bedrock is sent, so that nothing was looked for.
    package let usesBedrockKey: Bool
    /// Whether the environment's API key of Bedrock is not sent since a watch file names the address.
    package let withholdsBedrockKey: Bool
    /// Why there are none, a sentence.
    package let failure: String?

    /// Whether requests can be made.
    package var isUsable: Bool { found != nil || usesBedrockKey }

    /// The report on watches that the environment's API key of Bedrock is sent for.
    init(bedrockKeyInsteadOf chain: ProviderChain, selection: CredentialSelection) {
        self.selection = selection
        title = chain.title
        (skipped, location, sources, found, failure) = ([], nil, [], nil, nil)
        usesBedrockKey = true
        withholdsBedrockKey = false
    }

    /// The report on watches that the environment's API key of Bedrock would be sent for, if it could be used.
    init(unusableBedrockKey sentence: String, chain: ProviderChain, selection: CredentialSelection) {
        self.selection = selection
        title = chain.title
        (skipped, location, sources, found, failure) = ([], BearerToken.variable, [], nil, sentence)
        usesBedrockKey = false
        withholdsBedrockKey = false
    }

    /// The report on a chain and on what its provider gave.
    init(
        selection: CredentialSelection,
        chain: ProviderChain,
        result: Result<Credentials, PollFailure>,
        withholdsBedrockKey: Bool
    ) {
        usesBedrockKey = false
        self.withholdsBedrockKey = withholdsBedrockKey
        self.selection = selection
        title = chain.title
        var skipped = chain.skipped
        var found: Found?
        var failure: String?
        var outcome = chain.outcome
        switch result {
        case .success(let keys):
            found = Found(keyID: keys.shownID, isTemporary: keys.sessionToken != nil, expiration: keys.expiration)
        case .failure(let error):
            if let absent = chain.absentInstance(error) {
                skipped.append(absent)
                outcome = .nothing
            }
            if case .nothing = outcome { failure = "none of these places has any" } else { failure = error.message }
        }
        switch outcome {
        case .provider(let provider, let location): (self.location, sources) = (location, provider.titles)
        case .broken(_, let location): (self.location, sources) = (location, [])
        case .nothing: (location, sources) = (nil, [])
        }
        (self.skipped, self.found, self.failure) = (skipped, found, failure)
    }
}

extension CredentialProvider {
    /// What it is, and the sources that its role is assumed with.
    var titles: [String] {
        var titles = [title]
        var provider = self
        while case .assumeRole(_, let source) = provider {
            titles.append(source.title)
            provider = source
        }
        return titles
    }
}
