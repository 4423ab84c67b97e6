// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

extension Simulator {
    /// Responds to one request for credentials, as STS, the agents of containers and instances and IAM Identity Center do.
    func respond(to issuing: IssuerRequest, _ request: ReceivedRequest) -> SimulatedResponse {
        switch issuing {
        case .sts(let form): sts(form, request)
        case .instanceToken, .instanceRoles, .instanceCredentials: instance(issuing, request)
        case .container: agent()
        case .pod:
            request.header("Authorization")?.isEmpty ?? true
                ? IssuerResponse.json(["message": "The token is missing."], status: 401) : agent()
        case .portal(let query): portal(query, request)
        case .tokens: tokens(request)
        }
    }

    private func sts(_ form: [String: String], _ request: ReceivedRequest) -> SimulatedResponse {
        let operation = form["Action"] ?? ""
        count(operation)
        guard form["Version"] == "2011-06-15", ["AssumeRole", "AssumeRoleWithWebIdentity"].contains(operation) else {
            return IssuerResponse.stsError("InvalidAction", "Could not find operation \(operation)", status: 400)
        }
        if operation == "AssumeRole" {
            do {
                try verify(request, signingName: "sts")
            } catch {
                return IssuerResponse.stsError(error.stsCode, error.error.message)
            }
        } else if (form["WebIdentityToken"]?.count ?? 0) < 4 {
            return IssuerResponse.stsError("InvalidIdentityToken", "The token is malformed.", status: 400)
        }
        guard let arn = form["RoleArn"], arn.wholeMatch(of: /arn:aws[a-z-]*:iam::[0-9]{12}:role\/.+/) != nil,
            let session = form["RoleSessionName"], session.wholeMatch(of: /[\w+=,.@-]{2,64}/) != nil
        else {
            return IssuerResponse.stsError("ValidationError", "RoleArn or RoleSessionName is invalid.", status: 400)
        }
        if issuer.rules.refuses || issuer.rules.externalIDs[arn].map({ $0 != form["ExternalId"] }) ?? false {
            return IssuerResponse.stsError(
                "AccessDenied",
                "User: arn:aws:iam::\(ARN.account):user/example is not authorized to perform: sts:\(operation) on "
                    + "resource: \(arn)"
            )
        }
        let issued = issuer.issue(asked: form["DurationSeconds"].flatMap(Double.init), now: now())
        return IssuerResponse.role(issued, operation: operation, arn: arn, session: session)
    }

    private func instance(_ issuing: IssuerRequest, _ request: ReceivedRequest) -> SimulatedResponse {
        let token = "simulated-metadata-token"
        if case .instanceToken = issuing {
            let seconds = request.header("X-aws-ec2-metadata-token-ttl-seconds").flatMap(Int.init) ?? 0
            return (1...21_600).contains(seconds) ? IssuerResponse.text(token) : IssuerResponse.text("", status: 400)
        }
        // As on an instance where version 1 is disabled.
        guard request.header("X-aws-ec2-metadata-token") == token else { return IssuerResponse.text("", status: 401) }
        let role = "simulated-role"
        if case .instanceCredentials(let name) = issuing {
            return name == role ? agent() : IssuerResponse.text("", status: 404)
        }
        return IssuerResponse.text(role)
    }

    private func agent() -> SimulatedResponse {
        count("AgentCredentials")
        if issuer.rules.refuses { return IssuerResponse.json(["message": "The role cannot be assumed."], status: 403) }
        return IssuerResponse.agent(issuer.issue(now: now()), now: now())
    }

    private func portal(_ query: [String: String], _ request: ReceivedRequest) -> SimulatedResponse {
        count("GetRoleCredentials")
        guard query["role_name"]?.isEmpty == false, query["account_id"]?.count == 12 else {
            return IssuerResponse.json(["message": "The request is invalid."], status: 400)
        }
        guard issuer.accepts(accessToken: request.header("x-amz-sso_bearer_token") ?? "", now: now()) else {
            return IssuerResponse.json(["message": "Session token not found or invalid"], status: 401)
        }
        if issuer.rules.refuses { return IssuerResponse.json(["message": "No access"], status: 403) }
        return IssuerResponse.portal(issuer.issue(now: now()))
    }

    private func tokens(_ request: ReceivedRequest) -> SimulatedResponse {
        count("CreateToken")
        let members = (try? JSONValue(parsing: request.body))?.members ?? [:]
        guard members["grantType"]?.text == "refresh_token", members["clientId"]?.text != nil,
            members["clientSecret"]?.text != nil,
            let new = issuer.refresh(members["refreshToken"]?.text ?? "", now: now())
        else {
            return IssuerResponse.json(
                ["error": "invalid_grant", "error_description": "Invalid refresh token provided"], status: 400)
        }
        return IssuerResponse.json([
            "accessToken": .string(new.accessToken), "refreshToken": .string(new.refreshToken), "tokenType": "Bearer",
            "expiresIn": .integer(Int64(new.seconds)),
        ])
    }
}

extension SignatureError {
    /// STS's error code, in the query protocol.
    fileprivate var stsCode: String {
        switch self {
        case .missing: "MissingAuthenticationToken"
        case .incomplete: "IncompleteSignature"
        case .unrecognized: "InvalidClientTokenId"
        case .expired: "ExpiredToken"
        case .unacceptable, .skewed, .mismatch: "SignatureDoesNotMatch"
        }
    }
}

/// A request for credentials, by the service that issues them.
enum IssuerRequest {
    /// AWS STS: a form with an `Action`.
    case sts([String: String])
    /// The token of an instance's metadata service.
    case instanceToken
    /// The list of an instance's roles, of which there is one.
    case instanceRoles
    /// The credentials of an instance's role.
    case instanceCredentials(role: String)
    /// The agent of ECS, which requires nothing.
    case container
    /// The agent of EKS, which requires a token.
    case pod
    /// The portal of IAM Identity Center.
    case portal(query: [String: String])
    /// The tokens of IAM Identity Center.
    case tokens

    private static let roles = "/latest/meta-data/iam/security-credentials/"

    /// Recognizes a request; nil for one to the watched services.
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

    /// The fields of a form; the last value of a repeated name wins.
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
