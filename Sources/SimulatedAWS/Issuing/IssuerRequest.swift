// SPDX-License-Identifier: Apache-2.0

/// Which of the places that give out credentials a request is for.
enum IssuerRequest {
    /// AWS STS: a form with an `Action`.
    case sts([String: String])
    /// The token of an instance's metadata service.
    case instanceToken
    /// The list of an instance's roles, of which there is one.
    case instanceRoles
    /// The credentials of an instance's role.
    case instanceCredentials(role: String)
    /// The agent of ECS, which wants nothing.
    case container
    /// The agent of EKS, which wants a token.
    case pod
    /// The portal of IAM Identity Center.
    case portal(query: [String: String])
    /// The tokens of IAM Identity Center.
    case tokens

    private static let roles = "/latest/meta-data/iam/security-credentials/"

    /// Recognises a request; nil for one to the services that are watched.
    init?(_ request: ReceivedRequest) {
        let path = request.path
        switch (request.method, path) {
        case ("PUT", "/latest/api/token"): self = .instanceToken
        case ("GET", Self.roles): self = .instanceRoles
        case ("GET", "/v2/credentials"): self = .container
        case ("GET", "/v1/credentials"): self = .pod
        case ("GET", "/federation/credentials"): self = .portal(query: Self.form(request.query))
        case ("POST", "/token"): self = .tokens
        case ("GET", _) where path.hasPrefix(Self.roles):
            self = .instanceCredentials(role: String(path.dropFirst(Self.roles.count)))
        case ("POST", "/") where request.header("Content-Type")?.hasPrefix("application/x-www-form-urlencoded") ?? false:
            self = .sts(Self.form(String(decoding: request.body, as: UTF8.self)))
        default: return nil
        }
    }

    /// The fields of a form; of a name that comes twice, the last one.
    private static func form(_ text: String) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? parts[1] : ""
            fields[decoded(parts[0])] = decoded(value)
        }
        return fields
    }

    private static func decoded(_ text: Substring) -> String {
        let spaced = text.map { $0 == "+" ? " " : $0 }
        return String(decoding: PercentEncoding.decode(String(spaced)), as: UTF8.self)
    }
}
