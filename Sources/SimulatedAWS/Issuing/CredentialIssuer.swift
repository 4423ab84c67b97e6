// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Gives out temporary credentials, and knows which of them are still good.
struct CredentialIssuer {
    /// One pair of keys that was given out.
    struct Issued {
        let credential: Credential
        let expires: Date
    }

    /// How many pairs are remembered at most.
    private static let limit = 10_000

    var rules: IssuerRules
    /// How many pairs were given out.
    private(set) var count = 0
    private var issued: [String: Issued] = [:]
    /// The tokens of IAM Identity Center that are good, and the one that makes the next.
    private var accessTokens: [String: Date] = [Self.firstAccessToken: .distantFuture]
    private var refreshToken = Self.firstRefreshToken

    /// The token that is good at the start, without an end.
    static let firstAccessToken = "simulated-access-token"
    /// What the first new token is asked for with.
    static let firstRefreshToken = "simulated-refresh-token"

    init(rules: IssuerRules) {
        self.rules = rules
    }

    /// New credentials that live as long as the rules say, or as was asked if that is shorter.
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

    /// The pair that was given out under a key id; expired ones too.
    func issued(_ accessKeyID: String) -> Issued? { issued[accessKeyID] }

    /// Whether a token of IAM Identity Center is good.
    func accepts(accessToken: String, now: Date) -> Bool {
        accessTokens[accessToken].map { $0 > now } ?? false
    }

    /// A new token for a refresh token, which is good for one use.
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
