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

    /// What the parts of credentials are called where they come from, for messages.
    package struct Names: Sendable {
        let accessKeyID: String
        let secretAccessKey: String
        let sessionToken: String
    }

    /// Credentials made of values from outside.
    ///
    /// Values are trimmed of white space; an empty token counts as none. Throws words that end a sentence if one is missing,
    /// or could break out of a header; `names` says which setting it is.
    package static func checked(
        accessKeyID: String?,
        secretAccessKey: String?,
        sessionToken: String?,
        expiration: Timestamp? = nil,
        named names: Names? = nil
    ) throws(CredentialError) -> Credentials {
        func error(_ words: String, _ setting: String?) -> CredentialError {
            CredentialError(words + (setting.map { " (\($0))" } ?? ""))
        }
        func isBlank(_ given: String?, _ trimmed: String?) -> Bool { given?.isEmpty == false && trimmed == nil }
        let (id, secret, token) = (trimmed(accessKeyID), trimmed(secretAccessKey), trimmed(sessionToken))
        if isBlank(accessKeyID, id) { throw error("the access key id is empty", names?.accessKeyID) }
        if isBlank(secretAccessKey, secret) { throw error("the secret access key is empty", names?.secretAccessKey) }
        if isBlank(sessionToken, token) { throw error("the session token is empty", names?.sessionToken) }
        guard let id else {
            throw error("the secret access key is there without an access key id", names?.accessKeyID)
        }
        guard let secret else { throw error("the access key id is there without a secret access key", nil) }
        for (name, setting, value) in [
            ("access key id", names?.accessKeyID, id), ("secret access key", names?.secretAccessKey, secret),
            ("session token", names?.sessionToken, token ?? ""),
        ] {
            guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), value.utf8.count <= 16_384 else {
                throw error("the \(name) has characters that such a value cannot have", setting)
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

    /// The variable that has it.
    package static let variable = "AWS_BEARER_TOKEN_BEDROCK"

    /// The key of an environment captured at the start; nil if it has none.
    ///
    /// Throws a sentence if there is one that does not fit into a header: passed over, it would let other credentials be used.
    package init?(environment: [String: String]) throws(CredentialError) {
        guard let given = environment[Self.variable], !given.isEmpty else { return nil }
        guard let value = Credentials.trimmed(given) else {
            throw CredentialError("\(Self.variable) cannot be used: it has nothing but white space in it")
        }
        guard value.utf8.count <= 16_384 else {
            throw CredentialError("\(Self.variable) cannot be used: it is longer than 16 KiB")
        }
        if let bad = value.unicodeScalars.first(where: { !(0x21...0x7E).contains($0.value) }) {
            let what =
                switch bad {
                case "\n", "\r": "a line break"
                case " ": "a space"
                case "\u{A0}": "a no-break space (U+00A0)"
                default: "the character \(bad.quoted)"
                }
            throw CredentialError("\(Self.variable) cannot be used: it has \(what) in it, which no API key has")
        }
        self.value = value
    }

    /// Whether an environment captured at the start has one, usable or not.
    package static func isSet(in environment: [String: String]) -> Bool {
        environment[variable]?.isEmpty == false
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

extension Timestamp {
    /// When credentials end, as it is written by those who give them: RFC 3339, the basic form of ISO 8601
    /// (`20261129T230000Z`), or seconds or milliseconds since the epoch; nil for anything else.
    init?(credentialExpiration text: String) {
        guard let text = Credentials.trimmed(text) else { return nil }
        if let time = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: Self.extended(text)) {
            self = time
        } else if text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }), let number = Double(text) {
            self.init(credentialExpiration: number)
        } else {
            return nil
        }
    }

    /// The same, by a number.
    ///
    /// 10¹¹ seconds are the year 5138, and as many milliseconds 1973: no number can mean both. One below 10⁹, which were
    /// seconds of the last century, is a mistake, such as a date.
    init?(credentialExpiration number: Double) {
        guard number >= 1_000_000_000 else { return nil }
        self.init(epochSeconds: number < 100_000_000_000 ? number : number / 1_000)
    }

    /// The extended form of ISO 8601 for a text in the basic form; of no use for any other text.
    private static func extended(_ text: String) -> String {
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 8, parts[1].utf8.count >= 6 else { return "" }
        func joined(_ text: Substring, _ lengths: [Int], by separator: String) -> String {
            var rest = text
            let groups = lengths.map { length in
                defer { rest = rest.dropFirst(length) }
                return String(rest.prefix(length))
            }
            return groups.joined(separator: separator) + rest
        }
        return joined(parts[0], [4, 2, 2], by: "-") + "T" + joined(parts[1], [2, 2, 2], by: ":")
    }
}
