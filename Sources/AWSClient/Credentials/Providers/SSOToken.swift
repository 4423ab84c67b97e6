// SPDX-License-Identifier: Apache-2.0

import Core
import Synchronization

/// The token of a sign-in at IAM Identity Center, as the AWS CLI keeps it in `~/.aws/sso/cache`.
struct SSOToken: Sendable {
    /// The token; a secret.
    let accessToken: String
    /// When it ends.
    let expiresAt: Timestamp
    /// Everything in the file.
    private let members: [String: JSONValue]

    /// Reads a file of the AWS CLI; nil if it holds no token.
    init?(_ bytes: [UInt8]) {
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

    /// The request for a new token; nil if this one cannot be refreshed, or no longer.
    func refreshRequest(at now: Timestamp) -> JSONValue? {
        guard let token = members["refreshToken"]?.text, let id = members["clientId"]?.text,
            let secret = members["clientSecret"]?.text
        else { return nil }
        if let end = members["registrationExpiresAt"]?.text.flatMap(Self.time), end <= now { return nil }
        return .object([
            "grantType": .string("refresh_token"), "clientId": .string(id), "clientSecret": .string(secret),
            "refreshToken": .string(token),
        ])
    }

    /// This token with what a response of CreateToken changes; nil if that has no new token.
    ///
    /// Source: IAM Identity Center OIDC API Reference, "CreateToken".
    func refreshed(by answer: JSONValue, at now: Timestamp) -> SSOToken? {
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

    /// What the next token is asked for with; a secret.
    var refreshToken: String? { members["refreshToken"]?.text }

    /// The parts of it that no message may show.
    var secrets: [String] {
        [accessToken] + ["refreshToken", "clientSecret"].compactMap { members[$0]?.text }
    }

    /// The bytes of the file it is kept in.
    var file: [UInt8] { Array(JSONWriter.compact(.object(members)).utf8) }
}

extension SSOToken: CustomStringConvertible, CustomReflectable {
    var description: String { Redaction.mark }
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// What became of the tokens in the CLI's files: which were refreshed, and which were refused.
///
/// One refresh of a token runs at a time, as a refresh token is good for one use. The result is kept here too: the file may
/// be on a disk that cannot be written.
final class SSOTokenCache: Sendable {
    private struct Fate {
        /// A refreshed token, and the one that the file has or had when it was refreshed.
        var refreshed: (token: SSOToken, inPlaceOf: String)?
        /// Access and refresh tokens that were refused, the newest last.
        var refused: [String] = []
    }

    /// The refreshes under way.
    let flights = SingleFlight<String, Result<SSOToken, PollFailure>>()
    private let fates = Mutex<[String: Fate]>([:])

    /// How many refused tokens are remembered for each file.
    private static let refusedLimit = 8

    /// The token to use where a file has `token`: what that was refreshed to, or itself.
    ///
    /// Any other token in the file was written after the refresh, by a new sign-in, and takes the refreshed one's place,
    /// whichever of them ends first.
    func latest(of token: SSOToken, in path: String) -> SSOToken {
        fates.withLock { fates in
            guard let refreshed = fates[path]?.refreshed else { return token }
            if refreshed.inPlaceOf == token.accessToken { return refreshed.token }
            fates[path]?.refreshed = nil
            return token
        }
    }

    /// Keeps what a file's token was refreshed to.
    func keep(_ token: SSOToken, inPlaceOf old: SSOToken, in path: String) {
        fates.withLock { $0[path, default: Fate()].refreshed = (token, old.accessToken) }
    }

    /// Notes that IAM Identity Center refused a token: it is not asked with again.
    func refuse(_ secret: String, in path: String) {
        fates.withLock { fates in
            var refused = fates[path]?.refused ?? []
            refused.append(secret)
            fates[path, default: Fate()].refused = refused.suffix(Self.refusedLimit)
        }
    }

    /// Whether a token was refused.
    func isRefused(_ secret: String, in path: String) -> Bool {
        fates.withLock { $0[path]?.refused.contains(secret) ?? false }
    }
}
