// SPDX-License-Identifier: Apache-2.0

import Core

/// Gets the credentials of a role from IAM Identity Center, with the token of somebody's sign-in.
///
/// Sources: IAM Identity Center Portal API Reference, "GetRoleCredentials"; IAM Identity Center OIDC API Reference,
/// "CreateToken".
struct SSOSource {
    let tools: CredentialTools

    /// How long before its end a token is refreshed, as botocore does it.
    private static let window: Duration = .seconds(15 * 60)
    private static let fileLimit = 65_536

    func credentials(_ recipe: SSORecipe, until deadline: Deadline) async throws(PollFailure) -> Credentials {
        var token = try await freshToken(recipe, until: deadline)
        var response = try await ask(recipe, token, until: deadline)
        if response.status == 401, let newer = try await refreshed(token, recipe, until: deadline) {
            token = newer
            response = try await ask(recipe, token, until: deadline)
        }
        let name = "the credentials of role \(recipe.roleName) in \(recipe.accountID) from IAM Identity Center"
        guard response.status == 200 else {
            let remedy = response.status == 401 ? recipe.remedy : "check sso_account_id and sso_role_name"
            throw tools.caller.refusal(response, by: name, secrets: token.secrets, remedy: remedy)
        }
        return tools.caller.byOurClock(
            try CredentialsAnswer.credentials(in: response.body, from: name, members: .portal),
            from: response
        )
    }

    private func ask(
        _ recipe: SSORecipe,
        _ token: SSOToken,
        until deadline: Deadline
    ) async throws(PollFailure) -> HTTPResponse {
        let role = PercentEncoding.encode(recipe.roleName)
        let address = try tools.addresses(.sso, recipe.region, profile: recipe.profile)
        var request = HTTPRequest(
            method: "GET",
            endpoint: address.endpoint,
            path: "/federation/credentials?role_name=\(role)&account_id=\(recipe.accountID)",
            headers: [HTTPField("x-amz-sso_bearer_token", token.accessToken), HTTPField("Accept", "application/json")]
        )
        request.certificates = address.certificates
        do throws(PollFailure) {
            return try await tools.caller.send(request, until: deadline)
        } catch {
            throw error.during("asking IAM Identity Center")
        }
    }

    // MARK: The token

    /// The token as it is kept, refreshed if it ends soon.
    private func freshToken(_ recipe: SSORecipe, until deadline: Deadline) async throws(PollFailure) -> SSOToken {
        let token = try keptToken(recipe)
        let left = token.expiresAt.since(tools.now())
        if left > Self.window { return token }
        do throws(PollFailure) {
            if let newer = try await refreshed(token, recipe, until: deadline) { return newer }
        } catch {
            if left <= .zero { throw error }
        }
        guard left > .zero else {
            throw .unusableCredentials(
                "the sign-in at IAM Identity Center ended at \(token.expiresAt.rfc3339); \(recipe.remedy)")
        }
        return token
    }

    private func keptToken(_ recipe: SSORecipe) throws(PollFailure) -> SSOToken {
        let bytes: [UInt8]
        do throws(FileFault) {
            bytes = try tools.fileSystem.read(recipe.cacheFile, limit: Self.fileLimit)
        } catch {
            switch error {
            case .missing:
                throw .unusableCredentials(
                    "nobody has signed in at IAM Identity Center: \(recipe.cacheFile) does not exist; \(recipe.remedy)"
                )
            case .unusable(let reason):
                throw .unusableCredentials("the token of IAM Identity Center in \(recipe.cacheFile) \(reason)")
            }
        }
        guard let token = SSOToken(bytes) else {
            throw .unusableCredentials("\(recipe.cacheFile) holds no token of IAM Identity Center; \(recipe.remedy)")
        }
        return tools.tokens.newer(than: token, of: recipe.cacheFile)
    }

    /// A new token in place of `old`; nil if it cannot be refreshed.
    private func refreshed(
        _ old: SSOToken,
        _ recipe: SSORecipe,
        until deadline: Deadline
    ) async throws(PollFailure) -> SSOToken? {
        guard try keptToken(recipe).refreshRequest(at: tools.now()) != nil else { return nil }
        let outcome = await tools.tokens.flights.outcome(of: recipe.cacheFile) {
            let result: Result<SSOToken, PollFailure>
            do throws(PollFailure) {
                // Another role of the same sign-in may have refreshed it meanwhile, or somebody with the AWS CLI.
                let kept = try keptToken(recipe)
                let isNewer = kept.accessToken != old.accessToken && kept.expiresAt > tools.now()
                result = .success(isNewer ? kept : try await createToken(instead: kept, recipe, until: deadline))
            } catch {
                result = .failure(error)
            }
            return Task.isCancelled ? nil : result
        }
        guard let outcome else { throw .givenUp }
        return try outcome.get()
    }

    private func createToken(
        instead old: SSOToken,
        _ recipe: SSORecipe,
        until deadline: Deadline
    ) async throws(PollFailure) -> SSOToken {
        guard let body = old.refreshRequest(at: tools.now()) else {
            throw .unusableCredentials("the sign-in at IAM Identity Center cannot be renewed; \(recipe.remedy)")
        }
        let address = try tools.addresses(.ssoOIDC, recipe.region, profile: recipe.profile)
        var request = HTTPRequest(
            method: "POST",
            endpoint: address.endpoint,
            path: "/token",
            headers: [HTTPField("Content-Type", "application/json")],
            body: Array(JSONWriter.compact(body).utf8)
        )
        request.certificates = address.certificates
        let response: HTTPResponse
        do throws(PollFailure) {
            response = try await tools.caller.send(request, until: deadline)
        } catch {
            throw error.during("refreshing the token of IAM Identity Center")
        }
        let name = "new tokens of IAM Identity Center"
        guard response.status == 200 else {
            throw tools.caller.refusal(response, by: name, secrets: old.secrets, remedy: recipe.remedy)
        }
        guard let answer = try? JSONReader.value(of: response.body),
            let token = old.refreshed(by: answer, at: tools.now())
        else { throw .unusableCredentials("IAM Identity Center answered without a new token; \(recipe.remedy)") }
        tools.tokens.keep(token, of: recipe.cacheFile)
        // Where it cannot be written, the AWS CLI has to have its own sign-in renewed; we go on with what we keep.
        try? tools.fileSystem.replace(recipe.cacheFile, with: token.file)
        return token
    }
}
