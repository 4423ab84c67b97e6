// SPDX-License-Identifier: Apache-2.0

/// Where the credentials of watches come from as one process sees it, for people to read; nothing secret in it.
///
/// The same type in the daemon, on the control socket and on the screen.
package struct CredentialFindings: Sendable, Hashable, Codable {
    /// Whose view it is.
    package let viewpoint: Viewpoint
    /// The credentials, in the order of the watch list.
    package let credentials: [CredentialFinding]
    /// How many more there are that were not looked at, since there are too many or the time was over.
    package let omitted: Int

    /// Findings.
    package init(viewpoint: Viewpoint, credentials: [CredentialFinding], omitted: Int) {
        (self.viewpoint, self.credentials, self.omitted) = (viewpoint, credentials, omitted)
    }

    /// Whether all watches have credentials.
    package var areUsable: Bool { omitted == 0 && credentials.allSatisfy(\.isUsable) }

    /// What a process looks for credentials with.
    package struct Viewpoint: Sendable, Hashable, Codable {
        /// The user that it runs as.
        package let user: String
        /// Its `HOME`; null if that is not set.
        package let home: String?
        /// The names of the variables of its environment that say something about AWS.
        package let variables: [String]

        private static let mostVariables = 64

        /// The viewpoint of a user with an environment; of that, only names are kept.
        package init(user: String, environment: [String: String]) {
            self.user = user.cleaned(limit: 256)
            home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0.cleaned(limit: 1_024) }
            let names = environment.filter { !$0.value.isEmpty }.keys
                .filter { $0.hasPrefix("AWS_") || $0 == "CREDENTIALS_DIRECTORY" }
                .map { $0.cleaned(limit: 128) }
            variables = Array(names.sorted().prefix(Self.mostVariables))
        }
    }
}

/// What was found for one selection of credentials, and for how many watches.
package struct CredentialFinding: Sendable, Hashable, Codable {
    /// The selection: `the default chain`.
    package let title: String
    /// How many watches use them.
    package let watches: Int
    /// What is not configured, in order, and why: `the environment: AWS_ACCESS_KEY_ID is not set`.
    package let skipped: [String]
    /// Where they are configured and what they are: `the environment: access keys`; null if nowhere.
    package let source: String?
    /// The last characters of the access key's id; null without keys.
    package let keyID: String?
    /// Whether the keys are a session's.
    package let isTemporary: Bool
    /// When they end, in RFC 3339; null if that is not known.
    package let expires: String?
    /// Whether the environment's API key of Bedrock is sent, so that nothing was looked for.
    package let usesBedrockKey: Bool
    /// Whether that key is not sent since a watch file names the address.
    package let withholdsBedrockKey: Bool
    /// Why there are none, a sentence.
    package let failure: String?

    /// A finding.
    package init(
        title: String,
        watches: Int,
        skipped: [String],
        source: String?,
        keyID: String?,
        isTemporary: Bool,
        expires: Timestamp?,
        usesBedrockKey: Bool,
        withholdsBedrockKey: Bool,
        failure: String?
    ) {
        self.title = title.cleaned()
        self.watches = watches
        self.skipped = skipped.map { $0.cleaned() }
        self.source = source?.cleaned()
        self.keyID = keyID
        self.isTemporary = isTemporary
        self.expires = expires?.rfc3339
        self.usesBedrockKey = usesBedrockKey
        self.withholdsBedrockKey = withholdsBedrockKey
        self.failure = failure?.cleaned()
    }

    /// Whether requests can be made.
    package var isUsable: Bool { keyID != nil || usesBedrockKey }

    private enum CodingKeys: String, CodingKey {
        case title, watches, skipped, source, expires, failure
        case keyID = "key_id"
        case isTemporary = "temporary"
        case usesBedrockKey = "bedrock_key"
        case withholdsBedrockKey = "bedrock_key_withheld"
    }
}
