// SPDX-License-Identifier: Apache-2.0

package import Core

/// The token of somebody's sign-in at IAM Identity Center, as the AWS CLI keeps it in `~/.aws/sso/cache`.
package struct SSOToken: Sendable {
    /// The token; a secret.
    package let accessToken: String
    /// When it ends.
    package let expiresAt: Timestamp
    /// All that is in the file.
    private let members: [String: JSONValue]

    /// Reads a file of the AWS CLI; nil if it holds no token.
    package init?(_ bytes: [UInt8]) {
        guard let members = (try? JSONReader.value(of: bytes))?.members else { return nil }
        self.init(members)
    }

    private init?(_ members: [String: JSONValue]) {
        guard let token = members["accessToken"]?.text, (1...16_384).contains(token.utf8.count),
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let expiry = members["expiresAt"]?.text, let expiresAt = Self.time(expiry)
        else { return nil }
        accessToken = token
        self.expiresAt = expiresAt
        self.members = members
    }

    /// Old versions of the CLI wrote `2020-06-17T10:02:08UTC`.
    private static func time(_ text: String) -> Timestamp? {
        Timestamp(rfc3339: text.hasSuffix("UTC") ? String(text.dropLast(3)) + "Z" : text)
    }

    /// What the request for a new token needs; nil if this one cannot be refreshed, or no longer.
    package func refreshRequest(at now: Timestamp) -> JSONValue? {
        guard let token = members["refreshToken"]?.text, let id = members["clientId"]?.text,
            let secret = members["clientSecret"]?.text
        else { return nil }
        if let end = members["registrationExpiresAt"]?.text.flatMap(Self.time), end <= now { return nil }
        return .object([
            "grantType": .string("refresh_token"), "clientId": .string(id), "clientSecret": .string(secret),
            "refreshToken": .string(token),
        ])
    }

    /// This token with what an answer of CreateToken has new; nil if there is nothing of use in it.
    ///
    /// Source: IAM Identity Center OIDC API Reference, "CreateToken".
    package func refreshed(by answer: JSONValue, at now: Timestamp) -> SSOToken? {
        guard let fields = answer.members, let token = fields["accessToken"],
            case .integer(let seconds) = fields["expiresIn"],
            (1...31_536_000).contains(seconds)
        else { return nil }
        var members = members
        members["accessToken"] = token
        // The CLI's own form: seconds, no fraction.
        let end = Timestamp(microseconds: now.microseconds / 1_000_000 * 1_000_000) + .seconds(seconds)
        members["expiresAt"] = .string(String(end.rfc3339.prefix(19)) + "Z")
        if let refresh = fields["refreshToken"], refresh.text != nil { members["refreshToken"] = refresh }
        return SSOToken(members)
    }

    /// All in it that nobody may read in a message.
    var secrets: [String] {
        [accessToken] + ["refreshToken", "clientSecret"].compactMap { members[$0]?.text }
    }

    /// The file that it is kept in.
    package var file: [UInt8] { Array(JSONWriter.compact(.object(members)).utf8) }
}

extension SSOToken: CustomStringConvertible, CustomReflectable {
    package var description: String { Redaction.mark }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
