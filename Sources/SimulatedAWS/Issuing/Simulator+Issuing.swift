// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

extension Simulator {
    /// Answers one request for credentials, as STS, the agents of containers and instances and IAM Identity Center do.
    func answer(_ issuing: IssuerRequest, _ request: ReceivedRequest) -> Answer {
        switch issuing {
        case .sts(let form): sts(form, request)
        case .instanceToken, .instanceRoles, .instanceCredentials: instance(issuing, request)
        case .container: agent()
        case .pod:
            request.header("Authorization")?.isEmpty ?? true
                ? IssuerAnswer.json(["message": "The token is missing."], status: 401) : agent()
        case .portal(let query): portal(query, request)
        case .tokens: tokens(request)
        }
    }

    private func sts(_ form: [String: String], _ request: ReceivedRequest) -> Answer {
        let operation = form["Action"] ?? ""
        count(operation)
        guard form["Version"] == "2011-06-15", ["AssumeRole", "AssumeRoleWithWebIdentity"].contains(operation) else {
            return IssuerAnswer.stsError("InvalidAction", "Could not find operation \(operation)", status: 400)
        }
        if operation == "AssumeRole" {
            do {
                try verify(request, signingName: "sts")
            } catch {
                return IssuerAnswer.stsError(error.stsCode, error.error.message)
            }
        } else if (form["WebIdentityToken"]?.count ?? 0) < 4 {
            return IssuerAnswer.stsError("InvalidIdentityToken", "The token is malformed.", status: 400)
        }
        guard let arn = form["RoleArn"], arn.wholeMatch(of: /arn:aws[a-z-]*:iam::[0-9]{12}:role\/.+/) != nil,
            let session = form["RoleSessionName"], session.wholeMatch(of: /[\w+=,.@-]{2,64}/) != nil
        else { return IssuerAnswer.stsError("ValidationError", "RoleArn or RoleSessionName is invalid.", status: 400) }
        if issuer.rules.refuses || issuer.rules.externalIDs[arn].map({ $0 != form["ExternalId"] }) ?? false {
            return IssuerAnswer.stsError(
                "AccessDenied",
                "User: arn:aws:iam::\(ARN.account):user/example is not authorized to perform: sts:\(operation) on "
                    + "resource: \(arn)"
            )
        }
        let issued = issuer.issue(asked: form["DurationSeconds"].flatMap(Double.init), now: now())
        return IssuerAnswer.role(issued, operation: operation, arn: arn, session: session)
    }

    private func instance(_ issuing: IssuerRequest, _ request: ReceivedRequest) -> Answer {
        let token = "simulated-metadata-token"
        if case .instanceToken = issuing {
            let seconds = request.header("X-aws-ec2-metadata-token-ttl-seconds").flatMap(Int.init) ?? 0
            return (1...21_600).contains(seconds) ? IssuerAnswer.text(token) : IssuerAnswer.text("", status: 400)
        }
        // As where version 1 is turned off.
        guard request.header("X-aws-ec2-metadata-token") == token else { return IssuerAnswer.text("", status: 401) }
        let role = "simulated-role"
        if case .instanceCredentials(let name) = issuing {
            return name == role ? agent() : IssuerAnswer.text("", status: 404)
        }
        return IssuerAnswer.text(role)
    }

    private func agent() -> Answer {
        count("AgentCredentials")
        if issuer.rules.refuses { return IssuerAnswer.json(["message": "The role cannot be assumed."], status: 403) }
        return IssuerAnswer.agent(issuer.issue(now: now()), now: now())
    }

    private func portal(_ query: [String: String], _ request: ReceivedRequest) -> Answer {
        count("GetRoleCredentials")
        guard query["role_name"]?.isEmpty == false, query["account_id"]?.count == 12 else {
            return IssuerAnswer.json(["message": "The request is invalid."], status: 400)
        }
        guard issuer.accepts(accessToken: request.header("x-amz-sso_bearer_token") ?? "", now: now()) else {
            return IssuerAnswer.json(["message": "Session token not found or invalid"], status: 401)
        }
        if issuer.rules.refuses { return IssuerAnswer.json(["message": "No access"], status: 403) }
        return IssuerAnswer.portal(issuer.issue(now: now()))
    }

    private func tokens(_ request: ReceivedRequest) -> Answer {
        count("CreateToken")
        let members = (try? JSONValue(parsing: request.body))?.members ?? [:]
        guard members["grantType"]?.text == "refresh_token", members["clientId"]?.text != nil,
            members["clientSecret"]?.text != nil,
            let new = issuer.refresh(members["refreshToken"]?.text ?? "", now: now())
        else {
            return IssuerAnswer.json(
                ["error": "invalid_grant", "error_description": "Invalid refresh token provided"], status: 400)
        }
        return IssuerAnswer.json([
            "accessToken": .string(new.accessToken), "refreshToken": .string(new.refreshToken), "tokenType": "Bearer",
            "expiresIn": .integer(Int64(new.seconds)),
        ])
    }
}

extension SignatureFailure {
    /// The code under which STS, of the query protocol, tells it.
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
