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
    /// When AWS stops taking them, by this machine's clock; nil if nobody said.
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

    /// Why a set of values is no credentials, in words that name the value and never show it.
    package struct Fault: Error, Hashable {
        /// Words that end a sentence.
        package let reason: String
    }

    /// Credentials made of values from outside.
    ///
    /// Values are trimmed of white space; an empty token is none. What could break out of a header is refused.
    package static func checked(
        accessKeyID: String?,
        secretAccessKey: String?,
        sessionToken: String?,
        expiration: Timestamp? = nil
    ) throws(Fault) -> Credentials {
        let id = trimmed(accessKeyID)
        let secret = trimmed(secretAccessKey)
        let token = trimmed(sessionToken)
        guard let id else { throw Fault(reason: "the secret access key is there without an access key id") }
        guard let secret else { throw Fault(reason: "the access key id is there without a secret access key") }
        for (name, value) in [("access key id", id), ("secret access key", secret), ("session token", token ?? "")] {
            guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), value.utf8.count <= 16_384 else {
                throw Fault(reason: "the \(name) has characters in it that no such value has")
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
    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
