// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Issues temporary credentials, and knows which of them are still valid.
struct CredentialIssuer {
    /// Issued credentials with their expiry.
    struct Issued {
        let credential: Credential
        let expires: Date
    }

    /// The most credentials that are remembered.
    private static let limit = 10_000

    var rules: IssuerRules
    /// How many credentials were issued.
    private(set) var count = 0
    private var issued: [String: Issued] = [:]
    /// The valid access tokens of IAM Identity Center, and the refresh token for the next one.
    private var accessTokens: [String: Date] = [Self.firstAccessToken: .distantFuture]
    private var refreshToken = Self.firstRefreshToken

    /// The access token that is valid from the start and never expires.
    static let firstAccessToken = "simulated-access-token"
    /// The refresh token for the first new access token.
    static let firstRefreshToken = "simulated-refresh-token"

    init(rules: IssuerRules) {
        self.rules = rules
    }

    /// New credentials, valid as long as the rules say, or as requested if that is shorter.
    mutating func issue(asked seconds: Double? = nil, now: Date) -> Issued {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let id = "ASIA" + String((0..<16).map { _ in letters.randomElement() ?? "A" })
        let new = Issued(
            credential: Credential(
                accessKeyID: id,
                secretAccessKey: Self.random(40),
                sessionToken: "simulated/" + Self.random(120)
            ),
            expires: now.addingTimeInterval(min(rules.lifetime, seconds ?? rules.lifetime))
        )
        if issued.count >= Self.limit { issued = issued.filter { $0.value.expires > now } }
        issued[id] = new
        count += 1
        return new
    }

    /// The credentials issued with an access key id, even if expired.
    func issued(_ accessKeyID: String) -> Issued? { issued[accessKeyID] }

    /// Whether an access token of IAM Identity Center is valid.
    func accepts(accessToken: String, now: Date) -> Bool {
        accessTokens[accessToken].map { $0 > now } ?? false
    }

    /// A new access token for a refresh token, which is valid only once.
    mutating func refresh(_ token: String, now: Date) -> (accessToken: String, refreshToken: String, seconds: Int)? {
        guard token == refreshToken else { return nil }
        refreshToken = Self.random(40)
        let access = Self.random(60)
        let seconds = max(1, Int(rules.lifetime))
        accessTokens[access] = now.addingTimeInterval(Double(seconds))
        return (access, refreshToken, seconds)
    }

    private static func random(_ count: Int) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/")
        return String((0..<count).map { _ in letters.randomElement() ?? "a" })
    }
}

/// The rules for issuing temporary credentials.
package struct IssuerRules: Sendable, Hashable {
    /// How long credentials are valid, in seconds; `DurationSeconds` can only shorten it.
    package var lifetime: Double
    /// Whether every request for credentials is refused.
    package var refuses: Bool
    /// The external ids that roles require, by the roles' ARNs.
    package var externalIDs: [String: String]

    /// Rules; by default credentials are valid for an hour, and no request is refused.
    ///
    /// - Parameters:
    ///   - lifetime: How long credentials are valid, in seconds.
    ///   - refuses: Whether every request for credentials is refused.
    ///   - externalIDs: The external ids that roles require, by the roles' ARNs.
    package init(lifetime: Double = 3_600, refuses: Bool = false, externalIDs: [String: String] = [:]) {
        self.lifetime = lifetime
        self.refuses = refuses
        self.externalIDs = externalIDs
    }
}

/// Credentials that requests may be signed with.
///
/// Never use real ones.
package struct Credential: Sendable, Hashable {
    /// The access key id.
    package let accessKeyID: String
    /// The secret access key.
    package let secretAccessKey: String
    /// The session token that must be sent with them; nil if none may be.
    package let sessionToken: String?

    /// Credentials.
    ///
    /// - Parameters:
    ///   - accessKeyID: The access key id.
    ///   - secretAccessKey: The secret access key.
    ///   - sessionToken: The session token that must be sent with them; nil if none may be.
    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    /// The credentials of AWS's documentation and test suite.
    package static let example = Credential(
        accessKeyID: "AKIDEXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    )
}
