// SPDX-License-Identifier: Apache-2.0

import Core

/// Asks the metadata service of an EC2 instance for the credentials of its role, in version 2 only.
///
/// Version 1, without a token, is never spoken: it lets whoever can make us send a request read the answer's secrets.
/// Source: Amazon EC2 User Guide, "Use the Instance Metadata Service to access instance metadata".
struct InstanceSource {
    let caller: CredentialCaller

    /// How long the service's token may be used, in seconds; a new one is asked for each time all the same.
    private static let tokenLifetime = "21600"
    private static let path = "/latest/meta-data/iam/security-credentials/"

    /// The code of a failure that says that there is no such service, or that no role is attached.
    static let absent = "NoInstanceRole"

    func credentials(_ recipe: InstanceRecipe, until deadline: Deadline) async throws(PollFailure) -> Credentials {
        let name = "the instance metadata at \(recipe.endpoint.hostHeader)"
        let token = try await token(recipe, name, deadline)
        let list = try await get(Self.path, recipe, token, name, deadline)
        guard list.status == 200, let role = Self.role(in: list.body) else {
            if list.status == 404 || list.status == 200 {
                throw .absentInstance("no role is attached to this instance")
            }
            throw caller.refusal(
                list, by: name, secrets: [token], remedy: "check the instance's metadata options"
            )
        }
        let response = try await get(Self.path + PercentEncoding.encode(role), recipe, token, name, deadline)
        guard response.status == 200 else {
            throw caller.refusal(response, by: name, secrets: [token], remedy: "check the instance's role")
        }
        let members = (try? JSONReader.value(of: response.body))?.members
        if let code = members?["Code"]?.text, code != "Success" {
            let words = AnswerText(secrets: [token]).message(members?["Message"]?.text ?? "").cleaned(limit: 300)
            throw .unusableCredentials(
                "\(name) has no credentials for the role \(role): \(code.cleaned(limit: 100)) \(words)")
        }
        return caller.byOurClock(
            try CredentialsAnswer.credentials(in: response.body, from: name, members: .agent),
            from: response
        )
    }

    private func token(_ recipe: InstanceRecipe, _ name: String, _ deadline: Deadline) async throws(PollFailure)
        -> String
    {
        let request = HTTPRequest(
            method: "PUT",
            endpoint: recipe.endpoint,
            path: "/latest/api/token",
            headers: [HTTPField("X-aws-ec2-metadata-token-ttl-seconds", Self.tokenLifetime)]
        )
        let response: HTTPResponse
        do throws(PollFailure) {
            response = try await send(request, recipe, name, deadline)
        } catch {
            throw error.code == PollFailure.givenUp.code ? error : .absentInstance(error.message)
        }
        guard response.status == 200, (1...4_096).contains(response.body.count),
            response.body.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            if response.status >= 500 {
                throw caller.refusal(response, by: name, secrets: [], remedy: "it is tried again")
            }
            throw .absentInstance("\(name) gives no token (HTTP \(response.status)); awaitd speaks IMDSv2 only")
        }
        return String(decoding: response.body, as: UTF8.self)
    }

    private func get(
        _ path: String,
        _ recipe: InstanceRecipe,
        _ token: String,
        _ name: String,
        _ deadline: Deadline
    ) async throws(PollFailure) -> HTTPResponse {
        let headers = [HTTPField("X-aws-ec2-metadata-token", token)]
        let request = HTTPRequest(method: "GET", endpoint: recipe.endpoint, path: path, headers: headers)
        return try await send(request, recipe, name, deadline)
    }

    private func send(
        _ request: HTTPRequest,
        _ recipe: InstanceRecipe,
        _ name: String,
        _ deadline: Deadline
    ) async throws(PollFailure) -> HTTPResponse {
        try await caller.send(
            request, attempts: recipe.attempts, limit: .seconds(recipe.seconds), until: deadline, asking: name
        )
    }

    /// The role's name: the one line that the list has.
    private static func role(in body: [UInt8]) -> String? {
        let line = body.prefix { $0 != UInt8(ascii: "\n") }
        guard line.count <= 128, let role = Credentials.trimmed(String(decoding: line, as: UTF8.self)),
            role.utf8.allSatisfy({ RoleRules.isWord($0) || "+=,.@-".utf8.contains($0) })
        else { return nil }
        return role
    }
}

extension PollFailure {
    /// There is no instance to ask, or none with a role: as good as a place that has nothing.
    static func absentInstance(_ reason: String) -> PollFailure {
        PollFailure(.credentials, code: InstanceSource.absent, message: reason.cleaned(limit: 300))
    }
}
