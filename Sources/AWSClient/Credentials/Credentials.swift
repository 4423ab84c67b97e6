// SPDX-License-Identifier: Apache-2.0

package import Core

/// What AWS knows us by.
///
/// Never prints itself: not in a log, not in a dump, not in an error.
package struct Credentials: Sendable, Hashable {
    /// The access key's id.
    package let accessKeyID: String
    /// The secret that signs.
    package let secretAccessKey: String
    /// The session's token, for temporary credentials.
    package let sessionToken: String?
    /// When AWS stops accepting them, by this machine's clock; nil if that is not known.
    package let expiration: Timestamp?

    /// Credentials as they are; ``checked(accessKeyID:secretAccessKey:sessionToken:expiration:)`` is for those from outside.
    package init(
        accessKeyID: String,
        secretAccessKey: String,
        sessionToken: String? = nil,
        expiration: Timestamp? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }

    /// Credentials made of values from outside.
    ///
    /// Values are trimmed of white space; an empty token counts as none. Throws words that end a sentence if one is missing,
    /// or could break out of a header.
    package static func checked(
        accessKeyID: String?,
        secretAccessKey: String?,
        sessionToken: String?,
        expiration: Timestamp? = nil
    ) throws(CredentialError) -> Credentials {
        let id = trimmed(accessKeyID)
        let secret = trimmed(secretAccessKey)
        let token = trimmed(sessionToken)
        guard let id else { throw CredentialError("the secret access key is there without an access key id") }
        guard let secret else { throw CredentialError("the access key id is there without a secret access key") }
        for (name, value) in [("access key id", id), ("secret access key", secret), ("session token", token ?? "")] {
            guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), value.utf8.count <= 16_384 else {
                throw CredentialError("the \(name) has characters that such a value cannot have")
            }
        }
        return Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token, expiration: expiration)
    }

    /// The access key's id as people may see it: its last four characters.
    package var shownID: String { accessKeyID.count > 8 ? "…\(accessKeyID.suffix(4))" : "…" }

    /// `value` without white space around it; nil if nothing is left.
    static func trimmed(_ value: String?) -> String? {
        guard let value else { return nil }
        let kept = value.drop { $0.isWhitespace }
        guard let last = kept.lastIndex(where: { !$0.isWhitespace }) else { return nil }
        return String(kept[...last])
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Redaction.mark }
    package var debugDescription: String { Redaction.mark }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why credentials, or the settings of a provider, cannot be used.
package struct CredentialError: Error, Hashable {
    /// A sentence, or the words that end one where the caller knows the rest; never shows a secret.
    package let message: String

    /// An error.
    init(_ message: String) { self.message = message }
}

/// Who we are to AWS in one request: the owner of keys that sign it, or the bearer of a token.
package enum Identity: Sendable, Hashable {
    /// Keys, for a signature.
    case keys(Credentials)
    /// A token that is sent as it is.
    case bearer(BearerToken)

    /// The keys, if it is these.
    package var keys: Credentials? {
        if case .keys(let keys) = self { keys } else { nil }
    }

    /// `request`, authorized as of `time`.
    package func authorized(_ request: HTTPRequest, for watch: Watch, at time: Timestamp) -> HTTPRequest {
        switch self {
        case .keys(let keys):
            return SigV4(credentials: keys, region: watch.region, service: watch.kind.service.signingName)
                .signed(request, at: time)
        case .bearer(let token):
            var authorized = request
            authorized.headers.insert(HTTPField("Host", request.endpoint.hostHeader), at: 0)
            authorized.headers.append(HTTPField("Authorization", "Bearer \(token.value)"))
            return authorized
        }
    }

    /// What makes AWS's words about such a request fit to be shown.
    package var text: MessageRedactor {
        switch self {
        case .keys(let keys): MessageRedactor(credentials: keys)
        case .bearer(let token): MessageRedactor(secrets: [token.value])
        }
    }
}

/// An API key of Amazon Bedrock: `AWS_BEARER_TOKEN_BEDROCK`.
///
/// It is sent instead of a signature, to Bedrock and Bedrock Runtime only; Bedrock's agents take signatures alone. Source:
/// Amazon Bedrock User Guide, "Use an Amazon Bedrock API key".
package struct BearerToken: Sendable, Hashable {
    /// The key; a secret.
    package let value: String

    /// The key of an environment captured at the start; nil if it has none that fits into a header.
    package init?(environment: [String: String]) {
        guard let value = Credentials.trimmed(environment["AWS_BEARER_TOKEN_BEDROCK"]), value.utf8.count <= 16_384,
            value.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        self.value = value
    }

    /// Whether an environment captured at the start has one, usable or not.
    package static func isSet(in environment: [String: String]) -> Bool {
        Credentials.trimmed(environment["AWS_BEARER_TOKEN_BEDROCK"]) != nil
    }

    /// What becomes of it for a watch.
    package enum Use: Sendable, Hashable {
        /// It is sent.
        case sent
        /// It would be sent, but the watch list names the address: a key that is good wherever it is presented is not given
        /// to what others may have written there.
        case withheld
        /// It is not for this service, or other credentials are selected.
        case none
    }

    /// What becomes of the environment's key for a watch.
    package static func use(for watch: Watch) -> Use {
        guard watch.credentials == .defaultChain,
            ["bedrock", "bedrock-runtime"].contains(watch.kind.service.endpointPrefix)
        else { return .none }
        return watch.endpoint == nil ? .sent : .withheld
    }
}

extension BearerToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Redaction.mark }
    package var debugDescription: String { Redaction.mark }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
