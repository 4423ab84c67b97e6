// SPDX-License-Identifier: Apache-2.0

import Core
import Crypto

/// A role's credentials from IAM Identity Center, by the token that `aws sso login` left in the CLI's cache.
///
/// Sources: AWS SDKs and Tools Reference Guide, "IAM Identity Center credential provider"; IAM Identity Center Portal API
/// Reference, "GetRoleCredentials"; IAM Identity Center OIDC API Reference, "CreateToken".
package struct SSOProvider: Sendable, Hashable {
    /// The `sso-session` that the token belongs to; nil in the form before there were such sections.
    package let session: String?
    /// The region of the Identity Center.
    package let region: String
    /// The account in which the role is.
    package let accountID: String
    /// The role's name.
    package let roleName: String
    /// The file in which the AWS CLI keeps the token.
    package let cacheFile: String
    /// The profile whose settings say how the Identity Center is reached; nil for the default one.
    package let profile: String?

    /// How long before its end a token is refreshed, as in botocore.
    private static let window: Duration = .seconds(15 * 60)
    /// The errors of CreateToken that a refresh token does not survive.
    private static let voidGrants: Set = ["invalid_grant", "expired_token", "invalid_client", "unauthorized_client"]

    // MARK: Detection

    private static let keys = ["sso_session", "sso_start_url", "sso_account_id", "sso_role_name"]

    /// What a profile says of IAM Identity Center, in its own keys or in an `[sso-session NAME]`, and the key by which it
    /// asks for it; nil if it has none.
    static func detect(
        in profile: Profile,
        of files: SharedConfig,
        _ context: ProviderChain.Context
    ) throws(CredentialError) -> (provider: SSOProvider, key: String)? {
        guard let key = keys.first(where: { profile[$0] != nil }) else { return nil }
        return (try SSOProvider(profile, of: files, location: profile.location(of: key), context), key)
    }

    private init(
        _ profile: Profile,
        of files: SharedConfig,
        location: String,
        _ context: ProviderChain.Context
    ) throws(CredentialError) {
        let sessionName = profile["sso_session"]
        var session: [String: String] = [:]
        if let sessionName {
            guard let found = files.section("sso-session", sessionName) else {
                throw CredentialError(
                    "\(location) names the sso_session \(Profile.quoted(sessionName)), which no file has")
            }
            session = found
        }
        func value(_ key: String) throws(CredentialError) -> String {
            let (own, shared) = (profile[key], Credentials.trimmed(session[key]))
            if let own, let shared, own != shared {
                throw CredentialError("\(location) and its sso_session disagree about \(key)")
            }
            guard let value = own ?? shared else {
                throw CredentialError("\(location) asks for IAM Identity Center (SSO) and has no \(key)")
            }
            return value
        }
        accountID = try value("sso_account_id")
        roleName = try value("sso_role_name")
        region = try value("sso_region")
        let startURL = try value("sso_start_url")
        guard accountID.utf8.count == 12, accountID.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw CredentialError("the sso_account_id of \(location) is not twelve digits")
        }
        guard (1...64).contains(roleName.utf8.count), roleName.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw CredentialError("the sso_role_name of \(location) is not a role's name")
        }
        guard region.isRegionName else {
            throw CredentialError("the sso_region of \(location) is not the name of a region")
        }
        guard let tokenFolder = context.tokenFolder else {
            throw CredentialError(
                "\(location) asks for IAM Identity Center (SSO), whose token is below HOME, and HOME is not set")
        }
        cacheFile = "\(tokenFolder)/\(Insecure.SHA1.hash(data: Array((sessionName ?? startURL).utf8)).hex).json"
        self.session = sessionName?.cleaned(limit: 128)
        self.profile = context.selectedProfile
    }

    // MARK: Fetching

    /// Asks the portal for the role's credentials; a second time with another token if it refuses the first.
    func credentials(_ context: CredentialContext, until deadline: Deadline) async throws(PollFailure) -> Credentials {
        var token = try await freshToken(context, until: deadline)
        var response = try await roleCredentials(token, context, until: deadline)
        if response.status == 401 {
            context.tokens.refuse(token.accessToken, in: cacheFile)
            if let newer = try await replacement(of: token, context, until: deadline) {
                token = newer
                response = try await roleCredentials(token, context, until: deadline)
                if response.status == 401 { context.tokens.refuse(token.accessToken, in: cacheFile) }
            }
        }
        let name = "the credentials of role \(roleName) in \(accountID) from IAM Identity Center"
        guard response.status == 200 else {
            let remedy = response.status == 401 ? remedy : "check sso_account_id and sso_role_name"
            throw context.refusal(response, by: name, secrets: token.secrets, remedy: remedy)
        }
        let credentials = try CredentialsJSON.portal.credentials(in: response.body, from: name)
        return context.byOurClock(credentials, from: response)
    }

    /// What a user has to do where a token is missing or has ended.
    private var remedy: String {
        session.map { "run `aws sso login --sso-session \($0)`" } ?? "run `aws sso login` for the profile"
    }

    private func roleCredentials(
        _ token: SSOToken,
        _ context: CredentialContext,
        until deadline: Deadline
    ) async throws(PollFailure) -> HTTPResponse {
        let (endpoint, certificates) = try context.address(of: .sso, in: region, profile: profile)
        let role = PercentEncoding.encode(roleName)
        var request = HTTPRequest(
            method: "GET",
            endpoint: endpoint,
            path: "/federation/credentials?role_name=\(role)&account_id=\(accountID)",
            headers: [HTTPField("x-amz-sso_bearer_token", token.accessToken), HTTPField("Accept", "application/json")]
        )
        request.certificates = certificates
        do throws(PollFailure) {
            return try await context.send(request, until: deadline)
        } catch {
            throw error.during("asking IAM Identity Center")
        }
    }

    // MARK: The token

    /// A token that has not been refused: the kept one, refreshed if it ends soon.
    private func freshToken(
        _ context: CredentialContext,
        until deadline: Deadline
    ) async throws(PollFailure) -> SSOToken {
        let (token, _) = try await keptToken(context, until: deadline)
        let left = token.expiresAt.since(context.now())
        let isRefused = context.tokens.isRefused(token.accessToken, in: cacheFile)
        if left > Self.window, !isRefused { return token }
        do throws(PollFailure) {
            if let newer = try await replacement(of: token, context, until: deadline) { return newer }
        } catch {
            if left <= .zero || isRefused { throw error }
        }
        guard !isRefused else {
            throw .unusableCredentials("IAM Identity Center has refused the sign-in in \(cacheFile); \(remedy)")
        }
        guard left > .zero else {
            throw .unusableCredentials(
                "the sign-in at IAM Identity Center ended at \(token.expiresAt.rfc3339); \(remedy)")
        }
        return token
    }

    /// The token in the CLI's file, or the one that we refreshed it to; and the one in the file.
    private func keptToken(
        _ context: CredentialContext,
        until deadline: Deadline
    ) async throws(PollFailure) -> (token: SSOToken, written: SSOToken) {
        let file: TokenFile
        do throws(FileError) {
            file = try await context.tokenFile(cacheFile, until: deadline)
        } catch {
            switch error {
            case .missing:
                throw .unusableCredentials(
                    "there is no sign-in at IAM Identity Center: \(cacheFile) does not exist; \(remedy)")
            case .unusable(let reason):
                throw .unusableCredentials("the token of IAM Identity Center in \(cacheFile) \(reason); \(remedy)")
            }
        }
        guard let written = file.signIn else {
            throw .unusableCredentials("\(cacheFile) holds no token of IAM Identity Center; \(remedy)")
        }
        return (context.tokens.latest(of: written, in: cacheFile), written)
    }

    /// A token to use instead of `old`, of a new sign-in or by a refresh; nil if there is none.
    private func replacement(
        of old: SSOToken,
        _ context: CredentialContext,
        until deadline: Deadline
    ) async throws(PollFailure) -> SSOToken? {
        func isBetter(_ token: SSOToken) -> Bool {
            token.accessToken != old.accessToken && token.expiresAt > context.now()
                && !context.tokens.isRefused(token.accessToken, in: cacheFile)
        }
        let kept = try await keptToken(context, until: deadline).token
        if isBetter(kept) { return kept }
        guard kept.refreshRequest(at: context.now()) != nil,
            kept.refreshToken.map({ !context.tokens.isRefused($0, in: cacheFile) }) ?? false
        else { return nil }
        let outcome = await context.tokens.flights.outcome(of: cacheFile) {
            let result: Result<SSOToken, PollFailure>
            do throws(PollFailure) {
                // Another role of the same sign-in, or the AWS CLI, may have refreshed it meanwhile.
                let (kept, written) = try await keptToken(context, until: deadline)
                let token = isBetter(kept) ? kept : try await createToken(from: kept, written, context, until: deadline)
                result = .success(token)
            } catch {
                result = .failure(error)
            }
            return Task.isCancelled ? nil : result
        }
        guard let outcome else { throw .givenUp }
        return try outcome.get()
    }

    private func createToken(
        from old: SSOToken,
        _ written: SSOToken,
        _ context: CredentialContext,
        until deadline: Deadline
    ) async throws(PollFailure) -> SSOToken {
        guard let body = old.refreshRequest(at: context.now()) else {
            throw .unusableCredentials("the sign-in at IAM Identity Center cannot be renewed; \(remedy)")
        }
        let (endpoint, certificates) = try context.address(of: .ssoOIDC, in: region, profile: profile)
        var request = HTTPRequest(
            method: "POST",
            endpoint: endpoint,
            path: "/token",
            headers: [HTTPField("Content-Type", "application/json")],
            body: Array(JSONWriter.compact(body).utf8)
        )
        request.certificates = certificates
        let response: HTTPResponse
        do throws(PollFailure) {
            response = try await context.send(request, until: deadline)
        } catch {
            throw error.during("refreshing the token of IAM Identity Center")
        }
        guard response.status == 200 else {
            // What it was asked for with is used up or void, and would be refused again.
            let error = (try? JSONReader.value(of: response.body))?.members?["error"]?.text
            if let error, Self.voidGrants.contains(error), let spent = old.refreshToken {
                context.tokens.refuse(spent, in: cacheFile)
            }
            let name = "new tokens of IAM Identity Center"
            throw context.refusal(response, by: name, secrets: old.secrets, remedy: remedy)
        }
        guard let answer = try? JSONReader.value(of: response.body),
            let token = old.refreshed(by: answer, at: context.now())
        else { throw .unusableCredentials("IAM Identity Center answered without a new token; \(remedy)") }
        context.tokens.keep(token, inPlaceOf: written, in: cacheFile)
        // A sign-in that was written meanwhile stays.
        guard case .success(let present) = context.tokenFiles.unsettled(cacheFile),
            present.signIn?.accessToken == written.accessToken
        else { return token }
        do throws(FileError) {
            try context.fileSystem.replace(cacheFile, with: token.file)
            context.tokenFiles.adopt(cacheFile, token.file)
        } catch {
            // The AWS CLI has to renew its own sign-in; we continue with the token in memory.
        }
        return token
    }
}
